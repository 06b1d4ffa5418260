using System.Text.Json;
using Engine.Autograd;
using Engine.Formats;
using Engine.Layers;
using Engine.Optimizers;

namespace Engine.Training;

/// <summary>
/// A run on disk after an epoch: parameters, the best epoch's parameters, optimizer state and position. A resumed run gives
/// the same bits as an unbroken one. The file is also a model file of the parameters as they stood.
/// </summary>
internal static class Checkpoint
{
    private const string StateKey = "checkpoint";
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
        metadata[StateKey] = state.ToJson();
        SafetensorsWriter.Write(path, tensors, metadata);
    }

    /// <summary>Fills network, optimizer and best copy from a checkpoint.</summary>
    /// <exception cref="ModelFormatException">The file is no checkpoint, or one of another network or optimizer.</exception>
    public static CheckpointState Read(string path, Network network, Optimizer optimizer, BestModel best)
    {
        SafetensorsFile file = SafetensorsFile.Load(path);
        CheckpointState state = ReadState(file, path);
        if (state.Optimizer != optimizer.Name)
        {
            throw new ModelFormatException($"{path} was written by the optimizer {state.Optimizer}, this run uses {optimizer.Name}.");
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

        optimizer.Restore(state.OptimizerSteps);
        best.Resume(state.BestEpoch, state.BestScore ?? double.PositiveInfinity);
        return state;
    }

    private static CheckpointState ReadState(SafetensorsFile file, string path)
    {
        if (!file.Metadata.TryGetValue(StateKey, out string? json))
        {
            throw new ModelFormatException($"{path} is no checkpoint: its metadata lacks '{StateKey}'.");
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

    private static string Name(OptimizerState array) => $"{OptimizerPrefix}{array.Name}/{array.Parameter.Name}";
}
