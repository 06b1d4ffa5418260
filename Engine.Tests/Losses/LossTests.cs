using Engine.Losses;
using Engine.Tests.Reference;
using Engine.Tests.Support;
using Engine.Threading;
using NUnit.Framework;

namespace Engine.Tests.Losses;

internal sealed class LossTests
{
    private static readonly string[] Spellings =
        ["cross-entropy", "cross-entropy(0.1)", "binary-cross-entropy", "mse", "mae", "huber(0.5)", "huber", "double-softmax"];

    private static readonly (int Batch, int Outputs)[] Shapes = [(1, 2), (1, 10), (3, 7), (16, 10), (17, 10), (33, 3), (5, 33), (40, 100)];

    [IsaBody]
    public static void GiveTheSameBits(BitHash hash)
    {
        var random = new Random(7);
        float[] predictions = Predictions(random, 19 * 10, 5);
        int[] labels = Labels(random, 19, 10);
        float[] values = Rows(random, 19, 10, areProbabilities: true);
        var gradient = new float[predictions.Length];
        foreach (string spelling in Spellings)
        {
            Loss loss = LossCatalog.Parse(spelling);
            hash.Add((float)loss.Evaluate(predictions, LossTargets.FromLabels(labels, 10), gradient, new WorkerTeam(1)));
            hash.Add(gradient);
            hash.Add((float)loss.Evaluate(predictions, LossTargets.FromValues(values, 10), gradient, new WorkerTeam(1)));
            hash.Add(gradient);
        }
    }

    [Category("Slow")]
    [TestCaseSource(nameof(Spellings))]
    public void MatchesItsDoubleTwin(string spelling)
    {
        Loss loss = LossCatalog.Parse(spelling);
        ReferenceLoss.Mean mean = ReferenceLoss.Of(loss);
        var random = new Random(8);
        foreach ((int batch, int outputs) in Shapes)
        {
            foreach (bool hasLabels in (bool[])[true, false])
            {
                float[] predictions = Predictions(random, batch * outputs, 3);
                int[] labels = Labels(random, batch, outputs);
                float[] values = hasLabels ? OneHot(labels, outputs) : Rows(random, batch, outputs, loss is CrossEntropy or DoubleSoftmax);
                var gradient = new GuardedBuffer(predictions.Length);
                LossTargets targets = hasLabels ? LossTargets.FromLabels(labels, outputs) : LossTargets.FromValues(values, outputs);
                double value = loss.Evaluate(predictions, in targets, gradient.Span, new WorkerTeam(1));
                double evaluated = loss.Evaluate(predictions, in targets, [], new WorkerTeam(1));
                double[] inputs = Array.ConvertAll(predictions, p => (double)p);
                double[] wanted = Array.ConvertAll(values, v => (double)v);
                double[] slopes = ReferenceLoss.Gradient(mean, inputs, wanted, outputs);
                string place = $"[{batch}, {outputs}] {(hasLabels ? "labels" : "values")}";

                // Means of values up to 10 in floats of 6e-8; a slope has the same error over the number of samples.
                Assert.That(value, Is.EqualTo(mean(inputs, wanted, outputs)).Within(1e-6), place);
                Assert.That(evaluated, Is.EqualTo(value), place);
                double tolerance = 5e-7 / (loss is CrossEntropy or DoubleSoftmax ? batch : batch * outputs);
                Assert.That(gradient.Span.ToArray(), Is.EqualTo(slopes).Within(tolerance + 1e-9), place);
                gradient.AssertIntact();
            }
        }
    }

    [TestCaseSource(nameof(Spellings))]
    public void ThreadsChangeNoBit(string spelling)
    {
        Loss loss = LossCatalog.Parse(spelling);
        var random = new Random(9);
        const int Batch = 517, Outputs = 19;
        float[] predictions = Predictions(random, Batch * Outputs, 3);
        LossTargets targets = LossTargets.FromLabels(Labels(random, Batch, Outputs), Outputs);
        var expected = new float[predictions.Length];
        double mean = loss.Evaluate(predictions, in targets, expected, new WorkerTeam(1));
        foreach (int threads in (int[])[2, 3, 4])
        {
            var gradient = new float[predictions.Length];
            Assert.That(loss.Evaluate(predictions, in targets, gradient, new WorkerTeam(threads)), Is.EqualTo(mean));
            Assert.That(gradient, Is.EqualTo(expected));
        }
    }

