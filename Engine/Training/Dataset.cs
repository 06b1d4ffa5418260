namespace Engine.Training;

/// <summary>
/// Inputs with what they should be mapped to: class labels or real values. Immutable; a part of a data set shares its
/// memory with the whole.
/// </summary>
public sealed class Dataset
{
    private readonly Features features;
    private readonly int[] rows;
    private readonly int[]? labels;
    private readonly float[]? values;

    private Dataset(string name, Shape inputShape, Features features, int[] rows, int[]? labels, float[]? values, int outputs, IReadOnlyList<string> classNames)
    {
        if (features.Width != inputShape.Count)
        {
            throw new ArgumentException($"Rows of {features.Width} values do not fill the input shape {inputShape}.", nameof(features));
        }

        Name = name;
        InputShape = inputShape;
        this.features = features;
        this.rows = rows;
        this.labels = labels;
        this.values = values;
        Outputs = outputs;
        ClassNames = classNames;
    }

    /// <summary>Gets the name, for reports.</summary>
    public string Name { get; }

    /// <summary>Gets the shape of one sample.</summary>
    public Shape InputShape { get; }

    /// <summary>Gets the number of samples.</summary>
    public int Count => rows.Length;

    /// <summary>Gets the number of classes, or of values to predict for each sample.</summary>
    public int Outputs { get; }

    /// <summary>Gets whether samples have class labels; if not, they have real values.</summary>
    public bool IsClassification => labels is not null;

    /// <summary>Gets the names of the classes or of the predicted values; empty where they have none.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>Gets whether its batches take long to make: <see cref="Features.IsCostly"/>.</summary>
    public bool IsCostly => features.IsCostly;

    /// <summary>A data set of labelled samples.</summary>
    /// <param name="name">For reports.</param>
    /// <param name="inputShape">The shape of one sample.</param>
    /// <param name="features">
    /// One row for each sample, row-major in the order of the input shape's axes: images are [H, W, C], channels last. Values are
    /// used as they are and must be finite; networks learn best from pixels of 0 to 1, or from mean 0 and deviation 1.
    /// </param>
    /// <param name="labels">One class index for each row, from 0; kept, not copied.</param>
    /// <param name="classes">Number of classes, at least 1.</param>
    /// <param name="classNames">Their names, or none.</param>
    /// <exception cref="ArgumentException">Lengths differ, rows do not fill the input shape, or a label is out of range.</exception>
    public static Dataset Classification(string name, Shape inputShape, Features features, int[] labels, int classes, IReadOnlyList<string>? classNames = null)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        if (labels.Length != features.Count)
        {
            throw new ArgumentException($"{features.Count} samples but {labels.Length} labels.", nameof(labels));
        }

        foreach (int label in labels)
        {
            if ((uint)label >= (uint)classes)
            {
                throw new ArgumentException($"Label {label} is outside the {classes} classes.", nameof(labels));
            }
        }

