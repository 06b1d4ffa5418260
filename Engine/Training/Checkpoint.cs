using System.Text.Json;
using Engine.Autograd;
using Engine.Formats;
using Engine.Layers;
using Engine.Optimizers;
using Engine.Pools;

namespace Engine.Training;

/// <summary>
/// A run on disk after an epoch: parameters, the best epoch's parameters, optimizer state and position. A resumed run gives
/// the same bits as an unbroken one. The file is also a model file of the parameters as they stood.
/// </summary>
internal static class Checkpoint
{
    private const string BestPrefix = "best/";
    private const string OptimizerPrefix = "optimizer/";

    /// <summary>Writes a checkpoint under a temporary name and renames it.</summary>
    public static void Write(string path, Network network, Optimizer optimizer, BestModel best, CheckpointState state)
    {
        List<SafetensorsTensor> tensors = [.. network.Parameters.Select(parameter => new SafetensorsTensor(parameter))];
        for (int i = 0; i < network.Parameters.Count; i++)
        {
            Parameter parameter = network.Parameters[i];
            tensors.Add(new SafetensorsTensor(BestPrefix + parameter.Name, parameter.Shape, best.Copies[i]));
        }

        foreach (OptimizerState array in optimizer.States(network.Parameters))
        {
            tensors.Add(new SafetensorsTensor(Name(array), array.Parameter.Shape, array.Values));
        }

        Dictionary<string, string> metadata = NetworkFile.Describe(network);
        metadata[NetworkFile.CheckpointKey] = state.ToJson();
        SafetensorsWriter.Write(path, tensors, metadata);
    }

    /// <summary>How often each exploring layer has drawn noise outside training steps, which decides its next draw there.</summary>
    public static IReadOnlyList<long> Draws(Network network) => [.. Exploring(network).Select(activation => activation.EvaluationDraws)];

    /// <summary>Fills network, optimizer and best copy from a checkpoint.</summary>
    /// <exception cref="ModelFormatException">The file is no checkpoint, or one of another run or network; nothing has changed then.</exception>
    public static CheckpointState Read(string path, IReadOnlyDictionary<string, string> settings, Network network, Optimizer optimizer, BestModel best)
    {
        SafetensorsFile file = SafetensorsFile.Load(path);
        CheckpointState state = ReadState(file, path);
        string differences = RunSettings.Differences(state.Settings, settings);
        if (differences.Length > 0)
        {
            throw new ModelFormatException($"{path} belongs to a run with {differences}; resume with the same.");
        }

        if (!file.Metadata.TryGetValue(NetworkFile.NetworkKey, out string? description) || description != NetworkDescription.Of(network).ToJson())
        {
            throw new ModelFormatException($"{path} is a checkpoint of another network.");
        }

        for (int i = 0; i < network.Parameters.Count; i++)
        {
            Parameter parameter = network.Parameters[i];
            file.CopyTo(parameter.Name, parameter.Shape, parameter.Value);
            file.CopyTo(BestPrefix + parameter.Name, parameter.Shape, best.Copies[i]);
        }

        foreach (OptimizerState array in optimizer.States(network.Parameters))
        {
            file.CopyTo(Name(array), array.Parameter.Shape, array.Values.Span);
        }

        foreach ((SmartMixed activation, long draws) in Exploring(network).Zip(state.Draws))
        {
            activation.EvaluationDraws = draws;
        }

        optimizer.Restore(state.OptimizerSteps);
        best.Resume(state.BestEpoch, state.BestScore ?? double.PositiveInfinity);
        return state;
    }

    private static CheckpointState ReadState(SafetensorsFile file, string path)
    {
        if (!file.Metadata.TryGetValue(NetworkFile.CheckpointKey, out string? json))
        {
            throw new ModelFormatException($"{path} is no checkpoint: its metadata lacks '{NetworkFile.CheckpointKey}'.");
        }

        try
        {
            return CheckpointState.FromJson(json);
        }
        catch (JsonException wrong)
        {
            throw new ModelFormatException($"{path} has a damaged checkpoint state: {wrong.Message}", wrong);
        }
    }

    private static IEnumerable<SmartMixed> Exploring(Network network) => network.AllLayers.Select(layer => layer.Activation).OfType<SmartMixed>();

    private static string Name(OptimizerState array) => $"{OptimizerPrefix}{array.Name}/{array.Parameter.Name}";
}
