using System.Runtime.CompilerServices;
using Engine.Numerics;
using Engine.Numerics.Lanes;
using Engine.Threading;

namespace Engine.Losses;

/// <summary>(prediction - target)², the mean over all predictions.</summary>
public sealed class MeanSquaredError : ElementLoss
{
    /// <inheritdoc/>
    public override string Name => "mse";

    /// <inheritdoc/>
    protected override double Compute(ReadOnlySpan<float> predictions, in LossTargets targets, Span<float> gradient, WorkerTeam team) =>
        Mean(default(Square), predictions, in targets, gradient, team);

    internal readonly struct Square : IElementLoss
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Evaluate<T>(T prediction, T target, out T slope)
            where T : struct, ILanes<T>
        {
            T error = prediction - target;
            slope = error + error;
            return Denormals.Multiply(error, error);
        }
    }
}
