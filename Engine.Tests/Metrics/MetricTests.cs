using Engine.Losses;
using Engine.Metrics;
using NUnit.Framework;

namespace Engine.Tests.Metrics;

internal sealed class MetricTests
{
    private const int Samples = 200;
    private const int ClassCount = 6;

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    [TestCase(6)]
    public void AccuracyCountsSortedPositions(int top)
    {
        (float[] outputs, int[] labels) = Draw(out _);
        var metric = new Accuracy(top);
        AddInBatches(metric, outputs, labels);
        int hits = 0;
        for (int sample = 0; sample < Samples; sample++)
        {
            float[] row = outputs[(sample * ClassCount)..((sample + 1) * ClassCount)];
            IEnumerable<int> best = Enumerable.Range(0, ClassCount).OrderByDescending(c => row[c]).Take(top);
            hits += best.Contains(labels[sample]) ? 1 : 0;
        }

        Assert.Multiple(() =>
        {
            Assert.That(metric.Value, Is.EqualTo((double)hits / Samples));
            Assert.That(metric.Samples, Is.EqualTo(Samples));
        });
        metric.Reset();
        Assert.That(metric.Value, Is.NaN);
    }

    [Test]
    public void ConfusionMatrixCountsPairs()
    {
        (float[] outputs, int[] labels) = Draw(out int[] predicted);
        var matrix = new ConfusionMatrix(ClassCount);
        AddInBatches(matrix, outputs, labels);
        var accuracy = new Accuracy();
        AddInBatches(accuracy, outputs, labels);
        double f1 = 0, precision = 0, recall = 0;
        for (int c = 0; c < ClassCount; c++)
        {
            double truePositives = labels.Zip(predicted).Count(p => p.First == c && p.Second == c);
            double predictedAs = predicted.Count(p => p == c), actual = labels.Count(l => l == c);
            precision += truePositives / predictedAs / ClassCount;
            recall += truePositives / actual / ClassCount;
            f1 += 2 * truePositives / (predictedAs + actual) / ClassCount;
            for (int other = 0; other < ClassCount; other++)
            {
                Assert.That(matrix[c, other], Is.EqualTo(labels.Zip(predicted).Count(p => p.First == c && p.Second == other)));
            }
        }

        Assert.Multiple(() =>
        {
            Assert.That(matrix.MacroPrecision, Is.EqualTo(precision).Within(1e-12));
            Assert.That(matrix.MacroRecall, Is.EqualTo(recall).Within(1e-12));
            Assert.That(matrix.Value, Is.EqualTo(f1).Within(1e-12));
            Assert.That(matrix.Accuracy, Is.EqualTo(accuracy.Value));
        });
    }

    [Test]
    public void ClassesThatNeverOccurCountAsZero()
    {
        var matrix = new ConfusionMatrix(3);
        matrix.Add([1, 0, 0], LossTargets.FromLabels([0], 3));
        Assert.Multiple(() =>
        {
            Assert.That(matrix.F1(0), Is.EqualTo(1));
            Assert.That(matrix.F1(2), Is.Zero);
            Assert.That(matrix.MacroF1, Is.EqualTo(1 / 3.0));
        });
    }

    [Test]
    public void SingleOutputsAreLogitsOfYes()
    {
        var accuracy = new Accuracy();
        accuracy.Add([0.1f, -0.1f, 2], LossTargets.FromLabels([1, 1, 1], 1));
        accuracy.Add([-3, 3], LossTargets.FromValues([0.2f, 0.9f], 1));
        var matrix = new ConfusionMatrix(2);
        matrix.Add([0.1f, -0.1f], LossTargets.FromLabels([1, 1], 1));
        Assert.Multiple(() =>
        {
            Assert.That(accuracy.Value, Is.EqualTo(0.8));
            Assert.That(matrix[1, 0], Is.EqualTo(1));
        });
    }

