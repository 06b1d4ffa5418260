using Engine.Bench.Output;
using Engine.Bench.Peers;
using NUnit.Framework;

namespace Engine.Tests.Bench;

[Platform("Unix")]
internal sealed class PeerProcessTests
{
    private static readonly Dictionary<string, string> NoEnvironment = [];

    [Test]
    public void LinesAreAnswered()
    {
        using PeerProcess peer = Start("echo ready; while read line; do echo 12.5; done", out string ready);
        Assert.Multiple(() =>
        {
            Assert.That(ready, Is.EqualTo("ready"));
            Assert.That(new PeerCandidate("peer", peer, "train relu").Run(3), Is.EqualTo(12.5));
        });
    }

    [Test]
    public void AnAnswerThatIsNoTimeIsAFailure()
    {
        using PeerProcess peer = Start("echo ready; read line; echo nonsense", out _);
        Assert.Throws<CommandException>(() => new PeerCandidate("peer", peer, "train relu").Run(3));
    }

    [Test]
    public void AnEndAtStartTellsTheLastLineOfItsErrors()
    {
        var failure = Assert.Throws<CommandException>(() => Start("echo trace >&2; echo 'no such network' >&2; exit 1", out _));
        Assert.That(failure!.Message, Is.EqualTo("peer ended: no such network"));
    }

    [Test]
    public void AMissingProgramIsAFailure() =>
        Assert.Throws<CommandException>(() => PeerProcess.Start("peer", ["/no/such/program"], NoEnvironment, out _));

    private static PeerProcess Start(string script, out string ready) => PeerProcess.Start("peer", ["sh", "-c", script], NoEnvironment, out ready);
}
