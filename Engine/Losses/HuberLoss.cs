using System.Runtime.CompilerServices;
using Engine.Numerics;
using Engine.Numerics.Lanes;
using Engine.Threading;

namespace Engine.Losses;

/// <summary>Huber's loss (1964): e²/2 while |e| ≤ δ, beyond it δ(|e| - δ/2), with e = prediction - target; the mean over all predictions.</summary>
public sealed class HuberLoss : ElementLoss
{
    /// <summary>Creates the loss.</summary>
    /// <param name="delta">δ, above 0.</param>
    public HuberLoss(double delta = 1)
    {
        if (!(delta > 0) || !double.IsFinite(delta))
        {
            throw new ArgumentOutOfRangeException(nameof(delta), delta, "Huber's delta must be above 0.");
        }

        Delta = delta;
    }

    /// <inheritdoc/>
    public override string Name => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"huber({Delta:R})");

    /// <summary>Gets δ.</summary>
    public double Delta { get; }

    /// <inheritdoc/>
    protected override double Compute(ReadOnlySpan<float> predictions, in LossTargets targets, Span<float> gradient, WorkerTeam team) =>
        Mean(new Huber((float)Delta), predictions, in targets, gradient, team);

    internal readonly struct Huber(float delta) : IElementLoss
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Evaluate<T>(T prediction, T target, out T slope)
            where T : struct, ILanes<T>
        {
            // The slope is the error clipped to ±δ; both branches of the loss are slope·(error - slope/2).
            T error = prediction - target;
            slope = T.Max(T.Broadcast(-delta), T.Min(T.Broadcast(delta), error));
            return Denormals.Multiply(slope, T.FusedMultiplyAdd(T.Broadcast(-0.5f), slope, error));
        }
    }
}
