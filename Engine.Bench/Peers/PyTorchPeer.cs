using System.Globalization;
using System.Text.Json;
using Engine.Bench.Measuring;
using Engine.Bench.Output;

namespace Engine.Bench.Peers;

/// <summary>PyTorch on the same network, batch, optimizer and threads, at the fastest settings it has.</summary>
public sealed class PyTorchPeer : IDisposable
{
    // Slower than any tuned BLAS on any AVX2 machine by far: the reference BLAS, which no PyTorch user should run on.
    private const double LeastProductSpeed = 12;

    private readonly PeerProcess process;

    private PyTorchPeer(PeerProcess process, string description)
    {
        this.process = process;
        Description = description;
    }

    /// <summary>Gets its version and settings, for the report.</summary>
    public string Description { get; }

    /// <summary>Starts PyTorch.</summary>
    /// <param name="network">The network's tokens.</param>
    /// <param name="activations">The activations to build it with.</param>
    /// <param name="batch">Samples in a batch.</param>
    /// <param name="optimizer">The optimizer's name.</param>
    /// <param name="clip">Largest norm of all gradients together; 0 for no clipping.</param>
    /// <param name="threads">Number of threads; one is pinned to a core, because PyTorch's BLAS doesn't keep to one by itself.</param>
    /// <exception cref="CommandException">There is no Python with PyTorch, or it can't build the network.</exception>
    public static PyTorchPeer Start(string network, IEnumerable<string> activations, int batch, string optimizer, float clip, int threads)
    {
        string[] arguments =
        [
            "--network", network, "--activations", string.Join(';', activations),
            "--batch", batch.ToString(CultureInfo.InvariantCulture), "--optimizer", optimizer,
            "--clip", clip.ToString(CultureInfo.InvariantCulture), "--threads", threads.ToString(CultureInfo.InvariantCulture),
        ];
        PeerProcess process = PyTorchProcess.Start("pytorch_steps.py", arguments, threads, out string ready);
        try
        {
            using JsonDocument document = JsonDocument.Parse(ready);
            double speed = document.RootElement.GetProperty("product_gflops").GetDouble();
            if (speed < LeastProductSpeed)
            {
                throw new CommandException(
                    $"PyTorch multiplies matrices at {speed:F1} GFLOP/s: it runs on the reference BLAS, which proves nothing; install OpenBLAS (libopenblas0-openmp).");
            }

            string settings = string.Join("; ", document.RootElement.GetProperty("settings").EnumerateObject().Select(setting => $"{setting.Name}: {setting.Value}"));
            return new PyTorchPeer(process, $"PyTorch {document.RootElement.GetProperty("version")}, {threads} thread{(threads == 1 ? " on one pinned core" : "s")}, product {speed:F0} GFLOP/s ({settings})");
        }
        catch
        {
            process.Dispose();
            throw;
        }
    }

    /// <summary>The training step of one of the networks.</summary>
    public Candidate Train(string activation) => new PeerCandidate($"pytorch {activation}", process, $"train {activation}");

    /// <summary>The prediction of one of the networks.</summary>
    public Candidate Predict(string activation) => new PeerCandidate($"pytorch {activation}", process, $"predict {activation}");

    /// <inheritdoc/>
    public void Dispose() => process.Dispose();
}
