namespace Engine.Bench.Output;

/// <summary>Shows how far long work is.</summary>
public interface IProgressView
{
    /// <summary>Tells how far the work is; cheap enough to call at every step.</summary>
    /// <param name="fraction">From 0 to 1.</param>
    /// <param name="status">A few words: the epoch and its loss.</param>
    void Report(double fraction, string status);

    /// <summary>Writes a line that stays.</summary>
    void Line(string text);
}
