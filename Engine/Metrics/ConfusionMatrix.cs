using Engine.Losses;

namespace Engine.Metrics;

/// <summary>
/// How often each class was predicted for each class, and the figures that follow from it. A class that never occurs and is
/// never predicted has precision, recall and F1 of 0, as in scikit-learn. <see cref="Metric.Value"/> is the macro F1.
/// </summary>
public sealed class ConfusionMatrix : Metric
{
    private readonly long[] counts;
    private long unpredicted;

    /// <summary>Creates the matrix.</summary>
    /// <param name="classes">The number of classes, at least 2; 2 for a single yes-or-no output.</param>
    public ConfusionMatrix(int classes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 2);
        Count = classes;
        counts = new long[classes * classes];
    }

    /// <inheritdoc/>
    public override string Name => "macro-f1";

    /// <summary>Gets the number of classes.</summary>
    public int Count { get; }

    /// <inheritdoc/>
    public override double Value => MacroF1;

    /// <summary>Gets the number of samples that were predicted as no class, because an output was NaN.</summary>
    public long Unpredicted => unpredicted;

    /// <summary>Gets the share of samples on the diagonal.</summary>
    public double Accuracy
    {
        get
        {
            long correct = 0, all = unpredicted;
            for (int actual = 0; actual < Count; actual++)
            {
                correct += this[actual, actual];
                all += Actual(actual);
            }

            return (double)correct / all;
        }
    }

    /// <summary>Gets the mean of the classes' precisions.</summary>
    public double MacroPrecision => Macro(Precision);

    /// <summary>Gets the mean of the classes' recalls.</summary>
    public double MacroRecall => Macro(Recall);

    /// <summary>Gets the mean of the classes' F1 scores.</summary>
    public double MacroF1 => Macro(F1);

    /// <summary>Gets how many samples of one class were predicted as another.</summary>
    public long this[int actual, int predicted] => counts[(actual * Count) + predicted];

    /// <summary>Of the samples predicted as a class, the share that belongs to it.</summary>
    public double Precision(int index)
    {
        long predicted = 0;
        for (int actual = 0; actual < Count; actual++)
        {
            predicted += this[actual, index];
        }

        return Share(this[index, index], predicted);
    }

    /// <summary>Of the samples of a class, the share predicted as it.</summary>
    public double Recall(int index) => Share(this[index, index], Actual(index));

    /// <summary>The harmonic mean of a class's precision and recall.</summary>
    public double F1(int index)
    {
        double precision = Precision(index), recall = Recall(index);
        return precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall);
    }

    /// <inheritdoc/>
    public override void Reset()
    {
        Array.Clear(counts);
        unpredicted = 0;
    }

    /// <inheritdoc/>
    protected override void Gather(ReadOnlySpan<float> predictions, in LossTargets targets)
    {
        int outputs = targets.Outputs;
        if (Math.Max(2, outputs) != Count)
        {
            throw new ArgumentException($"A confusion matrix of {Count} classes got {outputs} outputs.", nameof(predictions));
        }

        for (int sample = 0; sample < targets.Batch; sample++)
        {
            int predicted = Classes.Predicted(predictions.Slice(sample * outputs, outputs));
            int wanted = Classes.Wanted(in targets, sample);
            if (predicted == Classes.None || wanted == Classes.None)
            {
                unpredicted++;
            }
            else
            {
                counts[(wanted * Count) + predicted]++;
            }
        }
    }

    private static double Share(long part, long all) => all == 0 ? 0 : (double)part / all;

    private long Actual(int index)
    {
        long actual = 0;
        for (int predicted = 0; predicted < Count; predicted++)
        {
            actual += this[index, predicted];
        }

        return actual;
    }

    private double Macro(Func<int, double> figure)
    {
        double sum = 0;
        for (int index = 0; index < Count; index++)
        {
            sum += figure(index);
        }

        return sum / Count;
    }
}
