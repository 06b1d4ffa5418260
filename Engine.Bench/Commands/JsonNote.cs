using System.Text.Json;
using Engine.Bench.Output;
using Engine.Layers;

namespace Engine.Bench.Commands;

/// <summary>A note in a model's metadata, as JSON.</summary>
internal static class JsonNote
{
    private static readonly JsonSerializerOptions Style = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true };

    /// <summary>Notes something.</summary>
    public static void Write<T>(Network network, string key, T note) => network.Metadata[key] = JsonSerializer.Serialize(note, Style);

    /// <summary>Reads a note, or gives null where there is none.</summary>
    /// <param name="network">The network.</param>
    /// <param name="key">The note's name.</param>
    /// <param name="what">What it is, for the message.</param>
    /// <param name="isWhole">Tells whether everything is there that must be.</param>
    /// <exception cref="CommandException">The note is malformed.</exception>
    public static T? Read<T>(Network network, string key, string what, Func<T, bool> isWhole)
        where T : class
    {
        if (!network.Metadata.TryGetValue(key, out string? json))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<T>(json, Style) is { } note && isWhole(note) ? note : throw new JsonException();
        }
        catch (JsonException)
        {
            throw new CommandException($"The model's {what} is malformed.");
        }
    }
}
