using Engine.Autograd;
using Engine.Tests.Reference;
using NUnit.Framework;

namespace Engine.Tests.Autograd;

/// <summary>Every operation's values and gradients against its double-precision twin, with random upstream gradients.</summary>
[TestFixture]
internal sealed class OperationTests
{
    private const double Tolerance = 1e-5;

    [TestCaseSource(typeof(OperationCatalog), nameof(OperationCatalog.All))]
    public void ValuesAndGradientsAgreeWithTheTwin(object testCase)
    {
        var operation = (OperationCase)testCase;
        Assert.That(operation.Shapes, Has.Length.AtLeast(5));
        var random = new Random(operation.Name.Length);
        foreach (Shape[] shapes in operation.Shapes)
        {
            float[][] inputs = Draw(random, shapes, operation);
            double[][] doubles = [.. inputs.Select(input => Array.ConvertAll(input, x => (double)x))];
            var tape = new Tape();
            Value[] values = [.. shapes.Select((shape, i) => tape.Constant(shape, inputs[i], requiresGradient: true))];
            Value y = operation.Apply(values);
            double[] expected = operation.Twin(doubles, shapes);
            Compare(y.Data, expected, $"{operation.Name} {Describe(shapes)}");
            float[] upstream = [.. expected.Select(_ => (float)((random.NextDouble() * 2) - 1))];
            tape.Backward(y, upstream);
            double[][] gradients = Differences.Gradients(x => operation.Twin(x, shapes), doubles, Array.ConvertAll(upstream, x => (double)x));
            for (int i = 0; i < values.Length; i++)
            {
                Compare(values[i].Gradient, gradients[i], $"d{i} of {operation.Name} {Describe(shapes)}");
            }
        }
    }

    [Test]
    public void EveryOperationOfValuesIsCovered()
    {
        string[] offered = [.. typeof(Value).GetMethods().Where(method => method.ReturnType == typeof(Value)).Select(method => method.Name).Distinct().Order()];
        string[] known = ["Abs", "Exp", "Log", "MatMul", "Max", "Maximum", "Mean", "Reshape", "Sqrt", "Square", "Sum",
            "op_Addition", "op_Division", "op_Multiply", "op_Subtraction", "op_UnaryNegation"];
        Assert.That(offered, Is.EquivalentTo(known), "An operation was added or removed: give it a case in the catalog and a name here.");
        Assert.That(OperationCatalog.All, Has.Length.EqualTo(25));
    }

    /// <summary>Random inputs; for functions with kinks, all inputs together are distinct multiples of a wide step, none at 0.</summary>
    private static float[][] Draw(Random random, Shape[] shapes, OperationCase operation)
    {
        int total = shapes.Sum(shape => shape.Count);
        double[] values = new double[total + (total % 2)];
        for (int i = 0; i < values.Length; i++)
        {
            double share = operation.Kinks ? (i + 0.5) / values.Length : random.NextDouble();
            values[i] = operation.Low + ((operation.High - operation.Low) * share);
        }

        random.Shuffle(values);
        int start = 0;
        return [.. shapes.Select(shape =>
        {
            float[] part = Array.ConvertAll(values[start..(start + shape.Count)], value => (float)value);
            start += shape.Count;
            return part;
        })];
    }

    private static string Describe(Shape[] shapes) => string.Join(", ", shapes);

    private static void Compare(ReadOnlySpan<float> actual, double[] expected, string what)
    {
        Assert.That(actual.Length, Is.EqualTo(expected.Length), what);
        double scale = Math.Max(1, expected.Select(Math.Abs).DefaultIfEmpty().Max());
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.That((double)actual[i], Is.EqualTo(expected[i]).Within(Tolerance * scale), $"{what} at {i}");
        }
    }
}
