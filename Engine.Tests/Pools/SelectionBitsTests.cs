using Engine.Layers;
using Engine.Losses;
using Engine.Optimizers;
using Engine.Tests.Support;
using Engine.Tests.Training;
using Engine.Threading;
using Engine.Training;
using NUnit.Framework;

namespace Engine.Tests.Pools;

/// <summary>Every way of selecting gives the same bits on every lane and at any number of threads, its noise included.</summary>
[TestFixture]
internal sealed class SelectionBitsTests
{
    private static readonly string[] Methods =
    [
        "smartmixed(warm-up:0)",
        "smartmixed(faithful)",
        "smartmixed(gumbel-hard,temperature:1/0.5,warm-up:0)",
        "smartmixed(soft,warm-up:0,entropy:0.1)",
        "smartmixed(gumbel-soft,warm-up:0,noise-in-evaluation)",
        "smartmixed(gumbel-hard,noise-per-row,warm-up:0)",
        "smartmixed(unscaled,random-start,warm-up:0,limit:3)",
        "smartmixed(relu,gelu,softplus,warm-up:0)",
    ];

    [IsaBody]
    public static void Train(BitHash hash)
    {
        foreach (string method in Methods)
        {
            foreach (float[] values in Trained(method, "2-9-5-3", samples: 24, batch: 8, new WorkerTeam(1)))
            {
                hash.Add(values);
            }
        }
    }

    // Layers wide enough and batches long enough for the work to be split.
    [TestCaseSource(nameof(Methods))]
    public void ThreadsChangeNoBit(string method)
    {
        List<float[]> expected = Trained(method, "2-301-140-3", samples: 300, batch: 150, new WorkerTeam(1));
        foreach (int threads in (int[])[2, 3])
        {
            Assert.That(Trained(method, "2-301-140-3", samples: 300, batch: 150, new WorkerTeam(threads)), Is.EqualTo(expected), $"{threads} threads");
        }
    }

    /// <summary>Explores for two epochs, judged on the way, fixes and trains on; gives parameters and curves of both phases.</summary>
    private static List<float[]> Trained(string method, string spelling, int samples, int batch, WorkerTeam team)
    {
        Dataset train = SmallTask.Rings(samples);
        Network network = NetworkSpelling.Parse(spelling, ActivationSpelling.Parse(method));
        network.Initialize(5);
        var optimizer = new Adam(0.01f);
        var trainer = new Trainer(network, new DoubleSoftmax(), optimizer, team) { Epochs = 2, BatchSize = batch, Seed = 9, Clipping = new NormClipping(1) };
        List<float[]> results = [Curve(trainer.Fit(train, train))];
        results.AddRange(network.Parameters.Select(parameter => parameter.Value.ToArray()));
        network.FixActivations(optimizer);
        results.Add(Curve(trainer.Fit(train, train)));
        results.AddRange(network.Parameters.Select(parameter => parameter.Value.ToArray()));
        return results;
    }

    private static float[] Curve(TrainingResult result) => [.. result.Epochs.SelectMany(epoch => new[] { (float)epoch.TrainLoss, (float)(epoch.ValidationLoss ?? 0) })];
}
