using Engine.Numerics.Convolution;
using NUnit.Framework;

namespace Engine.Tests.Numerics.Convolution;

[TestFixture]
internal sealed class ConvolutionShapeTests
{
    [TestCase(28, 3, 1, 1, 0, 0, 26)]
    [TestCase(32, 3, 2, 1, 1, 1, 16)]
    [TestCase(7, 3, 2, 2, 0, 0, 2)]
    [TestCase(5, 1, 3, 1, 0, 0, 2)]
    public void Counts_windows(int input, int kernel, int stride, int dilation, int before, int after, int output) =>
        Assert.That(new WindowAxis(input, kernel, stride, dilation, before, after).Output, Is.EqualTo(output));

    [Test]
    public void Same_padding_gives_the_input_over_the_stride_rounded_up([Range(1, 9)] int input, [Values(1, 2, 3, 5)] int kernel, [Values(1, 2, 3)] int stride)
    {
        WindowAxis axis = WindowAxis.Same(input, kernel, stride);
        Assert.That(axis.Output, Is.EqualTo((input + stride - 1) / stride));
        Assert.That(axis.PadAfter - axis.PadBefore, Is.InRange(0, 1));
    }

    [Test]
    public void Refuses_what_does_not_fit_and_says_why()
    {
        Assert.That(() => new WindowAxis(4, 3, 1, 2), Throws.ArgumentException.With.Message.Contains("spans 5 pixels and does not fit in 4"));
        Assert.That(() => new WindowAxis(4, 0), Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains("kernel must be at least 1, not 0"));
        var axis = new WindowAxis(4, 3);
        Assert.That(() => new ConvolutionShape(1, axis, axis, 6, 4, 3), Throws.ArgumentException.With.Message.Contains("3 groups must divide both 6 input channels and 4 output"));
        Assert.That(() => new ConvolutionShape(1, default, axis, 1, 1), Throws.ArgumentException.With.Message.Contains("window along both axes"));
        Assert.That(() => new ConvolutionShape(int.MaxValue, axis, axis, 1, 1), Throws.ArgumentException.With.Message.Contains("at most"));
    }
}
