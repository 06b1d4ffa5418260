namespace Engine.Formats;

/// <summary>A model file is not what it should be; the message is one line that names the file, the place and the fault.</summary>
public sealed class ModelFormatException : Exception
{
    /// <summary>Creates an error without a message.</summary>
    public ModelFormatException()
    {
    }

    /// <summary>Creates an error.</summary>
    /// <param name="message">What is wrong, and where.</param>
    public ModelFormatException(string message)
        : base(message)
    {
    }

    /// <summary>Creates an error that another one caused.</summary>
    /// <param name="message">What is wrong, and where.</param>
    /// <param name="innerException">The cause.</param>
    public ModelFormatException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
