using Engine.Activations;
using Engine.Initializers;
using Engine.Layers;
using Engine.Optimizers;
using Engine.Schedules;

namespace Engine.Bench.Reproductions;

/// <summary>What McLeod's experiments with activation pools have in common: Keras 0.3's defaults and his networks.</summary>
internal static class PapExperiment
{
    /// <summary>The pool of half ReLU and half step, both coefficients trained for each neuron.</summary>
    public const string Half = "pap(relu:0.5,step:0.5)";

    /// <summary>Its coefficients held within plus and minus their start.</summary>
    public const string HalfClipped = "pap(relu:0.5,step:0.5,clip)";

    /// <summary>PReLU as Keras started it.</summary>
    public const string KerasPRelu = "prelu(0)";

    private const double Momentum = 0.9;
    private const double Decay = 1e-6;
    private const float Rest = 0.2f;
    private const int Classes = 10;

    /// <summary>A run with Nesterov's momentum, Keras' decay and Keras' cross-entropy.</summary>
    public static Trial Trial(string setting, ulong seed, float rate, Func<Network> network, int epochs, int batch) => new(setting, seed)
    {
        Network = network,
        Loss = new KerasCrossEntropy(),
        Optimizer = () => new Sgd(rate, Momentum, nesterov: true),
        Schedule = () => new InverseTimeSchedule(Decay),
        Epochs = epochs,
        Batch = batch,
    };

    /// <summary>Two hidden layers, dropout behind each, Glorot's uniform start and biases of 0.</summary>
    public static Network Perceptron(Shape input, int width, string activation)
    {
        Activation f = ActivationSpelling.Parse(activation);
        return new Network(
            input,
            new Flatten(),
            new Dense(width, f, initializer: new GlorotInitializer()),
            new Dropout(Rest),
            new Dense(width, f, initializer: new GlorotInitializer()),
            new Dropout(Rest),
            new Dense(Classes, initializer: new GlorotInitializer()));
    }
}
