using Engine.Numerics.Convolution;
using Engine.Numerics.Lanes;
using Engine.Tests.Reference;
using NUnit.Framework;

namespace Engine.Tests.Numerics.Convolution;

/// <summary>
/// The error of wide transformed layers against double precision, and against what rounding must give: every rounding is an
/// independent relative error, so a point's sum of n products carries 0.18·u²·n²/2 times a product's variance, and the last
/// transform adds up the points' variances by its squared factors. Sums are of standard normal numbers.
/// </summary>
[TestFixture]
internal sealed class WinogradAccuracyTests
{
    private const double Unit = 1.0 / (1 << 24);

    // The variance of one rounding over u²·value²: an even error of half a last place, and a mantissa m of the usual density 1/m.
    // E[m⁻²] = 3/(8 ln 2), times 4/12 for the even error.
    private const double RoundingVariance = 0.18;

    // Roundings in three transforms of two axes, up to three each, and those of their irrational factors.
    private const double TransformRoundings = 24;

    // Measured over the prediction: 0.9 to 1.05 forward, less where blocks of tiles shorten the sums.
    private const double Margin = 1.25;

    // The largest of 10⁵ errors, in places where four thirds of them gather.
    private const double LargestOverRms = 10;

    private static readonly double A = Math.Sqrt(0.5);
    private static readonly double B = Math.Sqrt(2);

    private static readonly double[][] InputTransform =
    [
        [1, 0, -2.5, 0, 1, 0],
        [0, -2 * A, -2, A, 1, 0],
        [0, 2 * A, -2, -A, 1, 0],
        [0, -0.5 * B, -0.5, B, 1, 0],
        [0, 0.5 * B, -0.5, -B, 1, 0],
        [0, 1, 0, -2.5, 0, 1],
    ];

    private static readonly double[][] WeightTransform =
    [
        [1, 0, 0],
        [-2.0 / 3, -2 * A / 3, -1.0 / 3],
        [-2.0 / 3, 2 * A / 3, -1.0 / 3],
        [1.0 / 6, B / 6, 1.0 / 3],
        [1.0 / 6, -B / 6, 1.0 / 3],
        [0, 0, 1],
    ];

    private static readonly double[][] OutputTransform =
    [
        [1, 1, 1, 1, 1, 0],
        [0, A, -A, B, -B, 0],
        [0, 0.5, 0.5, 2, 2, 0],
        [0, A / 2, -A / 2, 2 * B, -2 * B, 1],
    ];

    private static readonly ConvolutionShape[] Shapes =
    [
        new(2, WindowAxis.Same(9, 3), WindowAxis.Same(8, 3), 128, 128),
        new(1, WindowAxis.Same(8, 3), WindowAxis.Same(8, 3), 256, 256),
        new(1, new WindowAxis(10, 3), new WindowAxis(11, 3), 256, 130),
    ];

    [Test]
    public void The_transforms_make_a_convolution()
    {
        var random = new Random(1);
        double[] x = [.. Enumerable.Range(0, 6).Select(_ => random.NextDouble())];
        double[] w = [.. Enumerable.Range(0, 3).Select(_ => random.NextDouble())];
        double[] products = [.. InputTransform.Zip(WeightTransform, (row, weights) => Dot(row, x) * Dot(weights, w))];
        for (int o = 0; o < 4; o++)
        {
            Assert.That(Dot(OutputTransform[o], products), Is.EqualTo((x[o] * w[0]) + (x[o + 1] * w[1]) + (x[o + 2] * w[2])).Within(1e-12));
        }
    }

    [TestCaseSource(nameof(Shapes))]
    public void Wide_layers_err_no_more_than_rounding_must(object boxed)
    {
        var s = (ConvolutionShape)boxed;
        Assert.That(Winograd.Suits(s));
        float[] x = ConvolutionRun.Normal(s.InputLength, 1);
        float[] w = ConvolutionRun.Normal(s.WeightLength, 2);
        float[] dy = ConvolutionRun.Normal(s.OutputLength, 4);
        double[][] fromOutputs = Transposed(OutputTransform);
        float[] y = ConvolutionRun.Forward<Lanes512>(s, x, w, null, false, direct: false);
        Check("forward", y, ConvolutionReference.Forward(s, x, w, null, false), s.Channels, Gain(OutputTransform, 4, InputTransform, WeightTransform), 3);
        (float[] dx, float[] dw) = ConvolutionRun.Backward<Lanes512>(s, x, w, dy, direct: false);
        Check("input gradient", dx, ConvolutionReference.InputGradient(s, dy, w), s.OutputChannels, Gain(Transposed(InputTransform), 4, fromOutputs, WeightTransform), 3);
        int tiles = s.Batch * ((s.Rows.Output + 3) / 4) * ((s.Columns.Output + 3) / 4);
        Check("weight gradient", dw, ConvolutionReference.WeightGradient(s, x, dy), tiles, Gain(Transposed(WeightTransform), 3, InputTransform, fromOutputs), 4);
    }

    /// <summary>Compares the error with its prediction.</summary>
    /// <param name="what">For the report.</param>
    /// <param name="actual">The kernel's values.</param>
    /// <param name="expected">The same in double precision.</param>
    /// <param name="terms">Products that are summed at a point.</param>
    /// <param name="gain">By how much transforms enlarge a product's variance, along one axis.</param>
    /// <param name="direct">By how much the definition does: its products along one axis.</param>
    private static void Check(string what, float[] actual, double[] expected, int terms, double gain, double direct)
    {
        double squares = expected.Sum(value => value * value);
        double errors = expected.Zip(actual, (right, value) => (value - right) * (value - right)).Sum();
        double largest = expected.Zip(actual, (right, value) => Math.Abs(value - right)).Max();
        double rms = Math.Sqrt(errors / squares);
        double predicted = Unit * Math.Sqrt(RoundingVariance * ((terms / 2.0) + TransformRoundings)) * gain / direct;
        double scale = Math.Sqrt(squares / expected.Length);
        TestContext.Out.WriteLine(FormattableString.Invariant($"{what}, {terms} terms: rms error {rms:E2} of rms, predicted {predicted:E2}; largest {largest / scale:E2} of rms, {largest / expected.Max(Math.Abs):E2} of the largest"));
        Assert.That(rms, Is.LessThan(Margin * predicted), what);
        Assert.That(largest, Is.LessThan(LargestOverRms * predicted * scale), what);
    }

    /// <summary>The mean, over the results of a tile, of the sum of squared factors over the points.</summary>
    private static double Gain(double[][] last, int results, double[][] left, double[][] right) =>
        last.Sum(row => Enumerable.Range(0, row.Length).Sum(p => row[p] * row[p] * Dot(left[p], left[p]) * Dot(right[p], right[p]))) / results;

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();

    private static double[][] Transposed(double[][] matrix) => [.. Enumerable.Range(0, matrix[0].Length).Select(column => matrix.Select(row => row[column]).ToArray())];
}
