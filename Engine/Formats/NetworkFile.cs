using System.Text.Json;
using Engine.Autograd;
using Engine.Layers;

namespace Engine.Formats;

/// <summary>
/// Networks on disk: a safetensors file with the parameters under their names, readable from Python, and the layers as JSON
/// in its metadata. Loading gives back every bit.
/// </summary>
public static class NetworkFile
{
    /// <summary>The metadata key of the layers' description.</summary>
    public const string NetworkKey = "network";

    /// <summary>The metadata key of a checkpoint's state, which is the file's and not the network's.</summary>
    internal const string CheckpointKey = "checkpoint";

    /// <summary>Saves a network with its <see cref="Network.Metadata"/>. A failure leaves an older file as it was.</summary>
    /// <param name="network">The network.</param>
    /// <param name="path">Where to, in a folder that is there; written under a temporary name and renamed.</param>
    /// <exception cref="ArgumentException">The network is missing, or the path is empty.</exception>
    /// <exception cref="IOException">The file cannot be written: the folder is missing, or the disk is full.</exception>
    /// <exception cref="UnauthorizedAccessException">There is no permission to write there.</exception>
    /// <exception cref="NotSupportedException">A layer is none of the library's: files know these alone.</exception>
    public static void Save(this Network network, string path)
    {
        ArgumentNullException.ThrowIfNull(network);
        SafetensorsWriter.Write(path, [.. network.Parameters.Select(parameter => new SafetensorsTensor(parameter))], Describe(network));
    }

    /// <summary>Loads a network.</summary>
    /// <param name="path">A file that <see cref="Save"/> wrote.</param>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    /// <exception cref="ModelFormatException">The file is no model, or damaged; the message says what is wrong.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">There is no permission to read it, or it is a folder.</exception>
    public static Network Load(string path) => Read(SafetensorsFile.Load(path), path);

    internal static Dictionary<string, string> Describe(Network network) =>
        new(network.Metadata, StringComparer.Ordinal) { [NetworkKey] = NetworkDescription.Of(network).ToJson() };

    internal static Network Read(SafetensorsFile file, string path)
    {
        if (!file.Metadata.TryGetValue(NetworkKey, out string? json))
        {
            throw new ModelFormatException($"{path} holds tensors but no network: its metadata lacks '{NetworkKey}'.");
        }

        Network network = Create(json, path);
        foreach (Parameter parameter in network.Parameters)
        {
            file.CopyTo(parameter.Name, parameter.Shape, parameter.Value);
        }

        foreach ((string key, string value) in file.Metadata)
        {
            if (key is not (NetworkKey or CheckpointKey))
            {
                network.Metadata[key] = value;
            }
        }

        return network;
    }

    private static Network Create(string json, string path)
    {
        try
        {
            return NetworkDescription.FromJson(json).Create();
        }
        catch (Exception wrong) when (wrong is JsonException or ArgumentException or FormatException or NotSupportedException)
        {
            throw new ModelFormatException($"{path} describes a network that cannot be built: {wrong.Message}", wrong);
        }
    }
}
