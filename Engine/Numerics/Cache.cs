using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Engine.Numerics;

/// <summary>
/// Hints to the processor's caches. What a kernel reads or writes in an order that the processor doesn't foresee is fetched
/// while the kernel still computes something else: a store to a line that is far away holds up all stores behind it.
/// </summary>
internal static unsafe class Cache
{
    private const int LineBytes = 64;

    /// <summary>Fetches memory into the second-level cache. Where the processor cannot be told, nothing happens.</summary>
    /// <param name="first">Its beginning; may be any address.</param>
    /// <param name="end">Its end.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Prefetch(void* first, void* end)
    {
        for (byte* line = (byte*)first; Sse.IsSupported && line < end; line += LineBytes)
        {
            PrefetchLine(line);
        }
    }

    /// <summary>Fetches one line into the first-level cache, for what is used soon.</summary>
    /// <param name="address">Anywhere in the line; need not be valid.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void PrefetchNear(void* address)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(address);
        }
    }

    /// <summary>Fetches one line into the second-level cache.</summary>
    /// <param name="address">Anywhere in the line; need not be valid.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void PrefetchLine(void* address)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch1(address);
        }
    }
}
