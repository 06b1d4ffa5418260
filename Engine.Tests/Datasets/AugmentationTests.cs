using Engine.Datasets.Augmentations;
using Engine.Layers;
using Engine.Losses;
using Engine.Optimizers;
using Engine.Tests.Training;
using Engine.Training;
using NUnit.Framework;

namespace Engine.Tests.Datasets;

public sealed class AugmentationTests
{
    private const int Height = 5;
    private const int Width = 4;
    private const int Channels = 3;
    private const int Size = Height * Width * Channels;
    private const int Trials = 400;

    private static readonly Shape ImageShape = new(Height, Width, Channels);

    [Test]
    public void FlipMirrorsEveryOtherImage()
    {
        int flipped = 0;
        foreach (float[] image in Variants(new RandomHorizontalFlip()))
        {
            bool mirrored = image[0] != 1;
            flipped += mirrored ? 1 : 0;
            Assert.That(image, Is.EqualTo(Map((y, x, c) => Value(y, mirrored ? Width - 1 - x : x, c))));
        }

        Assert.That(flipped, Is.EqualTo(Trials / 2).Within(4 * Math.Sqrt(Trials) / 2));
    }

    [Category("Slow")]
    [TestCase(1)]
    [TestCase(2)]
    [TestCase(7)]
    public void CropShiftsByEveryDistance(int padding)
    {
        var seen = new HashSet<(int, int)>();
        foreach (float[] image in Variants(new RandomCrop(padding), padding == 1 ? Trials : 4 * Trials))
        {
            (int, int)[] shifts = [.. Shifts(padding).Where(shift => image.SequenceEqual(Map((y, x, c) => Value(y + shift.Down, x + shift.Right, c))))];
            Assert.That(shifts, Is.Not.Empty);
            seen.UnionWith(shifts);
        }

        Assert.That(seen, Has.Count.EqualTo(((2 * padding) + 1) * ((2 * padding) + 1)));
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    [TestCase(20)]
    public void CutoutZeroesOneSquare(int side)
    {
        var seen = new HashSet<(int, int)>();
        foreach (float[] image in Variants(new Cutout(side)))
        {
            (int, int)[] centers = [.. from y in Enumerable.Range(0, Height) from x in Enumerable.Range(0, Width) where image.SequenceEqual(Cut(y, x)) select (y, x)];
            Assert.That(centers, Is.Not.Empty);
            seen.UnionWith(centers);
        }

        Assert.That(seen, Has.Count.EqualTo(Height * Width));

        float[] Cut(int top, int left) => Map((y, x, c) => Inside(y, top) && Inside(x, left) ? 0 : Value(y, x, c));

        bool Inside(int at, int center) => at >= center - (side / 2) && at < center - (side / 2) + side;
    }

    [Test]
    public void BlankPixelsHoldTheFill()
    {
        float[] fill = [-1, -2, -3];
        foreach (float[] image in Variants(new RandomCrop(2, fill)))
        {
            Assert.That(Shifts(2).Any(shift => image.SequenceEqual(Map((y, x, c) => Value(y + shift.Down, x + shift.Right, c) is > 0 and float value ? value : fill[c]))));
        }

        foreach (float[] image in Variants(new Cutout(3, fill)))
        {
            int blank = Enumerable.Range(0, Size).Count(i => image[i] < 0);
            Assert.That(blank, Is.GreaterThan(0));
            Assert.That(Enumerable.Range(0, Size).All(i => image[i] == i + 1 || image[i] == fill[i % Channels]));
        }

        Assert.That(() => Images(1, i => i).Augment(1, new Cutout(1, [1, 2])), Throws.ArgumentException.With.Message.Contains("2 channels"));
    }

    [Test]
    public void NormalizeLeavesAChannelThatNeverVariesAsWideAsItIs()
    {
        var channels = Normalize.Fit(Images(1000, i => i % 3 == 0 ? 0.1f : i % 3 == 1 ? 1000 + (i % 2 * 0.5f) : i));
        Assert.That(channels.Mean[0], Is.EqualTo(0.1f));
        Assert.That(channels.Deviation[0], Is.EqualTo(1));
        Assert.That(channels.Mean[1], Is.EqualTo(1000.25f));
        Assert.That(channels.Deviation[1], Is.EqualTo(0.25f));
    }

    [Test]
    public void NormalizeBringsChannelsToMeanZeroAndDeviationOne()
    {
        Dataset data = Images(50, i => (i * 7919 % 101) + (100 * (i % 3)));
        Dataset normalized = data.Augment(1, Normalize.Fit(data));
        var all = new float[50 * Size];
        normalized.Gather([.. Enumerable.Range(0, 50)], all);
        for (int c = 0; c < Channels; c++)
        {
            double[] channel = [.. all.Where((_, i) => i % Channels == c).Select(x => (double)x)];
            Assert.That(channel.Average(), Is.EqualTo(0).Within(1e-5));
            Assert.That(channel.Average(x => x * x), Is.EqualTo(1).Within(1e-4));
        }

        Assert.That(() => data.Augment(1, new Normalize([0], [1])), Throws.ArgumentException);
        Assert.That(() => new Normalize([0], [0]), Throws.ArgumentException);
    }

    [Test]
    public void SamplesDoNotDependOnOrderBatchThreadOrPart()
    {
        Dataset data = Images(64, i => i).Augment(9, new RandomHorizontalFlip(), new RandomCrop(2), new Cutout(2));
        int[] order = [.. Enumerable.Range(0, 64)];
        var expected = new float[64 * Size];
        data.Gather(order, 3, expected);

        Parallel.For(0, 64, sample =>
        {
            var row = new float[Size];
            data.Gather([63 - sample], 3, row);
            Assert.That(row, Is.EqualTo(expected.AsSpan((63 - sample) * Size, Size).ToArray()));
        });

        var part = new float[2 * Size];
        data.Take([40, 7]).Gather([0, 1], 3, part);
        Assert.That(part, Is.EqualTo(expected[(40 * Size)..(41 * Size)].Concat(expected[(7 * Size)..(8 * Size)])));

        var other = new float[64 * Size];
        data.Gather(order, 4, other);
        Assert.That(other, Is.Not.EqualTo(expected));
    }

    [Test]
    public void EvaluationIsNotRandom()
    {
        Dataset plain = Images(8, i => i + 1);
        Dataset data = plain.Augment(9, new RandomCrop(2), new Normalize([0, 0, 0], [2, 2, 2]), new Cutout(3));
        var expected = new float[Size];
        var actual = new float[Size];
        plain.Gather([5], expected);
        data.Gather([5], actual);
        Assert.That(actual, Is.EqualTo(expected.Select(x => x / 2)));
    }

    [Test]
    public void TrainingSeesEachSampleOnceAnEpochAndEvaluationSeesNoEpoch()
    {
        EpochSpy? spy = null;
        Dataset train = SmallTask.Rings(7).WithFeatures(features => spy = new EpochSpy(features));
        Network network = SmallTask.Network();
        new Trainer(network, new CrossEntropy(), new Sgd(0.01f)) { Epochs = 3, BatchSize = 3 }.Fit(train, train);
        Assert.That(spy!.Trained.Order(), Is.EqualTo(from epoch in Enumerable.Range(0, 3) from row in Enumerable.Range(0, 7) select (epoch, row)));
        Assert.That(spy.Evaluated, Is.EqualTo(3 * 7));
    }

    [Test]
    public void RefusesWhatIsNoImage()
    {
        Dataset flat = Images(2, i => i).WithShape(new Shape(Size));
        Assert.That(() => flat.Augment(1, new RandomCrop()), Throws.ArgumentException.With.Message.Contains("[60]"));
    }

    [Test]
    public void GatheringAllocatesNothing()
    {
        Dataset data = Images(64, i => i).Augment(9, new RandomHorizontalFlip(), new RandomCrop(2), new Cutout(2));
        int[] batch = [.. Enumerable.Range(0, 64)];
        var images = new float[64 * Size];
        data.Gather(batch, 0, images);
        long before = GC.GetAllocatedBytesForCurrentThread();
        data.Gather(batch, 1, images);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    private static IEnumerable<float[]> Variants(Augmentation step, int trials = Trials)
    {
        Dataset data = Images(1, i => i + 1).Augment(5, step);
        for (int epoch = 0; epoch < trials; epoch++)
        {
            var image = new float[Size];
            data.Gather([0], epoch, image);
            yield return image;
        }
    }

    private static IEnumerable<(int Down, int Right)> Shifts(int padding) =>
        from down in Enumerable.Range(-padding, (2 * padding) + 1) from right in Enumerable.Range(-padding, (2 * padding) + 1) select (down, right);

    private static float Value(int y, int x, int c) => y is < 0 or >= Height || x is < 0 or >= Width ? 0 : (((y * Width) + x) * Channels) + c + 1;

    private static float[] Map(Func<int, int, int, float> value) =>
        [.. from y in Enumerable.Range(0, Height) from x in Enumerable.Range(0, Width) from c in Enumerable.Range(0, Channels) select value(y, x, c)];

    private static Dataset Images(int count, Func<int, float> value) => Dataset.Classification(
        "images", ImageShape, new FloatFeatures([.. Enumerable.Range(0, count * Size).Select(value)], Size), new int[count], 1);

    private sealed class EpochSpy(Features source) : Features
    {
        public List<(int Epoch, int Row)> Trained { get; } = [];

        public int Evaluated { get; private set; }

        public override int Count => source.Count;

        public override int Width => source.Width;

        public override void CopyRow(int row, Span<float> destination)
        {
            Evaluated++;
            source.CopyRow(row, destination);
        }

        public override void CopyRow(int row, int epoch, Span<float> destination)
        {
            Trained.Add((epoch, row));
            source.CopyRow(row, destination);
        }
    }
}