    [TestCaseSource(nameof(Spellings))]
    public void SampleDoesNotDependOnItsBatch(string spelling)
    {
        // One sample's gradient times the batch is the same number wherever it stands; powers of two keep that exact.
        Loss loss = LossCatalog.Parse(spelling);
        var random = new Random(10);
        float[] predictions = Predictions(random, 32 * 10, 3);
        int[] labels = Labels(random, 32, 10);
        var whole = new float[predictions.Length];
        loss.Evaluate(predictions, LossTargets.FromLabels(labels, 10), whole, new WorkerTeam(1));
        for (int sample = 0; sample < 32; sample++)
        {
            var alone = new float[10];
            LossTargets target = LossTargets.FromLabels(labels.AsSpan(sample, 1), 10);
            loss.Evaluate(predictions.AsSpan(sample * 10, 10), in target, alone, new WorkerTeam(1));
            float[] scaled = Array.ConvertAll(whole[(sample * 10)..((sample * 10) + 10)], g => g * 32);
            Assert.That(scaled, Is.EqualTo(alone).Within(1e-7f));
        }
    }

    [Test]
    public void LargeLogitsOverflowNothing()
    {
        float[] logits = [1e4f, -1e4f, 0, -1e4f, 1e4f, 0];
        var gradient = new float[6];
        LossTargets targets = LossTargets.FromLabels([0, 0], 3);
        double value = new CrossEntropy().Evaluate(logits, in targets, gradient, new WorkerTeam(1));
        Assert.Multiple(() =>
        {
            Assert.That(value, Is.EqualTo(1e4));
            Assert.That(gradient, Is.EqualTo(new[] { 0f, 0, 0, -0.5f, 0.5f, 0 }));
        });

        LossTargets answers = LossTargets.FromValues([1, 0, 1, 0, 1, 0.5f], 1);
        value = new BinaryCrossEntropy().Evaluate(logits, in answers, gradient, new WorkerTeam(1));
        Assert.Multiple(() =>
        {
            Assert.That(value, Is.EqualTo(Math.Log(2) / 3).Within(1e-7));
            Assert.That(gradient, Is.EqualTo(new[] { 0, 0, -0.5f / 6, 0, 0, 0 }).Within(1e-8f));
        });
    }

    [Test]
    public void ASureDoubleSoftmaxStillCostsWhatItMust()
    {
        var logits = new float[3 * 10];
        (logits[2], logits[15], logits[29]) = (1e4f, 1e4f, 1e4f);
        var gradient = new float[logits.Length];
        LossTargets targets = LossTargets.FromLabels([2, 5, 9], 10);
        double value = new DoubleSoftmax().Evaluate(logits, in targets, gradient, new WorkerTeam(1));
        Assert.That(value, Is.EqualTo(Math.Log(Math.E + 9) - 1).Within(1e-6));
        Assert.That(gradient, Has.All.Zero);
    }

    [Test]
    public void MaskedClassCostsNothing()
    {
        var gradient = new float[3];
        LossTargets targets = LossTargets.FromLabels([0], 3);
        double value = new CrossEntropy().Evaluate([0, 0, float.NegativeInfinity], in targets, gradient, new WorkerTeam(1));
        Assert.Multiple(() =>
        {
            Assert.That(value, Is.EqualTo(Math.Log(2)).Within(1e-7));
            Assert.That(gradient, Is.EqualTo(new[] { -0.5f, 0.5f, 0 }));
        });
    }

    [TestCaseSource(nameof(Spellings))]
    public void NotANumberComesOut(string spelling)
    {
        for (int position = 0; position < 4; position++)
        {
            float[] predictions = [0.1f, 0.2f, 0.3f, 0.4f];
            predictions[position] = float.NaN;
            LossTargets targets = LossTargets.FromLabels([0], 4);
            Assert.That(LossCatalog.Parse(spelling).Evaluate(predictions, in targets, new float[4], new WorkerTeam(1)), Is.NaN, $"{position}");
        }
    }

    [Test]
    public void VanishingGradientsAreZeroNotDenormal()
    {
        var logits = new float[16 * 100];
        for (int i = 0; i < logits.Length; i++)
        {
            logits[i] = -i % 100;
        }

        var gradient = new float[logits.Length];
        foreach (bool hasLabels in (bool[])[true, false])
        {
            LossTargets targets = hasLabels ? LossTargets.FromLabels(new int[16], 100) : LossTargets.FromValues(OneHot(new int[16], 100), 100);
            new CrossEntropy().Evaluate(logits, in targets, gradient, new WorkerTeam(1));
            Assert.That(gradient, Has.None.Matches<float>(g => g != 0 && Math.Abs(g) < 1e-26f));
            Assert.That(gradient, Has.Some.Matches<float>(g => g != 0 && Math.Abs(g) < 1e-20f));
        }
    }

