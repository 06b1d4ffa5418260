namespace Engine.Losses;

/// <summary>What predictions are compared with: one class label for each sample, or a value for each output.</summary>
public readonly ref struct LossTargets
{
    private LossTargets(ReadOnlySpan<int> labels, ReadOnlySpan<float> values, int outputs, int batch, bool hasLabels)
    {
        Labels = labels;
        Values = values;
        Outputs = outputs;
        Batch = batch;
        HasLabels = hasLabels;
    }

    /// <summary>Gets the class labels <c>[B]</c>; empty where there are values.</summary>
    public ReadOnlySpan<int> Labels { get; }

    /// <summary>Gets the target values <c>[B, O]</c>: class probabilities, or numbers to predict; empty where there are labels.</summary>
    public ReadOnlySpan<float> Values { get; }

    /// <summary>Gets the number of outputs O of each sample.</summary>
    public int Outputs { get; }

    /// <summary>Gets the number of samples B.</summary>
    public int Batch { get; }

    /// <summary>Gets whether there are labels rather than values.</summary>
    public bool HasLabels { get; }

    /// <summary>Targets that are classes.</summary>
    /// <param name="labels">One label for each sample, from 0.</param>
    /// <param name="outputs">The number of classes; 1 for a single yes-or-no output, whose labels are 0 and 1.</param>
    /// <exception cref="ArgumentException">A label is out of range.</exception>
    public static LossTargets FromLabels(ReadOnlySpan<int> labels, int outputs)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(outputs, 1);
        int classes = Math.Max(2, outputs);
        for (int i = 0; i < labels.Length; i++)
        {
            if ((uint)labels[i] >= (uint)classes)
            {
                throw new ArgumentException($"Sample {i} has the label {labels[i]}, which is outside the {classes} classes.", nameof(labels));
            }
        }

        return new LossTargets(labels, [], outputs, labels.Length, hasLabels: true);
    }

    /// <summary>Targets that are numbers.</summary>
    /// <param name="values">Row-major <c>[B, O]</c>.</param>
    /// <param name="outputs">Numbers for each sample.</param>
    /// <exception cref="ArgumentException">The length is no multiple of the outputs.</exception>
    public static LossTargets FromValues(ReadOnlySpan<float> values, int outputs)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(outputs, 1);
        if (values.Length % outputs != 0)
        {
            throw new ArgumentException($"{values.Length} target values do not divide into rows of {outputs}.", nameof(values));
        }

        return new LossTargets([], values, outputs, values.Length / outputs, hasLabels: false);
    }
}
