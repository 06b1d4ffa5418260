using System.Runtime.CompilerServices;
using Engine.Numerics.Lanes;

namespace Engine.Numerics.Normalization;

/// <summary>What follows γ·x̂ + β in the same pass: nothing, or a ReLU, whose gradient then costs no pass of its own either.</summary>
internal interface IOutputGate
{
    /// <summary>y from γ·x̂ + β.</summary>
    static abstract T Value<T>(T normalized)
        where T : struct, ILanes<T>;

    /// <summary>What dL/dy is to γ·x̂ + β, at <paramref name="offset"/> of the elements and x - mean there.</summary>
    static abstract T Gradient<T>(in ChannelElements elements, nint offset, int channel, T centered)
        where T : struct, ILanes<T>;
}

/// <summary>y = γ·x̂ + β.</summary>
internal readonly unsafe struct OpenGate : IOutputGate
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Value<T>(T normalized)
        where T : struct, ILanes<T> => normalized;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Gradient<T>(in ChannelElements elements, nint offset, int channel, T centered)
        where T : struct, ILanes<T> => T.Load(ref elements.Gradient[offset], 0);
}

/// <summary>y = max(γ·x̂ + β, 0). Where it was positive follows from x again, with the bits of the forward pass: y need not be read.</summary>
internal readonly unsafe struct ReluGate : IOutputGate
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Value<T>(T normalized)
        where T : struct, ILanes<T> => T.Select(T.LessThan(normalized, default), default, normalized);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Gradient<T>(in ChannelElements elements, nint offset, int channel, T centered)
        where T : struct, ILanes<T>
    {
        T scale = T.Load(ref elements.Gamma[channel], 0) * T.Load(ref elements.InverseDeviation[channel], 0);
        T normalized = T.FusedMultiplyAdd(centered, scale, T.Load(ref elements.Beta[channel], 0));
        T slope = T.GreaterThan(normalized, default) & T.Broadcast(1);
        return Denormals.Multiply(slope, T.Load(ref elements.Gradient[offset], 0));
    }
}
