namespace Engine.Datasets;

/// <summary>A data file is not what it should be. The message is one sentence that names the file and what is wrong with it.</summary>
public sealed class DataFormatException : IOException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="problem">What is wrong, without a final full stop.</param>
    /// <param name="cause">The error underneath, if there was one.</param>
    public DataFormatException(string path, string problem, Exception? cause = null)
        : base($"{path}: {problem}.", cause)
    {
        Path = path;
    }

    /// <summary>Gets the file or folder.</summary>
    public string Path { get; }
}
