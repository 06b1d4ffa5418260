using Engine.Activations;
using Engine.Layers;
using Engine.Numerics;
using Engine.Pools;

namespace Engine.Tests.Formats.Onnx;

/// <summary>A network of a few random layers with random activations, from an image or a vector to some numbers.</summary>
internal sealed class RandomNetwork(ulong seed)
{
    private readonly CounterRandom random = new(seed, 9);
    private int drawn;

    public Network Create()
    {
        bool isImage = Below(3) > 0;
        Shape input = isImage ? new Shape(5 + Below(5), 6 + Below(4), 1 + Below(4)) : new Shape(3 + Below(20));
        List<Layer> layers = [];
        for (int i = 0; i < 4; i++)
        {
            layers.Add(isImage ? ImageLayer() : VectorLayer());
            if (isImage && Below(4) == 0)
            {
                layers.Add(Below(2) == 0 ? new Flatten() : new GlobalAveragePool2D());
                isImage = false;
            }
        }

        var network = new Network(input, [.. layers, .. isImage ? [new Flatten()] : Array.Empty<Layer>(), new Dense(1 + Below(10))]);
        network.Initialize(seed);
        return network;
    }

    private Layer ImageLayer() => Below(9) switch
    {
        0 => new BatchNorm(),
        1 => new LayerNorm(),
        2 => new Upsample2D(2, bilinear: Below(2) == 0),
        3 => new ActivationLayer(AnyActivation()),
        4 => new Residual(new Conv2D(4, 3, AnyActivation()), new Conv2D(4, 1)),
        5 => new Concatenate(new Sequential(), new Conv2D(1 + Below(6), 3, AnyActivation())),
        6 => new Sequential(new Conv2D(2 * (1 + Below(4)), 3), new BatchNorm(), new ActivationLayer(AnyActivation())),
        7 => new Sequential(new Conv2D(4 + Below(20), 1 + Below(3), AnyActivation()), Below(2) == 0 ? new MaxPool2D(2, 1) : new AveragePool2D(2)),
        _ => new Conv2D(1 + Below(24), 3, AnyActivation(), stride: 1 + Below(2), dilation: 1 + Below(2)),
    };

    private Layer VectorLayer() => Below(6) switch
    {
        0 => new BatchNorm(),
        1 => new LayerNorm(),
        2 => new Residual(new Sequential(new Dense(12, AnyActivation())), new Dense(12)),
        3 => new Concatenate(new Sequential(), new Dense(5, AnyActivation())),
        4 => new Sequential(new Dense(9), new BatchNorm(), new ActivationLayer(AnyActivation())),
        _ => new Dense(1 + Below(30), AnyActivation()),
    };

    // No step: where a sum is 0 to rounding, its last bit would decide.
    private Activation AnyActivation()
    {
        string[] learned = ["prelu", "pap(relu,tanh)", "smartmixed(random-start)", "smartmixed(soft)", "swish-beta", "acon-c", "apl(3)", "gradual-relu", "pap(relu,gelu)"];
        return Below(2) == 0
            ? ActivationCatalog.All[Below(ActivationCatalog.All.Count - 1)]
            : PoolCatalog.Parse(learned[Below(learned.Length)]);
    }

    private int Below(int limit) => random.Below(drawn++, limit);
}
