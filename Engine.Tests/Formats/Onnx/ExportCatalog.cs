using Engine.Activations;
using Engine.Layers;
using Engine.Pools;
using Engine.Tests.Layers;
using Engine.Tests.Pools;
using Engine.Training;

namespace Engine.Tests.Formats.Onnx;

/// <summary>Every layer and every activation, on every kind of neurons, and random networks of them all.</summary>
internal static class ExportCatalog
{
    private const int RandomNetworks = 30;

    // Five and four pixels and six channels: no two lengths are equal, so that a wrong order shows.
    private static readonly Shape Image = new(5, 4, 6);

    public static IEnumerable<ExportCase> All => [.. Layers, .. Orders, .. Activations, .. Choices, .. Random];

    private static IEnumerable<ExportCase> Layers => LayerCatalog.All.SelectMany(layer => layer.Inputs.Select(input =>
        new ExportCase($"{layer.Name} {input}", () => new Network(input, layer.Create()))));

    /// <summary>What follows what decides where images are turned and what is folded.</summary>
    private static IEnumerable<ExportCase> Orders =>
    [
        Of("grouped", new(6, 5, 4), () => [new Conv2D(8, 3, groups: 2)]),
        Of("depthwise, strided", new(7, 6, 4), () => [new Conv2D(4, 3, stride: 2, groups: 4, bias: false)]),
        Of("same, strided, dilated", new(9, 8, 3), () => [new Conv2D(4, 3, stride: 2, dilation: 2), new Conv2D(2, 2)]),
        Of("explicit padding", new(5, 6, 2), () => [new Conv2D(3, 3, padding: new Padding(PaddingKind.Explicit, 0, 1, 2, 3))]),
        Of("flattened to dense", Image, () => [new Conv2D(3, 3), new Flatten(), new Dropout(0.5f), new Dense(7)]),
        Of("flattened from the start", Image, () => [new Flatten(), new Dense(7)]),
        Of("flattened at the end", Image, () => [new Conv2D(3, 3), new Flatten()]),
        Of("one channel flattened", Image, () => [new Conv2D(1, 3), new Flatten(), new LayerNorm()]),
        Of("flattened to an activation", Image, () => [new Conv2D(3, 3), new Flatten(), new ActivationLayer(PoolCatalog.Parse("prelu")), new Dense(4)]),
        Of("flattened to groups", Image, () => [new Conv2D(3, 3), new Flatten(), new ActivationLayer(PoolCatalog.Parse("smartmixed(random-start)")), new Dense(4)]),
        Of("flattened to normalization", Image, () => [new Conv2D(3, 3), new Flatten(), new BatchNorm(), new Dense(4)]),
        Of("flattened in branches", Image, () => [new Conv2D(3, 3), new Concatenate(new Flatten(), new Sequential(new Flatten(), new Dense(5)))]),
        Of("flattened in a residual block", Image, () => [new Conv2D(2, 3), new Residual(new Sequential(new Flatten(), new Dense(40)), new Flatten())]),
        Of("flattened on both sides", Image, () => [new Conv2D(2, 3), new Residual(new Flatten(), new Flatten()), new Dense(3)]),
        Of("flattened beside the own order", Image, () => [new Conv2D(2, 3), new Residual(new Flatten(), new Sequential(new Flatten(), new Dense(40)))]),
        Of("dense on an image", Image, () => [new Conv2D(3, 3), new Dense(5, Activation.Tanh), new Conv2D(2, 1)]),
        Of("normalized inputs", Image, () => [new InputNormalization([1, 2, 3], [4, 5, 6]), new Conv2D(3, 3), new Dense(2)]),
        Of("normalized flat inputs", new(6), () => [new InputNormalization([1, 2, 3], [4, 5, 6]), new Dense(2)]),
        Of("normalized image", Image, () => [new BatchNorm(), new Conv2D(3, 3)]),
        Of("folded into convolution", Image, () => [new Conv2D(3, 3, bias: false), new BatchNorm(), new ActivationLayer(Activation.Relu), new MaxPool2D(2)]),
        Of("folded into dense", new(9), () => [new Dense(5), new BatchNorm(), new ActivationLayer(ActivationCatalog.Parse("elu"))]),
        Of("not folded", Image, () => [new Conv2D(3, 3, Activation.Relu), new BatchNorm(), new GlobalAveragePool2D(), new Dense(5, Activation.Tanh), new BatchNorm()]),
        Of("normalized rows", new(3, 5), () => [new BatchNorm(), new Dense(4), new BatchNorm(), new LayerNorm()]),
        Of("normalized within an image", Image, () => [new Conv2D(3, 3), new LayerNorm(), new Conv2D(2, 3)]),
        Of("bilinear", new(3, 4, 2), () => [new Upsample2D(3, bilinear: true), new Conv2D(2, 3)]),
        Of("spatial dropout", Image, () => [new Conv2D(3, 3), new SpatialDropout2D(0.3f), new AveragePool2D(2)]),
        Of("residual image", Image, () => [new Residual(new Sequential(new Conv2D(6, 3, Activation.Relu), new Conv2D(6, 3))), new ActivationLayer(Activation.Relu)]),
        Of("branches of an image", Image, () => [new Concatenate(new Sequential(), new Conv2D(3, 3), new Sequential(new Dense(2))), new Conv2D(2, 3)]),
        Of("one branch", new(4), () => [new Concatenate(new Dense(3))]),
        Of("nothing at all", new(4), () => [new Dropout(0.1f)]),
        Of("an image as it is", Image, () => [new Dropout(0.1f), new ActivationLayer(Activation.Relu)]),
    ];

