using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Engine.Bench.Output;

namespace Engine.Bench.Peers;

/// <summary>Starts a script in a Python that has PyTorch, on as many threads as are asked for and with its fastest kernels.</summary>
public static class PyTorchProcess
{
    /// <summary>Gets the folder of the scripts.</summary>
    public static string Scripts => Path.Combine(AppContext.BaseDirectory, "Peers");

    /// <summary>Starts a script and waits for its first line.</summary>
    /// <param name="script">Its file, in this program's folder of peers.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="threads">Number of threads; one is pinned to a core, because PyTorch's BLAS doesn't keep to one by itself.</param>
    /// <param name="ready">Its first line.</param>
    /// <exception cref="CommandException">There is no Python with PyTorch, or the script ended at once.</exception>
    public static PeerProcess Start(string script, IEnumerable<string> arguments, int threads, out string ready)
    {
        List<string> command = [Python(), Path.Combine(Scripts, script), .. arguments];
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

        return PeerProcess.Start("PyTorch", command, environment, out ready);
    }

    /// <summary>ENGINE_PYTHON, or the first Python that has PyTorch: the one on the path may be a bare one beside the system's.</summary>
    /// <exception cref="CommandException">There is none.</exception>
    public static string Python()
    {
        string?[] places = [Environment.GetEnvironmentVariable("ENGINE_PYTHON"), "python3", "/usr/bin/python3", "python"];
        foreach (string place in places.OfType<string>().Where(place => place.Length > 0))
        {
            try
            {
                var start = new ProcessStartInfo(place, ["-c", "import torch"]) { RedirectStandardError = true, RedirectStandardOutput = true };
                using var process = Process.Start(start);
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
            catch (Win32Exception)
            {
                // Not installed under this name; the next may be.
            }
        }

        throw new CommandException("No Python with PyTorch was found; install it (Debian: python3-torch and libopenblas0-openmp) or name it in ENGINE_PYTHON.");
    }
}
