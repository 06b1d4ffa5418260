using Engine.Bench.Measuring;
using NUnit.Framework;

namespace Engine.Tests.Bench;

internal sealed class InterleavedTests
{
    [Test]
    public void QuartilesInterpolate()
    {
        Quartiles quartiles = Quartiles.Of([4, 1, 3, 2]);
        Assert.That((quartiles.Lower, quartiles.Median, quartiles.Upper), Is.EqualTo((1.75, 2.5, 3.25)));
    }

    [Test]
    public void EveryRoundRunsAllAndTurnsTheOrder()
    {
        var order = new List<string>();
        Candidate[] candidates = [new Fake("a", 100, order), new Fake("b", 200, order), new Fake("c", 300, order)];
        IReadOnlyList<Measurement> measured = Interleaved.Run(candidates, 2);
        Assert.Multiple(() =>
        {
            Assert.That(order[^12..], Is.EqualTo(["a", "a", "b", "b", "c", "c", "c", "c", "b", "b", "a", "a"]), "a warm-up before each burst");
            Assert.That(measured.Select(m => m.Samples.Count), Is.All.EqualTo(2));
        });
    }

    [Test]
    public void ASlowPhaseCancelsInTheRatio()
    {
        // Round k is k times slower for both; unpaired medians over few rounds would not show 2 so exactly.
        var one = new Measurement("one", default, [10, 20, 70], null);
        var two = new Measurement("two", default, [20, 40, 140], null);
        Assert.That(two.RatioTo(one), Is.EqualTo(new Quartiles(2, 2, 2)));
    }

    [Test]
    public void AConfidenceIntervalIsStudents()
    {
        // Mean 2, deviation 1, three pairs: t(2) is 4.303.
        PairedStatistics statistics = PairedStatistics.Of([1, 2, 3]);
        Assert.Multiple(() =>
        {
            Assert.That((statistics.Mean, statistics.Deviation), Is.EqualTo((2.0, 1.0)));
            Assert.That(statistics.HalfWidth, Is.EqualTo(4.303 / Math.Sqrt(3)).Within(1e-12));
            Assert.That(statistics.IsSignificant, Is.False);
            Assert.That(PairedStatistics.Of([1.9, 2, 2.1]).IsSignificant);
        });
    }

    [Test]
    public void AllocationsAreCounted()
    {
        var sink = new byte[1][];
        var allocating = new StepCandidate("allocating", () => sink[0] = new byte[1000]);
        var quiet = new StepCandidate("quiet", () => sink[0][0]++);
        allocating.Run(100);
        quiet.Run(100);
        Assert.Multiple(() =>
        {
            Assert.That(allocating.AllocatedBytesPerStep, Is.GreaterThanOrEqualTo(1000));
            Assert.That(quiet.AllocatedBytesPerStep, Is.LessThan(1000));
        });
    }

    [Test]
    public void AnInterruptedStepDoesNotTellOnTheOthers()
    {
        int count = 0;
        double microseconds = new StepCandidate("interrupted", () => Thread.Sleep(++count == 2 ? 500 : 1)).Run(9);
        Assert.Multiple(() =>
        {
            Assert.That(count, Is.EqualTo(9));
            Assert.That(microseconds, Is.InRange(900, 50_000), "the mean is above 56,000");
        });
    }

    [TestCase(1, 1)]
    [TestCase(400, 400)]
    [TestCase(401, 402)]
    [TestCase(1001, 1002)]
    public void ManyStepsAreTimedInFullGroups(int steps, int carriedOut)
    {
        int count = 0;
        new StepCandidate("short", () => count++).Run(steps);
        Assert.That(count, Is.EqualTo(carriedOut));
    }

    // Claims a time without spending it, so that the test ends at once.
    private sealed class Fake(string name, double microseconds, List<string> order) : Candidate(name)
    {
        public override double Run(int steps)
        {
            order.Add(Name);
            return microseconds;
        }
    }
}
