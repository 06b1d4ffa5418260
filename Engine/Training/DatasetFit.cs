using Engine.Layers;

namespace Engine.Training;

/// <summary>Whether a data set and a network belong together.</summary>
internal static class DatasetFit
{
    public static void Check(Network network, Dataset data)
    {
        if (data.Count == 0)
        {
            throw new ArgumentException($"The data set {data.Name} is empty.");
        }

        if (data.InputShape.Count != network.InputShape.Count)
        {
            throw new ArgumentException($"The network takes samples of {network.InputShape}; {data.Name} has samples of {data.InputShape}.");
        }

        if (data.Outputs != network.OutputShape.Count)
        {
            string wanted = data.IsClassification ? $"{data.Outputs} classes" : $"{data.Outputs} target values";
            throw new ArgumentException($"The network gives {network.OutputShape.Count} outputs; {data.Name} has {wanted}.");
        }
    }
}