        return new Dataset(name, inputShape, features, AllRows(features.Count), labels, null, classes, classNames ?? []);
    }

    /// <summary>A data set of samples with real values to predict.</summary>
    /// <param name="name">For reports.</param>
    /// <param name="inputShape">The shape of one sample.</param>
    /// <param name="features">
    /// One row for each sample, row-major in the order of the input shape's axes: images are [H, W, C], channels last. Values are
    /// used as they are and must be finite; networks learn best from pixels of 0 to 1, or from mean 0 and deviation 1.
    /// </param>
    /// <param name="values">Row-major target values, <c>[samples, outputs]</c>, finite; kept, not copied.</param>
    /// <param name="outputs">Target values for each sample, at least 1.</param>
    /// <param name="valueNames">Their names, or none.</param>
    /// <exception cref="ArgumentException">Lengths differ, or rows do not fill the input shape.</exception>
    public static Dataset Regression(string name, Shape inputShape, Features features, float[] values, int outputs, IReadOnlyList<string>? valueNames = null)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfLessThan(outputs, 1);
        long wanted = (long)features.Count * outputs;
        if (values.Length != wanted)
        {
            throw new ArgumentException($"{features.Count} samples of {outputs} targets need {wanted} values, not {values.Length}.", nameof(values));
        }

        return new Dataset(name, inputShape, features, AllRows(features.Count), null, values, outputs, valueNames ?? []);
    }

    /// <summary>The samples at the given positions, in that order.</summary>
    /// <param name="samples">Positions in this data set, from 0; the same one may come again.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no sample at a position.</exception>
    public Dataset Take(ReadOnlySpan<int> samples)
    {
        var taken = new int[samples.Length];
        for (int i = 0; i < samples.Length; i++)
        {
            taken[i] = Row(samples[i]);
        }

        return new Dataset(Name, InputShape, features, taken, labels, values, Outputs, ClassNames);
    }

    /// <summary>Cuts the samples in two at random; for classes, in the same share of each.</summary>
    /// <param name="fraction">The share to hold out, between 0 and 1.</param>
    /// <param name="seed">Decides which samples.</param>
    /// <exception cref="ArgumentException">A part would be empty.</exception>
    public (Dataset Remaining, Dataset HeldOut) Split(double fraction, ulong seed)
    {
        (int[] rest, int[] heldOut) = SplitIndices(fraction, seed);
        return (Take(rest), Take(heldOut));
    }

    /// <summary>The positions of the samples in the two parts of <see cref="Split"/>, ascending.</summary>
    /// <param name="fraction">The share to hold out, between 0 and 1.</param>
    /// <param name="seed">Decides which samples.</param>
    /// <exception cref="ArgumentException">A part would be empty.</exception>
    public (int[] Remaining, int[] HeldOut) SplitIndices(double fraction, ulong seed)
    {
        if (!(fraction > 0 && fraction < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(fraction), fraction, "The share to hold out is between 0 and 1.");
        }

        var groups = new int[Count];
        for (int i = 0; i < groups.Length && labels is not null; i++)
        {
            groups[i] = labels[rows[i]];
        }

        (int[] rest, int[] heldOut) = StratifiedSplit.Choose(groups, labels is null ? 1 : Outputs, fraction, seed);
        return rest.Length > 0 && heldOut.Length > 0
            ? (rest, heldOut)
            : throw new ArgumentException($"{Name} has {Count} samples: too few to hold out a share of {fraction}.", nameof(fraction));
    }

    /// <summary>The same samples under another input shape of as many values, such as flat rows seen as images.</summary>
    /// <param name="inputShape">The shape of one sample.</param>
    /// <exception cref="ArgumentException">The shape has another number of values.</exception>
    public Dataset WithShape(Shape inputShape) => new(Name, inputShape, features, rows, labels, values, Outputs, ClassNames);

    /// <summary>The same samples with other inputs for all rows of the whole set, such as augmented ones.</summary>
    /// <param name="change">Makes the new inputs from the present ones; as many rows, as wide.</param>
    /// <exception cref="ArgumentException">The new inputs have another size.</exception>
    public Dataset WithFeatures(Func<Features, Features> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        Features changed = change(features);
        return changed.Count == features.Count
            ? new Dataset(Name, InputShape, changed, rows, labels, values, Outputs, ClassNames)
            : throw new ArgumentException($"{changed.Count} rows can't replace {features.Count}.", nameof(change));
    }

    /// <summary>The class of one sample, from 0.</summary>
    /// <param name="sample">Its position in this data set, from 0.</param>
    /// <exception cref="InvalidOperationException">The samples have real values, no labels.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no sample at this position.</exception>
    public int Label(int sample) => labels is null ? throw new InvalidOperationException($"{Name} has real targets, no labels.") : labels[Row(sample)];

    /// <summary>The target values of one sample, <see cref="Outputs"/> of them.</summary>
    /// <param name="sample">Its position in this data set, from 0.</param>
    /// <exception cref="InvalidOperationException">The samples have labels, no real values.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no sample at this position.</exception>
    public ReadOnlySpan<float> Values(int sample) => values is null
        ? throw new InvalidOperationException($"{Name} has labels, no real targets.")
        : values.AsSpan(Row(sample) * Outputs, Outputs);

    /// <summary>Gathers the inputs of some samples into a batch, as they are for evaluation.</summary>
    /// <param name="samples">Positions in this data set, from 0.</param>
    /// <param name="destination">Room for as many rows, <c>[B, …]</c> with the axes of <see cref="InputShape"/>; may be longer.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no sample at a position.</exception>
    /// <exception cref="ArgumentException">The rows do not fit the destination.</exception>
    public void Gather(ReadOnlySpan<int> samples, Span<float> destination)
    {
        int width = RequireRoom(samples, destination);
        for (int i = 0; i < samples.Length; i++)
        {
            features.CopyRow(Row(samples[i]), destination.Slice(i * width, width));
        }
    }

    /// <summary>Gathers the inputs of some samples into a batch to train on, augmented where the inputs are.</summary>
    /// <param name="samples">Positions in this data set, from 0.</param>
    /// <param name="epoch">The pass over the data, from 0: augmentation differs from one to the next.</param>
    /// <param name="destination">Room for as many rows, <c>[B, …]</c> with the axes of <see cref="InputShape"/>; may be longer.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no sample at a position.</exception>
    /// <exception cref="ArgumentException">The rows do not fit the destination.</exception>
    public void Gather(ReadOnlySpan<int> samples, int epoch, Span<float> destination)
    {
        int width = RequireRoom(samples, destination);
        for (int i = 0; i < samples.Length; i++)
        {
            features.CopyRow(Row(samples[i]), epoch, destination.Slice(i * width, width));
        }
    }

    /// <summary>The row of the inputs and targets that a sample has.</summary>
    private int Row(int sample) => (uint)sample < (uint)rows.Length ? rows[sample] : throw NoSample(sample);

    private ArgumentOutOfRangeException NoSample(int sample) =>
        new(nameof(sample), sample, $"{Name} has {Count} samples, at positions from 0, and none at {sample}.");

    private int RequireRoom(ReadOnlySpan<int> samples, ReadOnlySpan<float> destination) => destination.Length >= (long)samples.Length * features.Width
        ? features.Width
        : throw new ArgumentException($"{samples.Length} samples of {features.Width} values do not fit {destination.Length}.", nameof(destination));

    private static int[] AllRows(int count)
    {
        var all = new int[count];
        for (int i = 0; i < count; i++)
        {
            all[i] = i;
        }

        return all;
    }
}
