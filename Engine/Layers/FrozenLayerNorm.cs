using Engine.Numerics.Normalization;
using Engine.Threading;

namespace Engine.Layers;

/// <summary>Layer normalization for inference.</summary>
internal sealed class FrozenLayerNorm(Shape shape, float epsilon, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta) : FrozenLayer(shape, shape)
{
    private readonly float[] gamma = gamma.ToArray();
    private readonly float[] beta = beta.ToArray();

    public override long Bytes => (gamma.Length + beta.Length) * (long)sizeof(float);

    /// <summary>Each row's mean and deviation, which only a backward pass would read.</summary>
    public override int WorkingFloats => 2 * OutputShape.Rows;

    public override void Run(int samples, ReadOnlySpan<float> input, Span<float> output, Span<float> working, WorkerTeam team)
    {
        int rows = samples * OutputShape.Rows;
        LayerNormalization.Forward(rows, epsilon, input, gamma, beta, output, working[..rows], working.Slice(rows, rows), team);
    }
}
