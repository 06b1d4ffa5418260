using System.Buffers;
using Engine.Training;

namespace Engine.Datasets.Augmentations;

/// <summary>
/// Inputs that are changed as they are read. What a sample becomes depends on the seed, the epoch and the sample alone, not on
/// order, batch or thread. Rows read without an epoch, for evaluation, get only what is not random.
/// </summary>
public sealed class AugmentedFeatures : Features
{
    private readonly Features source;
    private readonly Shape shape;
    private readonly ulong seed;
    private readonly Augmentation[] steps;

    /// <summary>Wraps inputs.</summary>
    /// <param name="source">The inputs.</param>
    /// <param name="shape">The shape of a sample.</param>
    /// <param name="seed">Decides all that is random.</param>
    /// <param name="steps">The changes, in order.</param>
    /// <exception cref="ArgumentException">A change can't be applied to the shape.</exception>
    public AugmentedFeatures(Features source, Shape shape, ulong seed, params ReadOnlySpan<Augmentation> steps)
    {
        ArgumentNullException.ThrowIfNull(source);
        foreach (Augmentation step in steps)
        {
            step.Check(shape);
        }

        this.source = source;
        this.shape = shape;
        this.seed = seed;
        this.steps = steps.ToArray();
    }

    /// <inheritdoc/>
    public override int Count => source.Count;

    /// <inheritdoc/>
    public override int Width => source.Width;

    /// <inheritdoc/>
    public override bool IsCostly => steps.Length > 0 || source.IsCostly;

    /// <inheritdoc/>
    public override void CopyRow(int row, Span<float> destination)
    {
        source.CopyRow(row, destination);
        Change(row, 0, destination[..Width], isTraining: false);
    }

    /// <inheritdoc/>
    public override void CopyRow(int row, int epoch, Span<float> destination)
    {
        source.CopyRow(row, epoch, destination);
        Change(row, epoch, destination[..Width], isTraining: true);
    }

    private void Change(int row, int epoch, Span<float> image, bool isTraining)
    {
        float[] scratch = ArrayPool<float>.Shared.Rent(Width);
        for (int i = 0; i < steps.Length; i++)
        {
            if (isTraining || !steps[i].IsRandom)
            {
                var random = new SampleRandom(seed, epoch, row, i);
                steps[i].Apply(image, scratch.AsSpan(0, Width), shape, ref random);
            }
        }

        ArrayPool<float>.Shared.Return(scratch);
    }
}
