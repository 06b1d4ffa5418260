using Engine.Training;
using NUnit.Framework;

namespace Engine.Tests.Training;

/// <summary>What a data set refuses at the door.</summary>
[TestFixture]
internal sealed class DatasetTests
{
    private static readonly float[] Inputs = [.. Enumerable.Range(0, 12).Select(i => (float)i)];

    private static Dataset Labelled => Dataset.Classification("four", new Shape(3), new FloatFeatures(Inputs, 3), [0, 1, 0, 1], 2);

    private static Dataset Valued => Dataset.Regression("four", new Shape(3), new FloatFeatures(Inputs, 3), [5, 6, 7, 8], 1);

    [Test]
    public void APositionWithoutASampleIsRefused([Values(-1, 4, int.MinValue, int.MaxValue)] int sample)
    {
        string wanted = $"four has 4 samples, at positions from 0, and none at {sample}.";
        void Refuses(TestDelegate read) => Assert.That(read, Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.StartsWith(wanted));
        var row = new float[3];
        Refuses(() => Labelled.Label(sample));
        Refuses(() => Valued.Values(sample));
        Refuses(() => Labelled.Gather([sample], row));
        Refuses(() => Labelled.Gather([sample], epoch: 1, row));
        Refuses(() => Labelled.Take([sample]));
    }

    [Test]
    public void APartCountsItsOwnPositions()
    {
        Dataset part = Labelled.Take([3, 1]);
        Assert.That(part.Label(1), Is.EqualTo(1));
        Assert.That(() => part.Label(2), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.StartsWith("four has 2 samples"));
        var rows = new float[7];
        part.Gather([1, 0], rows);
        Assert.That(rows, Is.EqualTo(new float[] { 3, 4, 5, 9, 10, 11, 0 }));
    }

    [Test]
    public void RowsThatDoNotFitAreRefusedBeforeAnyIsWritten()
    {
        var tight = new float[5];
        Assert.That(() => Labelled.Gather([1, 2], tight), Throws.ArgumentException.With.Message.StartsWith("2 samples of 3 values do not fit 5."));
        Assert.That(() => Labelled.Gather([1, 2], epoch: 0, tight), Throws.ArgumentException);
        Assert.That(tight, Is.All.Zero);
    }

    [Test]
    public void TargetsThatDoNotFitAreRefused()
    {
        var features = new FloatFeatures(Inputs, 3);
        Assert.That(() => Dataset.Classification("x", new Shape(3), features, [0, 1, 2, 0], 2), Throws.ArgumentException.With.Message.Contains("Label 2"));
        Assert.That(() => Dataset.Classification("x", new Shape(3), features, [], 2), Throws.ArgumentException.With.Message.Contains("0 labels"));
        Assert.That(() => Dataset.Classification("x", new Shape(4), features, [0, 1, 1, 0], 2), Throws.ArgumentException.With.Message.Contains("do not fill"));
        Assert.That(() => Dataset.Regression("x", new Shape(3), features, [], 0), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => Dataset.Regression("x", new Shape(3), features, [], 1 << 30), Throws.ArgumentException, "4 · 2³⁰ values are not none");
        Assert.That(() => Labelled.Values(0), Throws.InvalidOperationException);
        Assert.That(() => Valued.Label(0), Throws.InvalidOperationException);
    }
}
