using NUnit.Framework;

namespace Engine.Tests.Support;

public class IsaLanesTests
{
    private static IEnumerable<string> Switches => IsaLanes.All.Select(lane => lane.Switch);

    [TestCaseSource(nameof(Switches))]
    public void LaneIsReal(string disabled)
    {
        string description = IsaLanes.InChild(disabled)[""];
        int count = IsaLanes.All.Single(lane => lane.Switch == disabled).Count;
        Assert.That(description, Does.StartWith($"lanes={count} avx512=False"));
        if (disabled == "DOTNET_EnableHWIntrinsic")
        {
            Assert.That(description, Does.EndWith("vector128=False"));
        }
    }

    [Category("Slow")]
    [TestCaseSource(nameof(Switches))]
    public void EveryBodyGivesTheSameBits(string disabled)
    {
        IReadOnlyDictionary<string, string> child = IsaLanes.InChild(disabled);
        Assert.That(IsaLanes.Bodies, Is.Not.Empty);
        Assert.Multiple(() =>
        {
            foreach (string body in IsaLanes.Bodies.Keys)
            {
                Assert.That(child[body], Is.EqualTo(IsaLanes.Hash(body)), $"{body} without {disabled}");
            }
        });
    }
}
