using System.Diagnostics;

namespace Engine.Bench.Measuring;

/// <summary>
/// Keeps the calling thread on the first core, where the system allows it, until disposed: the core that a single-threaded
/// rival is pinned to.
/// </summary>
public sealed class Affinity : IDisposable
{
    private const nint FirstCore = 1;

    private readonly nint before;

    /// <summary>Pins.</summary>
    public Affinity()
    {
        if (OperatingSystem.IsLinux() || OperatingSystem.IsWindows())
        {
            using Process process = Process.GetCurrentProcess();
            before = process.ProcessorAffinity;
            process.ProcessorAffinity = FirstCore;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (OperatingSystem.IsLinux() || OperatingSystem.IsWindows())
        {
            using Process process = Process.GetCurrentProcess();
            process.ProcessorAffinity = before;
        }
    }
}
