using System.Text.Json;
using Engine.Bench.Output;
using NUnit.Framework;

namespace Engine.Tests.Bench;

internal sealed class JsonReportTests
{
    [Test]
    public void KeysAreSnakeCaseAndTextLeavesTheOutput()
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var terminal = new Terminal(output, error);
        JsonReport.Prepare("-", terminal).Line("for people");
        JsonReport.Write("-", terminal, new { TestAccuracy = 0.5, Diverged = double.NaN });
        using JsonDocument document = JsonDocument.Parse(output.ToString());
        Assert.Multiple(() =>
        {
            Assert.That(document.RootElement.GetProperty("test_accuracy").GetDouble(), Is.EqualTo(0.5));
            Assert.That(document.RootElement.GetProperty("diverged").GetString(), Is.EqualTo("NaN"));
            Assert.That(error.ToString(), Does.Contain("for people"));
        });
    }
}
