using System.Text.Json;
using System.Text.Json.Serialization;

namespace Engine.Layers;

/// <summary>A network without its parameters: the input shape and every layer's settings, as a model file keeps them.</summary>
/// <param name="Input">The axes of one sample.</param>
/// <param name="Layers">The layers, in order.</param>
public sealed record NetworkDescription(IReadOnlyList<int> Input, IReadOnlyList<LayerDescription> Layers)
{
    /// <summary>Describes a network.</summary>
    public static NetworkDescription Of(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return new NetworkDescription(network.InputShape.ToArray(), [.. network.Layers.Select(layer => layer.Description)]);
    }

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="JsonException">The text is not a network's description.</exception>
    public static NetworkDescription FromJson(string json) =>
        JsonSerializer.Deserialize(json, NetworkJson.Default.NetworkDescription) ?? throw new JsonException("The network's description is empty.");

    /// <summary>The description as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, NetworkJson.Default.NetworkDescription);

    /// <summary>Makes the network, with parameters initialized by seed 0.</summary>
    public Network Create() => new(new Shape([.. Input]), [.. Layers.Select(layer => layer.Create())]);
}

/// <summary>Serialization without reflection, so that trimmed and ahead-of-time compiled programs can load models.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(NetworkDescription))]
internal sealed partial class NetworkJson : JsonSerializerContext;
