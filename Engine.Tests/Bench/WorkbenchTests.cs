using NUnit.Framework;

namespace Engine.Tests.Bench;

internal sealed class WorkbenchTests
{
    [Test]
    public void HelpNamesTheCommands() => Assert.That(CommandLineRun.Of("--help").AssertSucceeded().Out, Does.Contain("bench"));

    [TestCase("train")]
    [TestCase("evaluate")]
    [TestCase("predict")]
    [TestCase("inspect")]
    [TestCase("freeze")]
    [TestCase("export")]
    [TestCase("measure")]
    [TestCase("compare")]
    [TestCase("reproduce")]
    [TestCase("bench")]
    public void ACommandIsBuiltByItsOwnName(string name)
    {
        Assert.That(CommandLineRun.Of("--help").AssertSucceeded().Out, Does.Contain($"  {name} "));
        Assert.That(CommandLineRun.Of(name, "--help").AssertSucceeded().Out, Does.Contain($" {name} "));
    }

    [Test]
    public void AnUnknownCommandIsWrongUsage()
    {
        CommandLineRun run = CommandLineRun.Of("no-such-command");
        run.AssertRefused("--help");
        Assert.That(run.ExitCode, Is.EqualTo(2));
    }
}
