using System.Runtime.CompilerServices;
using Engine.Numerics.Lanes;

namespace Engine.Activations;

/// <summary>
/// f(z) = z.
/// </summary>
public readonly struct Identity : IActivationFunction
{
    /// <inheritdoc/>
    public static string Name => "identity";

    /// <inheritdoc/>
    public static string? OnnxOperator => "Identity";

    /// <inheritdoc/>
    public static BackwardNeeds Needs => BackwardNeeds.None;

    /// <inheritdoc/>
    public bool IsNonDecreasing => true;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value<T>(T z)
        where T : struct, ILanes<T> => z;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Derivative<T>(T known)
        where T : struct, ILanes<T> => T.Broadcast(1);
}
