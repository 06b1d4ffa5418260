using Spectre.Console;

namespace Engine.Bench.Output;

/// <summary>Where a command writes: text for people, and whether they sit at a terminal that can redraw a line.</summary>
public sealed class Terminal
{
    /// <summary>Creates a terminal.</summary>
    /// <param name="output">Results.</param>
    /// <param name="error">Failures, and whatever would soil a machine-readable output.</param>
    /// <param name="isInteractive">Whether progress may be redrawn in place.</param>
    public Terminal(TextWriter output, TextWriter error, bool isInteractive = false)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(error);
        Out = output;
        Error = error;
        IsInteractive = isInteractive;
    }

    /// <summary>Gets where results go.</summary>
    public TextWriter Out { get; }

    /// <summary>Gets where failures go.</summary>
    public TextWriter Error { get; }

    /// <summary>Gets whether progress may be redrawn in place.</summary>
    public bool IsInteractive { get; }

    /// <summary>The terminal that this process was started with; a dumb or redirected one is not redrawn.</summary>
    public static Terminal OfProcess() => new(
        Console.Out,
        Console.Error,
        !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") != "dumb");

    /// <summary>The same terminal with text on the error stream, so that the output holds JSON alone.</summary>
    public Terminal WithTextOnError() => new(Error, Error);

    /// <summary>Writes one line of results.</summary>
    public void Line(string text = "") => Out.WriteLine(text);

    /// <summary>Runs work that reports how far it is: a bar on a terminal, plain lines otherwise.</summary>
    /// <typeparam name="T">The work's result.</typeparam>
    /// <param name="title">What is being done.</param>
    /// <param name="work">The work.</param>
    public T Track<T>(string title, Func<IProgressView, T> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        if (!IsInteractive)
        {
            return work(new PlainProgress(this));
        }

        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Out) });
        return console.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(context => work(new ProgressBarView(console, context.AddTask(Markup.Escape(title), maxValue: 1))));
    }
}
