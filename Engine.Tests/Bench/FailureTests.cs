using System.Reflection;
using Engine.Bench.Output;
using NUnit.Framework;

namespace Engine.Tests.Bench;

internal sealed class FailureTests
{
    private static IEnumerable<TestCaseData> Causes()
    {
        yield return new TestCaseData(new CommandException("No such activation."), "error: No such activation.", 1);
        yield return new TestCaseData(CommandException.Usage("Wrong."), "error: Wrong.", 2);
        yield return new TestCaseData(new ArgumentException("Dense 784→256 got a batch of [128, 783].", "inputs"), "error: Dense 784→256 got a batch of [128, 783].", 1);
        yield return new TestCaseData(new ArgumentOutOfRangeException("rate", -1f, "The rate is -1."), "error: The rate is -1.", 1);
        yield return new TestCaseData(new TargetInvocationException(new InvalidDataException("Bad\nfile.")), "error: Bad file.", 1);
        yield return new TestCaseData(new OperationCanceledException(), "canceled", 130);
        yield return new TestCaseData(new KeyNotFoundException("missing"), "error: KeyNotFoundException: missing", 1);
    }

    [TestCaseSource(nameof(Causes))]
    public void AnyExceptionIsOneLineAndACode(Exception cause, string line, int exitCode)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        int code = Failure.Report(cause, new Terminal(output, error));
        Assert.Multiple(() =>
        {
            Assert.That(error.ToString().TrimEnd(), Is.EqualTo(line));
            Assert.That(output.ToString(), Is.Empty);
            Assert.That(code, Is.EqualTo(exitCode));
        });
    }
}
