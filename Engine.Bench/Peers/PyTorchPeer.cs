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
        string script = Path.Combine(AppContext.BaseDirectory, "Peers", "pytorch_steps.py");
        List<string> command =
        [
            Python(), script, "--network", network, "--activations", string.Join(';', activations),
            "--batch", batch.ToString(CultureInfo.InvariantCulture), "--optimizer", optimizer,
            "--clip", clip.ToString(CultureInfo.InvariantCulture), "--threads", threads.ToString(CultureInfo.InvariantCulture),
        ];
        if (threads == 1 && OperatingSystem.IsLinux())
        {
            command.InsertRange(0, ["taskset", "-c", "0"]);
        }

        var environment = new Dictionary<string, string> { ["OMP_NUM_THREADS"] = threads.ToString(CultureInfo.InvariantCulture) };
        if (System.Runtime.Intrinsics.X86.Avx512F.IsSupported)
        {
            // Debian's OpenBLAS mistakes newer processors for one from 2004, and ATen takes AVX2 unless told otherwise.
            environment["OPENBLAS_CORETYPE"] = "SKYLAKEX";
            environment["ATEN_CPU_CAPABILITY"] = "avx512";
        }

        PeerProcess process = PeerProcess.Start("PyTorch", command, environment, out string ready);
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

    // ENGINE_PYTHON, or the first Python that has PyTorch: the one on the path may be a bare one beside the system's.
    private static string Python()
    {
        string?[] places = [Environment.GetEnvironmentVariable("ENGINE_PYTHON"), "python3", "/usr/bin/python3", "python"];
        foreach (string place in places.OfType<string>().Where(place => place.Length > 0))
        {
            try
            {
                var start = new System.Diagnostics.ProcessStartInfo(place, ["-c", "import torch"]) { RedirectStandardError = true, RedirectStandardOutput = true };
                using var process = System.Diagnostics.Process.Start(start);
                if (process is null)
                {
                    continue;
                }

                process.WaitForExit();
                if (process.ExitCode == 0)
                {
                    return place;
                }
            }
            catch (System.ComponentModel.Win32Exception)
            {
                // Not installed under this name; the next may be.
            }
        }

        throw new CommandException("No Python with PyTorch was found; install it (Debian: python3-torch and libopenblas0-openmp) or name it in ENGINE_PYTHON.");
    }
}
