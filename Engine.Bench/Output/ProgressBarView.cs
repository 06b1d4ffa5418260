using Spectre.Console;

namespace Engine.Bench.Output;

/// <summary>Progress on a terminal: a bar with a description, lasting lines above it.</summary>
internal sealed class ProgressBarView(IAnsiConsole console, ProgressTask task) : IProgressView
{
    /// <inheritdoc/>
    public void Report(double fraction, string status)
    {
        task.Value = Math.Clamp(fraction, 0, 1);
        task.Description = Markup.Escape(status);
    }

    /// <inheritdoc/>
    public void Line(string text) => console.WriteLine(text);
}
