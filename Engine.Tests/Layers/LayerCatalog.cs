using Engine.Activations;
using Engine.Layers;
using Engine.Tests.Reference;

namespace Engine.Tests.Layers;

/// <summary>Every layer with trained values or a gradient of its own.</summary>
internal static class LayerCatalog
{
    private static readonly Shape[] Rows = [new(1), new(3), new(17), new(5, 4), new(2, 3, 6)];

    private static readonly Shape[] Images = [new(3, 3, 1), new(5, 4, 2), new(6, 7, 3), new(4, 9, 4), new(8, 8, 5)];

    public static LayerCase[] All { get; } =
    [
        new("dense", () => new Dense(7), Rows, (x, p, s) => LayerTwin.Dense(x, p[0], p[1], s.Neurons)),
        new("dense without bias", () => new Dense(4, bias: false), Rows, (x, p, s) => LayerTwin.Dense(x, p[0], [], s.Neurons)),
        new("dense tanh", () => new Dense(18, Activation.Tanh), Rows, (x, p, s) => Map(LayerTwin.Dense(x, p[0], p[1], s.Neurons), Math.Tanh)),
        new("activation", () => new ActivationLayer(Activation.Tanh), Rows, (x, _, _) => Map(x, Math.Tanh)),
        new("flatten", () => new Flatten(), Rows, (x, _, _) => x),
        new("sequential", () => new Sequential(new Dense(6, Activation.Tanh), new Dense(3)), Rows, TwoLayers),
        new("residual", () => new Residual(new Sequential(new Dense(5, Activation.Tanh)), new Dense(5)), Rows, (x, p, s) =>
            Add(Map(LayerTwin.Dense(x, p[0], p[1], s.Neurons), Math.Tanh), LayerTwin.Dense(x, p[2], p[3], s.Neurons))),
        new("residual identity", () => new Residual(new ActivationLayer(Activation.Tanh)), Rows, (x, _, _) => Add(Map(x, Math.Tanh), x)),
        new("residual relu", () => new Sequential(new Residual(new Dense(5, Activation.Tanh), new Dense(5)), new ActivationLayer(Activation.Relu)), Rows, (x, p, s) =>
            Map(Add(Map(LayerTwin.Dense(x, p[0], p[1], s.Neurons), Math.Tanh), LayerTwin.Dense(x, p[2], p[3], s.Neurons)), v => Math.Max(v, 0))),
        new("concatenate", () => new Concatenate(new Sequential(), new Dense(3), new Dense(2, Activation.Tanh)), Rows, Joined),
        Convolution("convolution 3x3 same", 4, 3, 1, Padding.Same, 1),
        Convolution("convolution 3x3 valid", 3, 3, 1, Padding.Valid, 1),
        Convolution("convolution 2x2 stride 2", 5, 2, 2, Padding.All(1), 1),
        Convolution("convolution dilated", 2, 3, 1, Padding.All(2), 2),
        Convolution("convolution 1x1", 6, 1, 1, Padding.Valid, 1),
        new("average pooling", () => new AveragePool2D(2), Images, (x, _, s) => LayerTwin.Pool(x, s, 2, 2, window => window.Average())),
        new("average pooling overlapping", () => new AveragePool2D(3, 1), Images, (x, _, s) => LayerTwin.Pool(x, s, 3, 1, window => window.Average())),
        new("max pooling", () => new MaxPool2D(2), Images, (x, _, s) => LayerTwin.Pool(x, s, 2, 2, window => window.Max())),
        new("max pooling overlapping", () => new MaxPool2D(3, 2), Images, (x, _, s) => LayerTwin.Pool(x, s, 3, 2, window => window.Max())),
        new("global average", () => new GlobalAveragePool2D(), Images, (x, _, s) => LayerTwin.GlobalAverage(x, s)),
        new("layer normalization", () => new LayerNorm(), [new(3), new(17), new(5, 4), new(2, 3, 6), new(40)], (x, p, s) => LayerTwin.LayerNorm(x, p[0], p[1], s.Neurons)),
        new("upsampling nearest", () => new Upsample2D(2), Images, (x, _, s) => LayerTwin.Upsample(x, s, 2)),
    ];

    private static LayerCase Convolution(string name, int channels, int kernel, int stride, Padding padding, int dilation) => new(
        name,
        () => new Conv2D(channels, kernel, Activation.Tanh, stride, padding, dilation),
        Images,
        (x, p, s) => Map(LayerTwin.Convolution(x, p[0], p[1], s, channels, kernel, stride, padding, dilation), Math.Tanh));

    private static double[] TwoLayers(double[] x, double[][] p, Shape shape) =>
        LayerTwin.Dense(Map(LayerTwin.Dense(x, p[0], p[1], shape.Neurons), Math.Tanh), p[2], p[3], 6);

    private static double[] Joined(double[] x, double[][] p, Shape shape)
    {
        double[] a = LayerTwin.Dense(x, p[0], p[1], shape.Neurons);
        double[] b = Map(LayerTwin.Dense(x, p[2], p[3], shape.Neurons), Math.Tanh);
        return [.. Enumerable.Range(0, shape.Rows).SelectMany(row =>
            x.Skip(row * shape.Neurons).Take(shape.Neurons).Concat(a.Skip(row * 3).Take(3)).Concat(b.Skip(row * 2).Take(2)))];
    }

    private static double[] Map(double[] x, Func<double, double> f) => Array.ConvertAll(x, value => f(value));

    private static double[] Add(double[] a, double[] b) => [.. a.Zip(b, (left, right) => left + right)];
}
