namespace Engine.Bench.Output;

/// <summary>An expected failure of a command, told to the user in one sentence.</summary>
public sealed class CommandException : Exception
{
    /// <summary>Creates a failure.</summary>
    /// <param name="message">One sentence: what was got and what was wanted.</param>
    /// <param name="exitCode">What the process ends with.</param>
    public CommandException(string message, int exitCode = ExitCodes.Failed)
        : base(message) => ExitCode = exitCode;

    /// <summary>Gets what the process ends with.</summary>
    public int ExitCode { get; }

    /// <summary>A failure that the command line alone shows to be wrong.</summary>
    public static CommandException Usage(string message) => new(message, ExitCodes.Usage);
}
