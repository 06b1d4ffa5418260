using System.Text.Json;
using NUnit.Framework;

namespace Engine.Tests.Bench.Reproductions;

internal sealed class ReproduceCommandTests
{
    public static IEnumerable<string> Names()
    {
        using JsonDocument list = JsonDocument.Parse(CommandLineRun.Of("reproduce", "--json", "-").AssertSucceeded().Out);
        return [.. list.RootElement.EnumerateArray().Select(item => item.GetProperty("name").GetString()!)];
    }

    [Test]
    public void WithoutANameAllAreListed()
    {
        string list = CommandLineRun.Of("reproduce").AssertSucceeded().Out;
        Assert.That(Names(), Does.Contain("pap-high-rate"));
        foreach (string name in Names())
        {
            Assert.That(list, Does.Contain(name));
        }
    }

    [Test]
    public void AnUnknownNameIsRefused() => CommandLineRun.Of("reproduce", "no-such-paper").AssertRefused("pap-high-rate");

    [Test]
    public void MissingDataAreToldInOneSentence()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        File.WriteAllText(Path.Combine(folder, "mnist"), "a file where a folder belongs, so that no download is tried");
        CommandLineRun.Of("reproduce", "pap-high-rate", "--data-dir", folder).AssertRefused("mnist");
        Directory.Delete(folder, recursive: true);
    }

    [Test]
    public void CancellationEndsIt()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.That(CommandLineRun.Of(source.Token, "reproduce", "pap-high-rate", "--quick").Error.Trim(), Is.EqualTo("canceled"));
    }

    [TestCaseSource(nameof(Names))]
    public void AReducedRunGivesAllFiguresAndNoVerdict(string name)
    {
        CommandLineRun run = CommandLineRun.Of("reproduce", name, "--quick", "--seeds", "1", "--json", "-").AssertSucceeded();
        using JsonDocument report = JsonDocument.Parse(run.Out);
        JsonElement[] rows = [.. report.RootElement.GetProperty("rows").EnumerateArray()];
        Assert.Multiple(() =>
        {
            Assert.That(rows, Is.Not.Empty);
            Assert.That(rows, Has.All.Matches<JsonElement>(row => double.IsFinite(row.GetProperty("measured").GetDouble())));
            Assert.That(rows, Has.None.Matches<JsonElement>(row => row.TryGetProperty("met", out _)));
            Assert.That(report.RootElement.GetProperty("reduced").GetBoolean());
            Assert.That(run.Error, Does.Contain("no verdict"));
        });
    }

    [Test]
    public void FiguresDoNotDependOnTheNumberOfThreads()
    {
        Assert.That(Rows("3"), Is.EqualTo(Rows("1")));

        static string Rows(string threads)
        {
            CommandLineRun run = CommandLineRun.Of("reproduce", "pap-high-rate", "--quick", "--seeds", "1", "--threads", threads, "--json", "-").AssertSucceeded();
            using JsonDocument report = JsonDocument.Parse(run.Out);
            return report.RootElement.GetProperty("rows").GetRawText();
        }
    }
}
