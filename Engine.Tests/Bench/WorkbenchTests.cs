using NUnit.Framework;

namespace Engine.Tests.Bench;

internal sealed class WorkbenchTests
{
    [Test]
    public void HelpNamesTheCommands() => Assert.That(CommandLineRun.Of("--help").AssertSucceeded().Out, Does.Contain("bench"));

    [Test]
    public void AnUnknownCommandIsWrongUsage()
    {
        CommandLineRun run = CommandLineRun.Of("no-such-command");
        run.AssertRefused("--help");
        Assert.That(run.ExitCode, Is.EqualTo(2));
    }
}
