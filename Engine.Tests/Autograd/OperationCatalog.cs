using Engine.Autograd;

namespace Engine.Tests.Autograd;

/// <summary>Every operation that values offer, with its double-precision twin.</summary>
internal static class OperationCatalog
{
    private static readonly Shape[][] Single =
    [
        [new Shape(1)], [new Shape(7)], [new Shape(3, 5)], [new Shape(2, 17)], [new Shape(2, 3, 4)], [new Shape(33)],
    ];

    private static readonly Shape[][] Pairs =
    [
        [new Shape(5), new Shape(5)],
        [new Shape(3, 17), new Shape(17)],
        [new Shape(4), new Shape(3, 4)],
        [new Shape(2, 3, 5), new Shape(3, 5)],
        [new Shape(2, 9), Shape.Scalar],
        [new Shape(1), new Shape(4, 3)],
        [new Shape(2, 16), new Shape(2, 16)],
    ];

    private static readonly Shape[][] Products =
    [
        [new Shape(1, 1), new Shape(1, 1)],
        [new Shape(3, 5), new Shape(5, 2)],
        [new Shape(2, 17), new Shape(17, 9)],
        [new Shape(2, 3, 4), new Shape(4, 5)],
        [new Shape(13, 6), new Shape(6, 33)],
    ];

    public static OperationCase[] All { get; } =
    [
        Unary("exp", v => v.Exp(), Math.Exp),
        Unary("log", v => v.Log(), Math.Log) with { Low = 0.2, High = 4 },
        Unary("abs", v => v.Abs(), Math.Abs) with { Kinks = true },
        Unary("square", v => v.Square(), x => x * x),
        Unary("sqrt", v => v.Sqrt(), Math.Sqrt) with { Low = 0.2, High = 4 },
        Unary("negate", v => -v, x => -x),
        Unary("scale", v => v * 1.75f, x => x * 1.75),
        Unary("shift", v => v - 0.625f, x => x - 0.625),
        Unary("reshape", v => v.Reshape(new Shape(v.Shape.Count)).Square(), x => x * x),
        Unary("used twice", v => (v * v) + v, x => (x * x) + x),
        Binary("add", (a, b) => a + b, (a, b) => a + b),
        Binary("subtract", (a, b) => a - b, (a, b) => a - b),
        Binary("multiply", (a, b) => a * b, (a, b) => a * b),
        Binary("divide", (a, b) => a / b, (a, b) => a / b) with { Low = 0.3, High = 2 },
        Binary("maximum", (a, b) => a.Maximum(b), Math.Max) with { Kinks = true },
        new("matmul", Products, v => v[0].MatMul(v[1]), MatMul),
        .. new[] { Over.Everything, Over.LastAxis, Over.Batch }.SelectMany(over => new[]
        {
            new OperationCase($"sum {over}", Single, v => v[0].Sum(over), (x, s) => Reduce(x[0], s[0], over, group => group.Sum())),
            new OperationCase($"mean {over}", Single, v => v[0].Mean(over), (x, s) => Reduce(x[0], s[0], over, group => group.Average())),
            new OperationCase($"max {over}", Single, v => v[0].Max(over), (x, s) => Reduce(x[0], s[0], over, group => group.Max()), Kinks: true),
        }),
    ];

    private static OperationCase Unary(string name, Func<Value, Value> apply, Func<double, double> twin) =>
        new(name, Single, v => apply(v[0]), (x, _) => [.. x[0].Select(twin)]);

    private static OperationCase Binary(string name, Func<Value, Value, Value> apply, Func<double, double, double> twin) =>
        new(name, Pairs, v => apply(v[0], v[1]), (x, _) =>
        {
            int count = Math.Max(x[0].Length, x[1].Length);
            return [.. Enumerable.Range(0, count).Select(i => twin(x[0][i % x[0].Length], x[1][i % x[1].Length]))];
        });

    private static double[] MatMul(double[][] x, Shape[] shapes)
    {
        (int rows, int k, int columns) = (shapes[0].Rows, shapes[1][0], shapes[1][1]);
        var y = new double[rows * columns];
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                for (int l = 0; l < k; l++)
                {
                    y[(i * columns) + j] += x[0][(i * k) + l] * x[1][(l * columns) + j];
                }
            }
        }

        return y;
    }

    private static double[] Reduce(double[] x, Shape shape, Over over, Func<IEnumerable<double>, double> reduce) => over switch
    {
        Over.Everything => [reduce(x)],
        Over.LastAxis => [.. Enumerable.Range(0, shape.Rows).Select(row => reduce(x.Skip(row * shape.Neurons).Take(shape.Neurons)))],
        _ => [.. Enumerable.Range(0, x.Length / shape[0]).Select(i => reduce(Enumerable.Range(0, shape[0]).Select(b => x[(b * x.Length / shape[0]) + i])))],
    };
}
