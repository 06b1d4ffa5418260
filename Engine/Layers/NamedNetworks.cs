using Engine.Activations;
using Engine.Initializers;

namespace Engine.Layers;

/// <summary>Networks of the literature, by name.</summary>
public static class NamedNetworks
{
    private static readonly Dictionary<string, Func<Activation, Network>> Makers = new(StringComparer.OrdinalIgnoreCase)
    {
        ["lenet5"] = LeNet5,
        ["deepcnet-small"] = DeepCNetSmall,
        ["vgg8"] = Vgg8,
        ["resnet8"] = activation => ResNet(activation, blocks: 1),
        ["resnet20"] = activation => ResNet(activation, blocks: 3),
    };

    /// <summary>Gets the names.</summary>
    public static IReadOnlyCollection<string> Names => Makers.Keys;

    /// <summary>Makes a network by name, or gives null for a name that is not known.</summary>
    /// <param name="name">Such as <c>lenet5</c>; case does not matter.</param>
    /// <param name="activation">What hidden neurons apply.</param>
    public static Network? TryCreate(string name, Activation activation) => Makers.TryGetValue(name, out Func<Activation, Network>? make) ? make(activation) : null;

    /// <summary>LeNet-5 (LeCun et al. 1998) for 28×28 images of one channel, with max pooling.</summary>
    private static Network LeNet5(Activation f) => new(
        new Shape(28, 28, 1),
        new Conv2D(6, 5, f),
        new MaxPool2D(2),
        new Conv2D(16, 5, f, padding: Padding.Valid),
        new MaxPool2D(2),
        new Flatten(),
        new Dense(120, f),
        new Dense(84, f),
        new Dense(10));

    /// <summary>
    /// The small DeepCNet of the activation pool experiments on CIFAR-10 (McLeod 2016): five levels of a 2×2 convolution of
    /// 25·i channels on an image padded by 1, pooling and dropout, then 2×2 and 1×1 convolutions of 150 channels.
    /// </summary>
    private static Network DeepCNetSmall(Activation f)
    {
        const int Levels = 5;
        const int ChannelStep = 25;
        const int TopChannels = 150;
        List<Layer> layers = [];
        for (int level = 1; level <= Levels; level++)
        {
            // Keras: zero padding of 1 on all sides, then a same-sized 2×2 window, which adds one more row and column of zeros below.
            layers.Add(new Conv2D(ChannelStep * level, 2, f, padding: new Padding(PaddingKind.Explicit, 1, 1, 2, 2), initializer: new HeInitializer()));
            layers.Add(new MaxPool2D(2));
            layers.Add(new Dropout(0.2f));
        }

        layers.Add(new Conv2D(TopChannels, 2, f, padding: Padding.All(1), initializer: new HeInitializer()));
        layers.Add(new Conv2D(TopChannels, 1, f, padding: Padding.All(1), initializer: new HeInitializer()));
        layers.Add(new Flatten());
        layers.Add(new Dense(10, initializer: new HeInitializer()));
        return new Network(new Shape(32, 32, 3), [.. layers]);
    }

    /// <summary>Six 3×3 convolutions in three levels and two dense layers, in the manner of VGG (Simonyan and Zisserman 2015).</summary>
    private static Network Vgg8(Activation f) => new(
        new Shape(32, 32, 3),
        new Conv2D(64, 3, f),
        new Conv2D(64, 3, f),
        new MaxPool2D(2),
        new Conv2D(128, 3, f),
        new Conv2D(128, 3, f),
        new MaxPool2D(2),
        new Conv2D(256, 3, f),
        new Conv2D(256, 3, f),
        new MaxPool2D(2),
        new Flatten(),
        new Dense(256, f),
        new Dense(10));

    /// <summary>A residual network for CIFAR-10 of 6·blocks + 2 weight layers: 16, 32 and 64 channels (He et al. 2016).</summary>
    private static Network ResNet(Activation f, int blocks)
    {
        List<Layer> layers = [new Conv2D(16, 3, bias: false), new BatchNorm(), new ActivationLayer(f)];
        int channels = 16;
        foreach (int width in new[] { 16, 32, 64 })
        {
            for (int block = 0; block < blocks; block++)
            {
                int stride = width == channels ? 1 : 2;
                Layer? shortcut = width == channels ? null : new Sequential(new Conv2D(width, 1, stride: stride, bias: false), new BatchNorm());
                var body = new Sequential(
                    new Conv2D(width, 3, stride: stride, bias: false),
                    new BatchNorm(),
                    new ActivationLayer(f),
                    new Conv2D(width, 3, bias: false),
                    new BatchNorm());
                layers.Add(new Residual(body, shortcut));
                layers.Add(new ActivationLayer(f));
                channels = width;
            }
        }

        layers.Add(new GlobalAveragePool2D());
        layers.Add(new Dense(10));
        return new Network(new Shape(32, 32, 3), [.. layers]);
    }
}