    [Test]
    public void SingleOutputsTakeLabels()
    {
        var fromLabels = new float[3];
        var fromValues = new float[3];
        LossTargets labels = LossTargets.FromLabels([1, 0, 1], 1);
        LossTargets values = LossTargets.FromValues([1, 0, 1], 1);
        double first = new BinaryCrossEntropy().Evaluate([0.5f, -1, 2], in labels, fromLabels, new WorkerTeam(1));
        double second = new BinaryCrossEntropy().Evaluate([0.5f, -1, 2], in values, fromValues, new WorkerTeam(1));
        Assert.That((first, fromLabels), Is.EqualTo((second, fromValues)));
    }

    [Test]
    public void AllocatesNothing()
    {
        var random = new Random(11);
        float[] predictions = Predictions(random, 64 * 10, 3);
        int[] labels = Labels(random, 64, 10);
        var gradient = new float[predictions.Length];
        var team = new WorkerTeam(1);
        foreach (string spelling in Spellings)
        {
            Loss loss = LossCatalog.Parse(spelling);
            loss.Evaluate(predictions, LossTargets.FromLabels(labels, 10), gradient, team);
            long before = GC.GetAllocatedBytesForCurrentThread();
            loss.Evaluate(predictions, LossTargets.FromLabels(labels, 10), gradient, team);
            Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero, spelling);
        }
    }

    [Test]
    public void RefusesWhatDoesNotFit()
    {
        var team = new WorkerTeam(1);
        var loss = new CrossEntropy();
        var buffer = new float[8];
        Assert.Multiple(() =>
        {
            Assert.That(() => LossTargets.FromLabels([0, 3], 3), Throws.ArgumentException.With.Message.Contains("Sample 1 has the label 3"));
            Assert.That(() => LossTargets.FromLabels([-1], 3), Throws.ArgumentException);
            Assert.That(() => LossTargets.FromValues(new float[5], 3), Throws.ArgumentException);
            Assert.That(() => loss.Evaluate(new float[5], LossTargets.FromLabels([0, 1], 3), [], team), Throws.ArgumentException);
            Assert.That(() => loss.Evaluate(new float[6], LossTargets.FromLabels([0, 1], 3), new float[5], team), Throws.ArgumentException);
            Assert.That(() => loss.Evaluate([], LossTargets.FromLabels([], 3), [], team), Throws.ArgumentException);
            Assert.That(() => loss.Evaluate(new float[2], LossTargets.FromLabels([0, 1], 1), [], team), Throws.ArgumentException);
            Assert.That(() => loss.Evaluate(buffer.AsSpan(0, 4), LossTargets.FromLabels([0], 4), buffer.AsSpan(2, 4), team), Throws.ArgumentException);
            Assert.That(() => LossCatalog.Parse("hinge"), Throws.ArgumentException.With.Message.Contains("huber"));
            Assert.That(() => LossCatalog.Parse("mse(1)"), Throws.ArgumentException);
            Assert.That(() => LossCatalog.Parse("cross-entropy(1)"), Throws.InstanceOf<ArgumentException>());
            Assert.That(() => LossCatalog.Parse("huber(0)"), Throws.InstanceOf<ArgumentException>());
        });
    }

    [Test]
    public void NamesMakeTheSameLossAgain()
    {
        foreach (string spelling in Spellings.Concat(LossCatalog.Names))
        {
            string name = LossCatalog.Parse(spelling).Name;
            Assert.That(LossCatalog.Parse(name).Name, Is.EqualTo(name));
        }
    }

    private static float[] Predictions(Random random, int count, float spread)
    {
        var predictions = new float[count];
        foreach (ref float prediction in predictions.AsSpan())
        {
            prediction = ((random.NextSingle() * 2) - 1) * spread;
        }

        return predictions;
    }

    private static int[] Labels(Random random, int batch, int outputs)
    {
        var labels = new int[batch];
        foreach (ref int label in labels.AsSpan())
        {
            label = random.Next(outputs);
        }

        return labels;
    }

    private static float[] OneHot(int[] labels, int outputs)
    {
        var values = new float[labels.Length * outputs];
        for (int sample = 0; sample < labels.Length; sample++)
        {
            values[(sample * outputs) + labels[sample]] = 1;
        }

        return values;
    }

    private static float[] Rows(Random random, int batch, int outputs, bool areProbabilities)
    {
        var values = new float[batch * outputs];
        for (int sample = 0; sample < batch; sample++)
        {
            Span<float> row = values.AsSpan(sample * outputs, outputs);
            float sum = 0;
            foreach (ref float value in row)
            {
                value = random.NextSingle();
                sum += value;
            }

            for (int o = 0; areProbabilities && o < outputs; o++)
            {
                row[o] /= sum;
            }
        }

        return values;
    }
}
