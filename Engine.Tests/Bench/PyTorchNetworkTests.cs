using Engine.Activations;
using Engine.Bench.Output;
using Engine.Bench.Peers;
using Engine.Layers;
using NUnit.Framework;

namespace Engine.Tests.Bench;

/// <summary>PyTorch's twins of networks have the layers of ours; skipped where there is no Python with PyTorch.</summary>
internal sealed class PyTorchNetworkTests
{
    // A line for each network: its trained values, then weights x outputs of every product and convolution in order.
    private const string Script = """
        import sys, torch
        from pytorch_steps import build
        for network in sys.argv[1:]:
            model, shape, _ = build(network, "relu")
            products = [m for m in model.modules() if isinstance(m, (torch.nn.Conv2d, torch.nn.Linear))]
            outputs = {}
            for m in products:
                m.register_forward_hook(lambda m, x, y: outputs.__setitem__(m, y[0].numel()))
            model(torch.randn(2, *shape))
            sizes = " ".join(f"{m.weight.numel()}x{outputs[m]}" for m in products)
            print(f"{network}: {sum(p.numel() for p in model.parameters())} {sizes}", flush=True)
        sys.stdin.read()
        """;

    [Test]
    public void NamedNetworksHaveTheSameLayersOnBothSides()
    {
        string[] names = [.. NamedNetworks.Names, "8x8x3-c6k5-p2-c8s2v-10"];
        using PeerProcess peer = Start(names, out string first);
        var theirs = new List<string> { first };
        while (theirs.Count < names.Length)
        {
            theirs.Add(peer.Ask(""));
        }

        Assert.That(theirs, Is.EqualTo(names.Select(Describe)));
    }

    private static PeerProcess Start(string[] names, out string first)
    {
        try
        {
            var environment = new Dictionary<string, string> { ["PYTHONPATH"] = PyTorchProcess.Scripts };
            return PeerProcess.Start("PyTorch", [PyTorchProcess.Python(), "-c", Script, .. names], environment, out first);
        }
        catch (CommandException missing) when (missing.Message.StartsWith("No Python", StringComparison.Ordinal))
        {
            Assert.Ignore(missing.Message);
            throw;
        }
    }

    private static string Describe(string name)
    {
        Network network = NetworkSpelling.Parse(name, Activation.Relu);
        IEnumerable<string> sizes = network.AllLayers
            .Where(layer => layer is Dense or Conv2D)
            .Select(layer => $"{layer.Parameters[0].Count}x{layer.OutputShape.Count}");
        return $"{name}: {network.TrainableCount} {string.Join(' ', sizes)}";
    }
}
