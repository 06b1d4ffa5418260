using Engine.Bench.Commands;
using Engine.Bench.Output;
using NUnit.Framework;

namespace Engine.Tests.Bench;

/// <summary>One run of the command line inside the test process, with what it wrote.</summary>
internal sealed record CommandLineRun(int ExitCode, string Out, string Error)
{
    public static CommandLineRun Of(params string[] arguments) => Of(CancellationToken.None, arguments);

    public static CommandLineRun Of(CancellationToken cancellation, params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        int exitCode = Workbench.Run(arguments, new Terminal(output, error), cancellation);
        return new CommandLineRun(exitCode, output.ToString(), error.ToString());
    }

    /// <summary>A run that is canceled as soon as it writes a line with a text in it.</summary>
    public static CommandLineRun CanceledAt(string text, params string[] arguments)
    {
        using var source = new CancellationTokenSource();
        using var output = new CancelingWriter(text, source);
        using var error = new CancelingWriter(text, source);
        int exitCode = Workbench.Run(arguments, new Terminal(output, error), source.Token);
        Assert.That(source.IsCancellationRequested, output.ToString() + error);
        return new CommandLineRun(exitCode, output.ToString(), error.ToString());
    }

    /// <summary>The run must have failed as users are promised: one line, no stack trace, exit code 1 or 2.</summary>
    public void AssertRefused(string mentions)
    {
        Assert.Multiple(() =>
        {
            Assert.That(ExitCode, Is.EqualTo(1).Or.EqualTo(2), Out + Error);
            Assert.That(Error.TrimEnd('\n', '\r').Split('\n'), Has.Length.EqualTo(1), Error);
            Assert.That(Error, Does.Not.Contain("   at ").And.Not.Contain("Exception"));
            Assert.That(Error, Does.Contain(mentions));
        });
    }

    /// <summary>The run must have succeeded.</summary>
    public CommandLineRun AssertSucceeded()
    {
        Assert.That(ExitCode, Is.Zero, Out + Error);
        return this;
    }
    private sealed class CancelingWriter(string text, CancellationTokenSource source) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (value?.Contains(text, StringComparison.Ordinal) == true)
            {
                source.Cancel();
            }
        }
    }
}
