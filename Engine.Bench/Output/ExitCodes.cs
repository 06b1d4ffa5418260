namespace Engine.Bench.Output;

/// <summary>What the process ends with.</summary>
public static class ExitCodes
{
    /// <summary>All went well.</summary>
    public const int Succeeded = 0;

    /// <summary>The work could not be done: a missing file, a wrong shape, a diverged run.</summary>
    public const int Failed = 1;

    /// <summary>The command line itself is wrong.</summary>
    public const int Usage = 2;

    /// <summary>Ctrl-C ended it: the shells' own number, 128 + SIGINT.</summary>
    public const int Interrupted = 130;
}
