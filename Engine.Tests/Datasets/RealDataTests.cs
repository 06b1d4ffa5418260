using System.Security.Cryptography;
using Engine.Datasets;
using Engine.Datasets.Downloads;
using Engine.Datasets.Files;
using Engine.Training;
using NUnit.Framework;

namespace Engine.Tests.Datasets;

/// <summary>The published files, where this machine has them; tests of data that is absent are not made.</summary>
public sealed class RealDataTests
{
    private static readonly (string Name, string File, string Digest)[] Known =
    [
        .. DataManifest.Mnist.Select(file => ("mnist", file.Name, file.Sha256)),
        .. DataManifest.FashionMnist.Select(file => ("fashion-mnist", file.Name, file.Sha256)),
        ("cifar10-10k", "train.bin.gz", "f613ee62c594a007205e05ddd90fa1db907fd7961ec146c6b9209f0ca47496fc"),
        ("cifar10-10k", "test.bin.gz", "eb91a14ab9e6f6c7cd499738d9a7490536effb803f3a41fa82ad604ae12cfc7e"),
    ];

    private static string? Root { get; } = FindRoot();

    private static IEnumerable<TestCaseData> Files => Known
        .Where(known => Root is not null && File.Exists(Path.Combine(Root, known.Name, known.File)))
        .Select(known => new TestCaseData(Path.Combine(Root!, known.Name, known.File), known.Digest).SetArgDisplayNames(known.Name, known.File));

    private static IEnumerable<TestCaseData> Sets
    {
        get
        {
            foreach ((string name, int train, int test, int side, int channels, int[] labels) in new[]
            {
                ("mnist", 60_000, 10_000, 28, 1, new[] { 5, 0, 4, 1, 9 }),
                ("fashion-mnist", 60_000, 10_000, 28, 1, [9, 0, 0, 3, 0]),
                ("cifar10-10k", 10_000, 2_000, 32, 3, []),
            })
            {
                if (Root is not null && Directory.Exists(Path.Combine(Root, name)))
                {
                    yield return new TestCaseData(name, train, test, side, channels, labels).SetArgDisplayNames(name);
                }
            }
        }
    }

    [Test]
    public void SaysWhereTheDataIs() => TestContext.Out.WriteLine(Root is null
        ? $"No data: set {DataDirectory.Variable} to a folder with mnist/ and others to test them."
        : $"Data: {Root} with {string.Join(", ", Sets.Select(set => set.Arguments[0]))}.");

    [TestCaseSource(nameof(Files))]
    public void ContentHasThePublishedDigest(string path, string digest)
    {
        using Content content = Content.Open(path);
        Assert.That(Convert.ToHexStringLower(SHA256.HashData(content.Stream)), Is.EqualTo(digest));
    }

    [TestCaseSource(nameof(Sets))]
    public void LoadsByName(string name, int train, int test, int side, int channels, int[] labels)
    {
        DataSplit split = DatasetCatalog.Load(name, new CatalogOptions { Directory = Root });
        Assert.Multiple(() =>
        {
            Assert.That((split.Train.Count, split.Test.Count), Is.EqualTo((train, test)));
            Assert.That(split.Train.InputShape, Is.EqualTo(new Shape(side, side, channels)));
            Assert.That(split.Train.Outputs, Is.EqualTo(10));
            Assert.That(split.Train.ClassNames, Has.Count.EqualTo(10));
            Assert.That(labels.Select((_, i) => split.Train.Label(i)), Is.EqualTo(labels));
        });
        foreach (Dataset part in new[] { split.Train, split.Test })
        {
            var image = new float[part.InputShape.Count];
            part.Gather([part.Count - 1], image);
            Assert.That(image.Max(), Is.InRange(0.3f, 1f));
            Assert.That(image.Min(), Is.GreaterThanOrEqualTo(0f));
        }
    }

    private static string? FindRoot()
    {
        string? stated = Environment.GetEnvironmentVariable(DataDirectory.Variable);
        if (!string.IsNullOrEmpty(stated))
        {
            return Directory.Exists(stated) ? stated : null;
        }

        // Beside the repository lies what a development machine shares.
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Engine.sln")))
            {
                string shared = Path.GetFullPath(Path.Combine(folder.FullName, "..", "shared", "datasets"));
                return Directory.Exists(shared) ? shared : null;
            }
        }

        return null;
    }
}
