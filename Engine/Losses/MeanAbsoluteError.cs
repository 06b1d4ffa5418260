using System.Runtime.CompilerServices;
using Engine.Numerics.Lanes;
using Engine.Threading;

namespace Engine.Losses;

/// <summary>|prediction - target|, the mean over all predictions. Where they are equal the derivative counts as 0.</summary>
public sealed class MeanAbsoluteError : ElementLoss
{
    /// <inheritdoc/>
    public override string Name => "mae";

    /// <inheritdoc/>
    protected override double Compute(ReadOnlySpan<float> predictions, in LossTargets targets, Span<float> gradient, WorkerTeam team) =>
        Mean(default(Magnitude), predictions, in targets, gradient, team);

    internal readonly struct Magnitude : IElementLoss
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Evaluate<T>(T prediction, T target, out T slope)
            where T : struct, ILanes<T>
        {
            T error = prediction - target;
            T zero = T.Broadcast(0);
            slope = T.Select(T.Equal(error, zero), zero, T.CopySign(T.Broadcast(1), error));
            return T.Abs(error);
        }
    }
}
