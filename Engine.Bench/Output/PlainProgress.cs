namespace Engine.Bench.Output;

/// <summary>Progress where nothing can be redrawn: the lasting lines alone, so that a log stays short.</summary>
internal sealed class PlainProgress(Terminal terminal) : IProgressView
{
    /// <inheritdoc/>
    public void Report(double fraction, string status)
    {
    }

    /// <inheritdoc/>
    public void Line(string text)
    {
        terminal.Out.WriteLine(text);
        terminal.Out.Flush();
    }
}
