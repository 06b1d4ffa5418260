using System.Reflection;

namespace Engine.Bench.Output;

/// <summary>Turns whatever ended a command into one line and an exit code; a user never sees a stack trace.</summary>
public static class Failure
{
    /// <summary>Writes the line and gives the exit code.</summary>
    public static int Report(Exception exception, Terminal terminal)
    {
        ArgumentNullException.ThrowIfNull(terminal);
        Exception cause = Unwrap(exception);
        if (cause is OperationCanceledException)
        {
            terminal.Error.WriteLine("canceled");
            return ExitCodes.Interrupted;
        }

        terminal.Error.WriteLine($"error: {Sentence(cause)}");
        return cause is CommandException failure ? failure.ExitCode : ExitCodes.Failed;
    }

    /// <summary>The message on one line, without the parameter name that .NET appends.</summary>
    public static string Sentence(Exception exception)
    {
        Exception cause = Unwrap(exception);
        string message = cause switch
        {
            FileNotFoundException { FileName: { } file } when !cause.Message.Contains(file, StringComparison.Ordinal) => $"{cause.Message} ({file})",
            ArgumentOutOfRangeException => FirstLine(cause.Message),
            CommandException or ArgumentException or IOException or InvalidDataException or UnauthorizedAccessException or FormatException
                or InvalidOperationException or NotSupportedException or HttpRequestException or ArithmeticException => cause.Message,
            _ when IsOurs(cause) => cause.Message,
            OutOfMemoryException => "There is not enough memory for this network and batch.",
            _ => $"{cause.GetType().Name}: {cause.Message}",
        };
        if (cause is ArgumentException { ParamName: { } name })
        {
            message = message.Replace($" (Parameter '{name}')", string.Empty, StringComparison.Ordinal);
        }

        return string.Join(' ', message.Split((char[])['\r', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    // What the library and the data sets throw under names of their own is meant to be read.
    private static bool IsOurs(Exception cause) => cause.GetType().Namespace?.StartsWith(nameof(Engine), StringComparison.Ordinal) == true;

    private static Exception Unwrap(Exception exception)
    {
        while (exception is AggregateException or TargetInvocationException or TypeInitializationException && exception.InnerException is { } inner)
        {
            exception = inner;
        }

        return exception;
    }

    // .NET appends "Actual value was ..." on a second line; the engine's own messages say the value already.
    private static string FirstLine(string message) => message.Split('\n')[0];
}
