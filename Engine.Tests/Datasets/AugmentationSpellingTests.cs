using Engine.Datasets.Augmentations;
using NUnit.Framework;

namespace Engine.Tests.Datasets;

public sealed class AugmentationSpellingTests
{
    private static readonly Shape Images = new(32, 32, 3);

    [TestCase("", new string[0])]
    [TestCase("flip", new[] { nameof(RandomHorizontalFlip) })]
    [TestCase("flip,crop4,cutout8", new[] { nameof(RandomHorizontalFlip), nameof(RandomCrop), nameof(Cutout) })]
    [TestCase("Cutout, CROP", new[] { nameof(Cutout), nameof(RandomCrop) })]
    public void NamesWhatIsApplied(string spelling, string[] kinds) =>
        Assert.That(AugmentationSpelling.Parse(spelling, Images).Select(step => step.GetType().Name), Is.EqualTo(kinds));

    [TestCase("crpo4", "'crpo4' is no augmentation")]
    [TestCase("flip3", "'flip3' is no augmentation")]
    [TestCase("flip,,crop", "'' is no augmentation")]
    [TestCase("crop-1", "'crop-1' is no augmentation")]
    [TestCase("crop0", "'crop0' is no augmentation")]
    [TestCase("crop99999999999", "is no augmentation")]
    [TestCase("crop32", "below 32")]
    [TestCase("cutout40", "below 32")]
    public void RefusesTheRest(string spelling, string mentions) =>
        Assert.That(() => AugmentationSpelling.Parse(spelling, Images), Throws.ArgumentException.With.Message.Contains(mentions));

    [Test]
    public void RefusesWhatIsNoImage() =>
        Assert.That(() => AugmentationSpelling.Parse("flip", new Shape(64)), Throws.ArgumentException.With.Message.Contains("[64]").And.Message.Contains("flip"));
}
