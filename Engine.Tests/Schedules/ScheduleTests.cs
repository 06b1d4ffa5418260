using Engine.Schedules;
using NUnit.Framework;

namespace Engine.Tests.Schedules;

internal sealed class ScheduleTests
{
    private const int Total = 1000;

    [TestCase("constant", 0, 1)]
    [TestCase("constant", 999, 1)]
    [TestCase("cosine", 0, 1)]
    [TestCase("cosine", 500, 0.5)]
    [TestCase("cosine", 250, 0.8535533905932737)]
    [TestCase("cosine", 1000, 0)]
    [TestCase("cosine", 1100, 0)]
    [TestCase("cosine(0.2)", 1000, 0.2)]
    [TestCase("one-cycle", 0, 0.04)]
    [TestCase("one-cycle", 299, 1)]
    [TestCase("one-cycle", 149.5, 0.52)]
    [TestCase("one-cycle", 999, 4e-6)]
    [TestCase("one-cycle", 649, 0.500002)]
    [TestCase("inverse-time(1e-3)", 0, 1)]
    [TestCase("inverse-time(1e-3)", 999, 1 / 1.999)]
    [TestCase("step(0.1,3)", 29, 1)]
    [TestCase("step(0.1,3)", 30, 0.1)]
    [TestCase("step(0.1,3)", 60, 0.01)]
    [TestCase("warmup(10)", 0, 0.1)]
    [TestCase("warmup(10)", 9, 1)]
    [TestCase("warmup(10)", 10, 1)]
    [TestCase("warmup(200)+cosine", 99, 0.5)]
    [TestCase("warmup(200)+cosine", 199, 1)]
    [TestCase("warmup(200)+cosine", 200, 1)]
    [TestCase("warmup(200)+cosine", 600, 0.5)]
    [TestCase("warmup(200)+cosine", 1000, 0)]
    [TestCase("warmup(1e+2)+warmup(100)+constant", 50, 51 / 100.0 / 100)]
    public void MatchesItsClosedForm(string spelling, double step, double expected)
    {
        // Half steps stand between two neighbors, whose mean they are in the middle of a cosine.
        Schedule schedule = ScheduleCatalog.Parse(spelling);
        double low = schedule.Factor(new SchedulePosition((long)Math.Floor(step), Total, 10));
        double high = schedule.Factor(new SchedulePosition((long)Math.Ceiling(step), Total, 10));
        Assert.That((low + high) / 2, Is.EqualTo(expected).Within(1e-12));
    }

    [Test]
    public void ShortRunsStayFinite()
    {
        foreach (string spelling in (string[])["cosine", "one-cycle", "step", "inverse-time", "warmup(5)+one-cycle"])
        {
            for (int total = 0; total < 8; total++)
            {
                for (int step = 0; step < 8; step++)
                {
                    Assert.That(ScheduleCatalog.Parse(spelling).Factor(new SchedulePosition(step, total)), Is.InRange(0, 1), $"{spelling} {step}/{total}");
                }
            }
        }
    }

    [Test]
    public void PlateauWaitsThenDrops()
    {
        var schedule = new PlateauSchedule(0.5, 2);
        var factors = new List<double>();
        foreach (double loss in (double[])[1, 0.9, 0.9, 0.89999, double.NaN, 0.5, 0.6, 0.6, 0.6, 0.6])
        {
            schedule.EndEpoch(loss);
            factors.Add(schedule.Factor(default));
        }

        Assert.That(factors, Is.EqualTo(new[] { 1, 1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.25, 0.25 }));
    }

    [Test]
    public void PlateauResumes()
    {
        Schedule first = ScheduleCatalog.Parse("warmup(1)+plateau(0.5,1)");
        first.EndEpoch(1);
        first.EndEpoch(1);
        Schedule second = ScheduleCatalog.Parse(first.Name);
        second.Restore(first.State);
        second.EndEpoch(1);
        Assert.That(second.Factor(new SchedulePosition(5, 10)), Is.EqualTo(0.5));
    }

    [Test]
    public void NamesMakeTheSameScheduleAgain()
    {
        foreach (string name in ScheduleCatalog.Names)
        {
            string spelling = ScheduleCatalog.Parse(name == "warmup" ? "warmup(7)+step(0.25,4)" : name).Name;
            Assert.That(ScheduleCatalog.Parse(spelling).Name, Is.EqualTo(spelling));
        }
    }

    [Test]
    public void RateIsTheFactorTimesTheBase() =>
        Assert.That(new CosineSchedule().Rate(0.2f, new SchedulePosition(500, Total)), Is.EqualTo(0.1f).Within(1e-8f));

    [TestCase("linear")]
    [TestCase("step(2,30)")]
    [TestCase("step(0.1,0)")]
    [TestCase("step(0.1,1.5)")]
    [TestCase("warmup")]
    [TestCase("cosine(0.1)+step")]
    [TestCase("cosine(0.1")]
    [TestCase("constant(1)")]
    [TestCase("one-cycle(1)")]
    [TestCase("plateau(0.5,-1)")]
    public void RefusesWrongSpellings(string spelling) =>
        Assert.That(() => ScheduleCatalog.Parse(spelling), Throws.InstanceOf<ArgumentException>());
}
