using Engine.Pools;
using NUnit.Framework;

namespace Engine.Tests.Pools;

[TestFixture]
internal sealed class SmartMixedOptionsTests
{
    private static readonly TestCaseData[] SettingsOutOfRange =
    [
        new(new SmartMixedOptions { WarmUp = 7 }, "warm-up of 0 to 1"),
        new(new SmartMixedOptions { WarmUp = -0.1f }, "warm-up of 0 to 1"),
        new(new SmartMixedOptions { WarmUp = float.NaN }, "warm-up of 0 to 1"),
        new(new SmartMixedOptions { LogitRateScale = -1 }, "not -1."),
        new(new SmartMixedOptions { LogitRateScale = float.PositiveInfinity }, "finite factor"),
        new(new SmartMixedOptions { EntropyWeight = Ramp.Constant(float.NaN) }, "weight of the entropy"),
        new(new SmartMixedOptions { EntropyWeight = new Ramp(0, 1, float.NaN) }, "weight of the entropy"),
        new(new SmartMixedOptions { Temperature = new Ramp(1, 0) }, "temperature above 0"),
        new(new SmartMixedOptions { Temperature = Ramp.Constant(float.PositiveInfinity) }, "finite temperature"),
        new(new SmartMixedOptions { HeadStart = -1 }, "head start of 0 or more"),
        new(new SmartMixedOptions { Limit = float.NaN }, "limit above 0"),
        new(new SmartMixedOptions { Mode = (SelectionMode)9 }, "one of the modes"),
        new(new SmartMixedOptions { Candidates = null! }, "two candidates or more, not 0"),
        new(new SmartMixedOptions { Candidates = [Candidates.Relu, null!] }, "two candidates or more"),
    ];

    [TestCaseSource(nameof(SettingsOutOfRange))]
    public void ASettingOutsideItsRangeIsRefused(SmartMixedOptions options, string wanted) =>
        Assert.That(() => new SmartMixed(options), Throws.ArgumentException.With.Message.Contains(wanted));

    [Test]
    public void TheEndsOfTheRangesAreTaken() =>
        Assert.That(() => new SmartMixed(new SmartMixedOptions { WarmUp = 1, LogitRateScale = 0, HeadStart = 0 }), Throws.Nothing);
}
