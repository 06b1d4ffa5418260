using System.Diagnostics;

namespace Engine.Bench.Measuring;

/// <summary>Which cores this process runs on.</summary>
public static class Affinity
{
    private const nint FirstCore = 1;

    /// <summary>Keeps this process on one core, where the system allows it: the same one that a single-threaded rival is pinned to.</summary>
    public static void PinToFirstCore()
    {
        if (OperatingSystem.IsLinux() || OperatingSystem.IsWindows())
        {
            using Process process = Process.GetCurrentProcess();
            process.ProcessorAffinity = FirstCore;
        }
    }
}
