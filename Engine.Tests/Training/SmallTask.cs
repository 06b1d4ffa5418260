using Engine.Activations;
using Engine.Autograd;
using Engine.Layers;
using Engine.Training;

namespace Engine.Tests.Training;

/// <summary>A small seeded classification task: points in the plane, the class is the ring that they lie in.</summary>
internal static class SmallTask
{
    public static Dataset Rings(int count, int seed = 1)
    {
        var random = new Random(seed);
        var inputs = new float[2 * count];
        var labels = new int[count];
        for (int i = 0; i < count; i++)
        {
            labels[i] = i % 3;
            double radius = labels[i] + 0.3 + (0.4 * random.NextDouble());
            double angle = 2 * Math.PI * random.NextDouble();
            inputs[2 * i] = (float)(radius * Math.Cos(angle));
            inputs[(2 * i) + 1] = (float)(radius * Math.Sin(angle));
        }

        return Dataset.Classification("rings", new Shape(2), new FloatFeatures(inputs, 2), labels, 3);
    }

    public static Network Network(string spelling = "2-32-32-3", ulong seed = 7)
    {
        Network network = NetworkSpelling.Parse(spelling, Activation.Relu);
        network.Initialize(seed);
        return network;
    }

    public static byte[] Bits(Network network)
    {
        using var stream = new MemoryStream();
        foreach (Parameter parameter in network.Parameters)
        {
            stream.Write(System.Runtime.InteropServices.MemoryMarshal.AsBytes(parameter.Value));
        }

        return stream.ToArray();
    }
}
