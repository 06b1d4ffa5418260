using Engine.Bench.Output;
using NUnit.Framework;

namespace Engine.Tests.Bench;

internal sealed class TextTableTests
{
    [Test]
    public void NamesStandLeftAndFiguresRight()
    {
        var table = new TextTable("name", "µs");
        table.Add("relu", "7.25");
        table.Add("smartmixed", "10.00");
        Assert.That(table.Lines(), Is.EqualTo(["name           µs", "relu         7.25", "smartmixed  10.00"]));
    }
}
