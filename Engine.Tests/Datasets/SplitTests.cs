using Engine.Training;
using NUnit.Framework;

namespace Engine.Tests.Datasets;

public sealed class SplitTests
{
    [TestCase(10, 2, 0.2)]
    [TestCase(97, 3, 0.25)]
    [TestCase(1000, 7, 0.1)]
    [TestCase(5, 5, 0.5)]
    public void PartsAreDisjointCompleteAndStratified(int count, int classes, double fraction)
    {
        Dataset data = Labelled(count, classes);
        (int[] remaining, int[] heldOut) = data.SplitIndices(fraction, 3);
        Assert.That(remaining.Concat(heldOut).Order(), Is.EqualTo(Enumerable.Range(0, count)));
        Assert.That(heldOut, Has.Length.EqualTo((int)Math.Round(count * fraction, MidpointRounding.AwayFromZero)));
        Assert.That(heldOut, Is.Ordered);
        for (int i = 0; i < classes; i++)
        {
            int all = Enumerable.Range(0, count).Count(sample => data.Label(sample) == i);
            Assert.That(heldOut.Count(sample => data.Label(sample) == i), Is.EqualTo(all * fraction).Within(0.999));
        }
    }

    [Test]
    public void SeedDecides()
    {
        Dataset data = Labelled(500, 4);
        Assert.That(data.SplitIndices(0.2, 1).HeldOut, Is.EqualTo(data.SplitIndices(0.2, 1).HeldOut));
        Assert.That(data.SplitIndices(0.2, 1).HeldOut, Is.Not.EqualTo(data.SplitIndices(0.2, 2).HeldOut));
    }

    [Test]
    public void PartsKeepTheirSamples()
    {
        float[] inputs = [.. Enumerable.Range(0, 20).Select(i => (float)i)];
        Dataset data = Dataset.Regression("line", new Shape(1), new FloatFeatures(inputs, 1), [.. inputs.Select(x => 2 * x)], 1);
        (Dataset remaining, Dataset heldOut) = data.Split(0.25, 9);
        (_, Dataset twice) = remaining.Split(0.2, 9);
        Span<float> input = stackalloc float[1];
        foreach (Dataset part in new[] { remaining, heldOut, twice })
        {
            for (int i = 0; i < part.Count; i++)
            {
                part.Gather([i], input);
                Assert.That(part.Values(i)[0], Is.EqualTo(2 * input[0]));
            }
        }
    }

    [TestCase(0.0)]
    [TestCase(1.0)]
    [TestCase(double.NaN)]
    [TestCase(0.01)]
    public void RefusesSharesThatLeaveAPartEmpty(double fraction) =>
        Assert.That(() => Labelled(10, 2).Split(fraction, 0), Throws.InstanceOf<ArgumentException>());

    [Test]
    public void BytesScaleAlikeAtAnyWidth()
    {
        for (int width = 1; width < 50; width++)
        {
            byte[] bytes = [.. Enumerable.Range(0, 2 * width).Select(i => (byte)(i * 37))];
            var row = new float[width + 1];
            row[width] = 77;
            new ByteFeatures(bytes, width, 1f / 255).CopyRow(1, row);
            Assert.That(row[..width], Is.EqualTo(bytes[width..].Select(x => x * (1f / 255))));
            Assert.That(row[width], Is.EqualTo(77));
        }
    }

    private static Dataset Labelled(int count, int classes)
    {
        int[] labels = [.. Enumerable.Range(0, count).Select(i => i * i % 31 % classes)];
        return Dataset.Classification("numbers", new Shape(1), new FloatFeatures(new float[count], 1), labels, classes);
    }
}
