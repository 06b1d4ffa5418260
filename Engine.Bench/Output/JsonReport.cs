using System.Text.Json;
using System.Text.Json.Serialization;

namespace Engine.Bench.Output;

/// <summary>A command's figures for scripts: one JSON object, snake_case keys, to a file or to the output.</summary>
public static class JsonReport
{
    /// <summary>The path that stands for the output itself.</summary>
    public const string ToOutput = "-";

    private static readonly JsonSerializerOptions Style = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Checks the target and gives the terminal to write text to: the error stream when JSON takes the output.</summary>
    /// <param name="target">A path, <c>-</c>, or null for no JSON.</param>
    /// <param name="terminal">The command's terminal.</param>
    /// <param name="others">The files that the command reads or writes beside it; null for none.</param>
    public static Terminal Prepare(string? target, Terminal terminal, params ReadOnlySpan<string?> others)
    {
        ArgumentNullException.ThrowIfNull(terminal);
        if (target == ToOutput)
        {
            return terminal.WithTextOnError();
        }

        TargetFile.CheckApart(target, others);
        TargetFile.Check(target, allowsDevice: true);
        return terminal;
    }

    /// <summary>Writes the figures; nothing when no JSON was asked for.</summary>
    /// <typeparam name="T">A record of the figures.</typeparam>
    /// <param name="target">A path, <c>-</c>, or null for no JSON.</param>
    /// <param name="terminal">The command's own terminal, as before <see cref="Prepare"/>.</param>
    /// <param name="figures">The figures.</param>
    public static void Write<T>(string? target, Terminal terminal, T figures)
    {
        ArgumentNullException.ThrowIfNull(terminal);
        if (target is null)
        {
            return;
        }

        if (target == ToOutput)
        {
            terminal.Out.WriteLine(JsonSerializer.Serialize(figures, Style));
            return;
        }

        TargetFile.Write(target, stream => JsonSerializer.Serialize(stream, figures, Style));
    }
}
