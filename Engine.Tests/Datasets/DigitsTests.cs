using System.Security.Cryptography;
using Engine.Datasets;
using Engine.Training;
using NUnit.Framework;

namespace Engine.Tests.Datasets;

public sealed class DigitsTests
{
    // Counts of the classes 0 to 9, as published with the data.
    private static readonly int[] ClassCounts = [178, 182, 177, 183, 181, 182, 181, 179, 174, 180];

    [Test]
    public void HoldsThePublishedDigits()
    {
        Dataset digits = Digits.Load();
        int[] counts = new int[10];
        float[] pixels = new float[digits.Count * 64];
        digits.Gather([.. Enumerable.Range(0, digits.Count)], pixels);
        for (int i = 0; i < digits.Count; i++)
        {
            counts[digits.Label(i)]++;
        }

        Assert.Multiple(() =>
        {
            Assert.That(digits.Count, Is.EqualTo(1797));
            Assert.That(digits.InputShape, Is.EqualTo(new Shape(8, 8, 1)));
            Assert.That(digits.Outputs, Is.EqualTo(10));
            Assert.That(counts, Is.EqualTo(ClassCounts));
            Assert.That(pixels[..8], Is.EqualTo(new[] { 0, 0, 5 / 16f, 13 / 16f, 9 / 16f, 1 / 16f, 0, 0 }));
            Assert.That(pixels.Max(), Is.EqualTo(1f));
        });
    }

    [Test]
    public void UnpackToThePublishedDigest()
    {
        using Stream packed = typeof(Digits).Assembly.GetManifestResourceStream("digits.csv.gz")!;
        using var unpacked = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionMode.Decompress);
        Assert.That(Convert.ToHexStringLower(SHA256.HashData(unpacked)), Is.EqualTo("6ebb3d2fee246a4e99363262ddf8a00a3c41bee6014c373ed9d9216ba7f651b8"));
    }

    [Test]
    public void SplitHasAllDigitsInBothParts()
    {
        DataSplit split = Digits.LoadSplit();
        int[] counts = new int[10];
        for (int i = 0; i < split.Test.Count; i++)
        {
            counts[split.Test.Label(i)]++;
        }

        Assert.That(split.Train.Count + split.Test.Count, Is.EqualTo(1797));
        Assert.That(split.Test.Count, Is.EqualTo(359));
        for (int i = 0; i < 10; i++)
        {
            Assert.That(counts[i], Is.EqualTo(ClassCounts[i] * 0.2).Within(1));
        }
    }
}
