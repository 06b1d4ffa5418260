using System.Runtime.CompilerServices;
using Engine.Activations;
using Engine.Numerics.Lanes;
using Engine.Pools.Kernels;

namespace Engine.Pools.Basis;

/// <summary>One fixed mixture of basis terms as an ordinary activation function, for where terms cannot be mixed by coefficients.</summary>
internal readonly struct BasisFunction : IActivationFunction
{
    private readonly BasisVector coefficients;

    /// <summary>Takes the coefficient of each term.</summary>
    public BasisFunction(BasisVector coefficients) => this.coefficients = coefficients;

    /// <inheritdoc/>
    public static BackwardNeeds Needs => BackwardNeeds.Input;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value<T>(T z)
        where T : struct, ILanes<T>
    {
        ColumnValues<T> values = Broadcast<T>();
        return default(CurvedColumn<AllTerms>).Forward(z, in values, out _);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Derivative<T>(T known)
        where T : struct, ILanes<T>
    {
        ColumnValues<T> values = Broadcast<T>(), sums = default;
        default(CurvedColumn<AllTerms>).Forward(known, in values, out T saved);
        return default(CurvedColumn<AllTerms>).Backward(known, default, saved, in values, ref sums);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ColumnValues<T> Broadcast<T>()
        where T : struct, ILanes<T> => new()
        {
            V0 = T.Broadcast(coefficients.Positive),
            V1 = T.Broadcast(coefficients.Negative),
            V2 = T.Broadcast(coefficients.Exponential),
            V3 = T.Broadcast(coefficients.Sigmoid),
            V4 = T.Broadcast(coefficients.Tanh),
            V5 = T.Broadcast(coefficients.Step),
            V6 = T.Broadcast(coefficients.Silu),
            V7 = T.Broadcast(coefficients.Softplus),
            V8 = T.Broadcast(BasisCoefficients.Bound(coefficients.Positive)),
            V9 = T.Broadcast(-BasisCoefficients.Bound(coefficients.Negative)),
            V10 = T.Broadcast(BasisCoefficients.Bound(coefficients.Silu)),
            V11 = T.Broadcast(BasisCoefficients.Bound(coefficients.Softplus)),
        };
}