    private static IEnumerable<ExportCase> Activations => Spellings.SelectMany(name => (ExportCase[])
    [
        Of($"dense {name}", new(11), () => [new Dense(18, ActivationSpelling.Parse(name))]),
        Of($"convolution {name}", Image, () => [new Conv2D(18, 3, ActivationSpelling.Parse(name))]),
        Of($"rows {name}", new(3, 11), () => [new Dense(18, ActivationSpelling.Parse(name))]),
    ]);

    private static IEnumerable<string> Spellings =>
    [
        .. ActivationCatalog.Names, "leaky-relu(0.2)", "elu(0.5)", "celu(2)", .. PoolGradientTests.Cases().Select(method => method.Spelling),
        "mrelu", "smartmixed(random-start)", "smartmixed(random-start,unscaled)", "smartmixed(soft)", "smartmixed(relu,gelu,mish,random-start)", "smartmixed(relu,elu,limit:1,random-start)", "pap(relu,gelu,hard-swish)", "gradual(tanh,elu)",
    ];

    /// <summary>Neurons fixed to functions of their own, in runs and scattered; the mixture of a pool in evaluation; positions.</summary>
    private static IEnumerable<ExportCase> Choices =>
    [
        Of("fixed in runs", new(11), () => [new Dense(10, PoolCatalog.Parse("fixed(relu*3,elu*5,gelu*2)"))]),
        Of("fixed, with factors", Image, () => [new Conv2D(9, 3, PoolCatalog.Parse("fixed(relu:2*3,selu:0.5*5,identity:-1*1)"))]),
        Of("fixed to one", new(11), () => [new Dense(4, PoolCatalog.Parse("fixed(tanh*4)"))]),
        Of("fixed and scattered", new(11), () => [new Dense(12, Scattered(12))]),
        Of("channels fixed and scattered", Image, () => [new Conv2D(12, 3, Scattered(12))]),
        Of("fixed to many", new(11), () => [new Dense(32, new FixedMixture(Candidates.All, [.. Enumerable.Range(0, 32).Select(j => j * 5 % Candidates.All.Count)]))]),
        Of("positions", Image, () => [new Conv2D(3, 3, PoolCatalog.Parse("pap(relu,step,positions:20)")), new Flatten(), new Dense(2)]),
        Of("positions of a column", Image, () => [new Conv2D(3, 3, PoolCatalog.Parse("pap(tanh,elu,positions:4)"))]),
        new("fixed by the network", () =>
        {
            Network network = NetworkSpelling.Parse("8x8x2-c12-p2-20-5", PoolCatalog.Parse("smartmixed(random-start)"));
            network.Initialize(3);
            network.FixActivations();
            return network;
        }),
    ];

    private static IEnumerable<ExportCase> Random => Enumerable.Range(0, RandomNetworks).Select(seed =>
        new ExportCase($"random network {seed}", () => new RandomNetwork((ulong)seed).Create()));

    private static FixedMixture Scattered(int neurons) =>
        new(Candidates.SmartMixed, [.. Enumerable.Range(0, neurons).Select(j => j * 5 % 6)], [1, 1, 1.5f, 1, 1, 1]);

    private static ExportCase Of(string name, Shape input, Func<Layer[]> layers) => new(name, () =>
    {
        var network = new Network(input, layers());
        network.Initialize(5);
        return network;
    });
}
