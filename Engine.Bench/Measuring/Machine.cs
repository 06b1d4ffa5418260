using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Engine.Bench.Measuring;

/// <summary>What a measurement ran on.</summary>
public static class Machine
{
    /// <summary>Gets the runtime, the processor's vectors and the number of cores, in a few words.</summary>
    public static string Description => FormattableString.Invariant(
        $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}, {Vectors}, {Environment.ProcessorCount} cores");

    private static string Vectors => Avx512F.IsSupported ? "AVX-512" : Avx2.IsSupported ? "AVX2" : Vector128.IsHardwareAccelerated ? "128-bit" : "no vectors";
}
