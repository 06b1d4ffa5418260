using Engine.Bench.Reproductions;
using NUnit.Framework;

namespace Engine.Tests.Bench.Reproductions;

internal sealed class ReproductionRowTests
{
    [Test]
    public void ARowHoldsMeanDeviationAndVerdict()
    {
        var row = ReproductionRow.Of("accuracy", "0.97", [0.96, 0.97, 0.98], Criterion.Within(0.975, 0.01));
        Assert.Multiple(() =>
        {
            Assert.That(row.Measured, Is.EqualTo(0.97).Within(1e-12));
            Assert.That(row.Deviation, Is.EqualTo(0.01).Within(1e-12));
            Assert.That(row.Runs, Is.EqualTo(3));
            Assert.That(row.Criterion, Is.EqualTo("0.975 ± 0.01"));
            Assert.That(row.Met, Is.True);
            Assert.That(row.Unjudged().Met, Is.Null);
        });
    }

    [Test]
    public void ASingleRunHasNoDeviation()
    {
        var row = ReproductionRow.Of("accuracy", null, [0.5]);
        Assert.That((row.Deviation, row.HalfWidth, row.Met), Is.EqualTo(((double?)null, (double?)null, (bool?)null)));
    }

    [Test]
    public void ANumberThatIsNoneMeetsNothing() => Assert.Multiple(() =>
    {
        foreach (Criterion criterion in (Criterion[])[Criterion.Within(0, 1), Criterion.AtLeast(-1), Criterion.AtMost(1)])
        {
            Assert.That(criterion.Accepts(double.NaN), Is.False, criterion.Text);
            Assert.That(criterion.Accepts(0), Is.True, criterion.Text);
            Assert.That(criterion.Accepts(criterion.Text[0] == '≥' ? -2 : 2), Is.False, criterion.Text);
        }
    });
}
