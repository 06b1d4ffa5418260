using System.Text.Json.Serialization;

namespace Engine.Layers;

/// <summary>Whether padding follows a rule or is given by number.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PaddingKind>))]
public enum PaddingKind
{
    /// <summary>Numbers of rows and columns.</summary>
    Explicit,

    /// <summary>As much as keeps the size at stride 1.</summary>
    Same,
}
