using Engine.Datasets;
using Engine.Datasets.Tabular;
using Engine.Training;
using NUnit.Framework;

namespace Engine.Tests.Datasets;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class CatalogTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [TestCase("digits", 1438, 359, 10)]
    [TestCase("SPIRALS", 1600, 400, 3)]
    [TestCase("moons", 1600, 400, 2)]
    [TestCase("blobs", 1600, 400, 4)]
    [TestCase("curve", 1600, 400, 1)]
    public void LoadsBuiltInData(string name, int train, int test, int outputs)
    {
        DataSplit split = DatasetCatalog.Load(name);
        Assert.That((split.Train.Count, split.Test.Count, split.Train.Outputs), Is.EqualTo((train, test, outputs)));
    }

    [TestCase("spirals")]
    [TestCase("moons")]
    [TestCase("blobs")]
    [TestCase("curve")]
    public void SyntheticDataDependsOnTheSeedAlone(string name)
    {
        Assert.That(Sum(name, 1), Is.EqualTo(Sum(name, 1)));
        Assert.That(Sum(name, 1), Is.Not.EqualTo(Sum(name, 2)));

        static float[] Sum(string name, ulong seed)
        {
            Dataset data = DatasetCatalog.Load(name, new CatalogOptions { Seed = seed }).Train;
            var row = new float[data.InputShape.Count * 3];
            data.Gather([0, 5, 9], row);
            Assert.That(row, Is.All.InRange(-4f, 4f));
            return row;
        }
    }

    [Test]
    public void SpiralArmsAreTurnedCopies()
    {
        Dataset data = Synthetic.Spirals(3, 3000, 3, noise: 0);
        Span<float> point = stackalloc float[2];
        for (int i = 0; i < data.Count; i++)
        {
            data.Gather([i], point);
            double radius = Math.Sqrt((point[0] * point[0]) + (point[1] * point[1]));
            double turns = (1.25 * (radius - 0.05) / 0.95) + (data.Label(i) / 3.0);
            Assert.That(Math.Cos(2 * Math.PI * turns) * radius, Is.EqualTo(point[0]).Within(1e-5));
        }
    }

    [Test]
    public void NamesWhatIsKnown() => Assert.That(
        () => DatasetCatalog.Load("minst"),
        Throws.TypeOf<FileNotFoundException>().With.Message.EqualTo("'minst' is neither a file, nor a folder, nor one of the data sets digits, mnist, fashion-mnist, cifar10, cifar10-10k, spirals, moons, blobs, curve."));

    [Test]
    public void SaysThatThePartOfCifarIsMissing() => Assert.That(
        () => DatasetCatalog.Load("cifar10-10k", new CatalogOptions { Directory = folder.Root }),
        Throws.TypeOf<DirectoryNotFoundException>().With.Message.Contains(folder.Root));

    [Test]
    public void LoadsPublicDataThatIsThereByName()
    {
        foreach (string file in new[] { "train-images-idx3-ubyte", "train-labels-idx1-ubyte.gz", "t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte" })
        {
            byte[] content = file.Contains("images", StringComparison.Ordinal) ? IdxTests.Idx(8, [4, 28, 28], new byte[4 * 784]) : IdxTests.Idx(8, [4], [0, 1, 2, 9]);
            folder.Write($"fashion-mnist/{file}", file.EndsWith(".gz", StringComparison.Ordinal) ? TemporaryFolder.Gzip(content) : content);
        }

        folder.Write("cifar10/cifar-10-binary.tar.gz", TemporaryFolder.Gzip(CifarTests.Archive(CifarTests.Official)));
        DataSplit fashion = DatasetCatalog.Load("fashion-mnist", new CatalogOptions { Directory = folder.Root });
        DataSplit cifar = DatasetCatalog.Load("cifar10", new CatalogOptions { Directory = folder.Root });
        Assert.That((fashion.Train.Count, fashion.Test.Count, fashion.Train.ClassNames[9]), Is.EqualTo((4, 4, "ankle boot")));
        Assert.That((cifar.Train.Count, cifar.Test.Count, cifar.Train.ClassNames[9]), Is.EqualTo((5, 1, "truck")));
    }

    [Test]
    public void LoadsFilesAndFoldersByWhatTheyHold()
    {
        string table = "x,y\n" + string.Concat(Enumerable.Range(0, 20).Select(i => $"{i},{i % 2}\n"));
        folder.Write("idx/train-images-idx3-ubyte", IdxTests.Idx(8, [10, 2, 2], new byte[40]));
        folder.Write("idx/train-labels-idx1-ubyte", IdxTests.Idx(8, [10], [0, 1, 0, 1, 0, 1, 0, 1, 0, 1]));
        folder.Write("cifar/train.bin", CifarTests.Records(0, 20));
        folder.Write("cifar/test.bin", CifarTests.Records(0, 10));
        folder.Write("npy/x.npy", NpyTests.Floats("(10, 1)", [.. Enumerable.Range(0, 10).Select(i => (float)i)]));
        folder.Write("npy/y.npy", NpyTests.Floats("(10,)", [.. Enumerable.Range(0, 10).Select(i => i + 0.5f)]));
        folder.Write("one/table.csv", table);
        folder.Write("two/train.csv", table);
        folder.Write("two/test.csv", "x,y\n0,0\n1,1\n");
        Assert.Multiple(() =>
        {
            Assert.That(Counts("idx"), Is.EqualTo((8, 2)));
            Assert.That(Counts("idx/train-images-idx3-ubyte"), Is.EqualTo((8, 2)));
            Assert.That(Counts("cifar"), Is.EqualTo((20, 10)));
            Assert.That(Counts("cifar/train.bin"), Is.EqualTo((16, 4)));
            Assert.That(Counts("npy"), Is.EqualTo((8, 2)));
            Assert.That(Counts("one"), Is.EqualTo((16, 4)));
            Assert.That(Counts("one/table.csv"), Is.EqualTo((16, 4)));
            Assert.That(Counts("two"), Is.EqualTo((20, 2)));
            Assert.That(() => Counts("idx/train-labels-idx1-ubyte"), Throws.TypeOf<DataFormatException>().With.Message.Contains("labels"));
            Assert.That(() => Counts("."), Throws.TypeOf<DataFormatException>().With.Message.Contains("holds no data set"));
        });
    }

    [Test]
    public void LoadsRowsToPredict()
    {
        (Features images, Shape shape) = DatasetPath.LoadInputs(folder.Write("images", IdxTests.Idx(8, [10, 2, 3], new byte[60])), null, 6);
        Assert.That((images.Count, shape), Is.EqualTo((10, new Shape(2, 3, 1))));
        (images, shape) = DatasetPath.LoadInputs(folder.Write("a.bin", CifarTests.Records(0, 2)), null, 3072);
        Assert.That((images.Count, shape), Is.EqualTo((2, new Shape(32, 32, 3))));
        (images, shape) = DatasetPath.LoadInputs(folder.Write("a.npy", NpyTests.Floats("(2, 2)", 1, 2, 3, 4)), null, 2);
        Assert.That((images.Count, shape), Is.EqualTo((2, new Shape(2))));
        foreach (string text in new[] { "1,2\n3,4\n", "a,b\n1,2\n3,4\n", "1;2;0\n3;4;1\n" })
        {
            (images, shape) = DatasetPath.LoadInputs(folder.Write("a.csv", text), null, 2);
            var row = new float[2];
            images.CopyRow(1, row);
            Assert.That((images.Count, shape, row[0], row[1]), Is.EqualTo((2, new Shape(2), 3f, 4f)));
        }

        TabularPreprocessing preprocessing = CsvDataset.Load(folder.Write("t.csv", "x,c,y\n1,a,0\n3,b,1\n2,a,0\n2,b,1\n")).Preprocessing;
        Assert.That(DatasetPath.LoadInputs(folder.Write("a.csv", "2,a\n"), preprocessing, 1).Shape, Is.EqualTo(new Shape(3)));
    }

    private (int Train, int Test) Counts(string name)
    {
        DataSplit split = DatasetCatalog.Load(Path.Combine(folder.Root, name));
        return (split.Train.Count, split.Test.Count);
    }
}
