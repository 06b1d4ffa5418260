using Engine.Autograd;
using Engine.Layers;
using Engine.Numerics;

namespace Engine.Tests.Formats.Onnx;

/// <summary>A network to export, with inputs for it.</summary>
/// <param name="Name">For reports; unique.</param>
/// <param name="Create">Makes the network.</param>
internal sealed record ExportCase(string Name, Func<Network> Create)
{
    /// <summary>Samples in a batch: a number that no layer has.</summary>
    public const int Samples = 3;

    private const ulong Seed = 77;

    /// <summary>The network with values as training leaves them: coefficients of their own for every neuron, statistics of real data.</summary>
    public Network Trained()
    {
        Network network = Create();
        var random = new CounterRandom(Seed, 0);
        long drawn = 0;
        foreach (Parameter parameter in network.Parameters.Where(parameter => parameter.Role is not ("weight" or "bias")))
        {
            foreach (ref float value in parameter.Value)
            {
                float noise = random.Normal(drawn++);
                value = parameter.Role switch
                {
                    "running_variance" => 0.5f + Math.Abs(noise),
                    "logits" => value + (3 * noise),
                    "gate" => 0.4f,
                    _ => value + (0.3f * noise),
                };
            }
        }

        return network;
    }

    public static float[] Inputs(Network network)
    {
        var inputs = new float[Samples * network.InputShape.Count];
        new CounterRandom(Seed, 1).FillNormal(inputs, 0, 1.5f);
        return inputs;
    }

    /// <summary>The predictions to be matched.</summary>
    public static float[] Predictions(Network network)
    {
        var outputs = new float[Samples * network.OutputShape.Count];
        network.Predict(Inputs(network), outputs);
        return outputs;
    }

    /// <summary>The largest difference as a share of the largest prediction; infinite where a number is none.</summary>
    public static double Error(double[] actual, float[] predicted)
    {
        double scale = Math.Max(predicted.Max(Math.Abs), float.Epsilon);
        return actual.Length == predicted.Length && actual.All(double.IsFinite) && predicted.All(float.IsFinite)
            ? actual.Zip(predicted, (a, b) => Math.Abs(a - b) / scale).Max()
            : double.PositiveInfinity;
    }

    public override string ToString() => Name;
}