    [Test]
    public void NotANumberIsWrong()
    {
        float[] outputs = [1, float.NaN, 0];
        LossTargets targets = LossTargets.FromLabels([0], 3);
        var matrix = new ConfusionMatrix(3);
        matrix.Add(outputs, in targets);
        Assert.That((matrix.Unpredicted, matrix.Accuracy), Is.EqualTo((1, 0.0)));
        foreach (int top in (int[])[1, 3])
        {
            var accuracy = new Accuracy(top);
            accuracy.Add(outputs, in targets);
            Assert.That(accuracy.Value, Is.Zero);
        }
    }

    [Test]
    public void EqualOutputsFavorTheFirst()
    {
        var first = new Accuracy(2);
        first.Add([1, 1, 1], LossTargets.FromLabels([1], 3));
        var second = new Accuracy(2);
        second.Add([1, 1, 1], LossTargets.FromLabels([2], 3));
        Assert.That((first.Value, second.Value), Is.EqualTo((1.0, 0.0)));
    }

    [Test]
    public void ErrorsAreMeansOverAllOutputs()
    {
        var rmse = new RootMeanSquareErrorMetric();
        var mae = new MeanAbsoluteErrorMetric();
        foreach (Metric metric in (Metric[])[rmse, mae])
        {
            metric.Add([1, 2], LossTargets.FromValues([0, 0], 2));
            metric.Add([-2, 0], LossTargets.FromValues([0, 0], 2));
        }

        Assert.Multiple(() =>
        {
            Assert.That(rmse.Value, Is.EqualTo(1.5));
            Assert.That(mae.Value, Is.EqualTo(1.25));
            Assert.That(() => mae.Add([1, 2], LossTargets.FromLabels([0], 2)), Throws.ArgumentException);
        });
    }

    [Test]
    public void BatchesAllocateNothing()
    {
        (float[] outputs, int[] labels) = Draw(out _);
        foreach (Metric metric in (Metric[])[new Accuracy(), new Accuracy(3), new ConfusionMatrix(ClassCount)])
        {
            metric.Add(outputs, LossTargets.FromLabels(labels, ClassCount));
            long before = GC.GetAllocatedBytesForCurrentThread();
            metric.Add(outputs, LossTargets.FromLabels(labels, ClassCount));
            Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero, metric.Name);
        }
    }

    [Test]
    public void RefusesOtherLengths() => Assert.Multiple(() =>
    {
        Assert.That(() => new Accuracy().Add([1, 2], LossTargets.FromLabels([0], 3)), Throws.ArgumentException);
        Assert.That(() => new ConfusionMatrix(4).Add([1, 2, 3], LossTargets.FromLabels([0], 3)), Throws.ArgumentException);
        Assert.That(() => new Accuracy(0), Throws.InstanceOf<ArgumentException>());
    });

    private static void AddInBatches(Metric metric, float[] outputs, int[] labels)
    {
        for (int start = 0; start < Samples; start += 64)
        {
            int end = Math.Min(start + 64, Samples);
            metric.Add(outputs.AsSpan((start * ClassCount)..(end * ClassCount)), LossTargets.FromLabels(labels.AsSpan(start..end), ClassCount));
        }
    }

    private static (float[] Outputs, int[] Labels) Draw(out int[] predicted)
    {
        var random = new Random(14);
        var outputs = new float[Samples * ClassCount];
        var labels = new int[Samples];
        predicted = new int[Samples];
        for (int sample = 0; sample < Samples; sample++)
        {
            labels[sample] = random.Next(ClassCount);
            for (int c = 0; c < ClassCount; c++)
            {
                outputs[(sample * ClassCount) + c] = random.NextSingle() + (c == labels[sample] ? 0.3f : 0);
                predicted[sample] = outputs[(sample * ClassCount) + c] > outputs[(sample * ClassCount) + predicted[sample]] ? c : predicted[sample];
            }
        }

        return (outputs, labels);
    }
}
