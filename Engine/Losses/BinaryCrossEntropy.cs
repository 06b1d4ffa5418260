using System.Runtime.CompilerServices;
using Engine.Numerics;
using Engine.Numerics.Lanes;
using Engine.Threading;

namespace Engine.Losses;

/// <summary>
/// Sigmoid cross-entropy on logits z with targets t from 0 to 1, -t·log σ(z) - (1-t)·log(1-σ(z)), the mean over all
/// predictions; computed as max(z, 0) - z·t + log(1 + e^-|z|), which no logit overflows.
/// </summary>
public sealed class BinaryCrossEntropy : ElementLoss
{
    /// <inheritdoc/>
    public override string Name => "binary-cross-entropy";

    /// <inheritdoc/>
    protected override double Compute(ReadOnlySpan<float> predictions, in LossTargets targets, Span<float> gradient, WorkerTeam team) =>
        Mean(default(SigmoidCrossEntropy), predictions, in targets, gradient, team);

    internal readonly struct SigmoidCrossEntropy : IElementLoss
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Evaluate<T>(T prediction, T target, out T slope)
            where T : struct, ILanes<T>
        {
            T zero = T.Broadcast(0);
            T one = T.Broadcast(1);
            T t = LaneMath.Exp(-T.Abs(prediction));
            T sigmoid = T.Select(T.LessThan(prediction, zero), t, one) / (one + t);
            slope = sigmoid - target;
            return T.FusedNegatedMultiplyAdd(prediction, target, T.Max(zero, prediction)) + LaneMath.Log1P(t);
        }
    }
}
