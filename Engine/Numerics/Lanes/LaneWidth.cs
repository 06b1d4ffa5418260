using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Engine.Numerics.Lanes;

/// <summary>
/// Which lanes this machine runs kernels on; the one place that decides it. The answers are constants to the just-in-time
/// compiler, so a choice costs nothing:
/// <code>
/// if (LaneWidth.Is512) Kernel&lt;Lanes512&gt;(…);
/// else if (LaneWidth.Is256) Kernel&lt;Lanes256&gt;(…);
/// else Kernel&lt;Lanes128&gt;(…);
/// </code>
/// </summary>
public static class LaneWidth
{
    /// <summary>
    /// The number of virtual lanes of a horizontal sum at every width, so that its bits depend on none: the widest lanes' count.
    /// </summary>
    public const int Virtual = 16;

    /// <summary>
    /// Gets whether kernels run on <see cref="Lanes512"/>. Without AVX-512 those would return the right bits up to 26 times
    /// slower, so the instruction set itself is asked for, not the vector type alone.
    /// </summary>
    public static bool Is512
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512.IsHardwareAccelerated && Avx512F.IsSupported;
    }

    /// <summary>Gets whether kernels run on <see cref="Lanes256"/>, given that they do not on <see cref="Lanes512"/>.</summary>
    public static bool Is256
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => !Is512 && Vector256.IsHardwareAccelerated;
    }

    /// <summary>Gets the number of lanes: 16, 8 or 4.</summary>
    public static int Count
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Is512 ? Lanes512.Count : Is256 ? Lanes256.Count : Lanes128.Count;
    }
}
