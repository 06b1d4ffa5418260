using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Engine.Numerics.Lanes;

namespace Engine.Autograd.Operations;

/// <summary>Applies a function of up to three arrays element by element; a tail gives the same bits as a full row of lanes.</summary>
internal static class Elementwise
{
    /// <summary>y = f(a, b, c); an empty array reads as zeros.</summary>
    public static void Apply<TFunction>(TFunction function, ReadOnlySpan<float> a, ReadOnlySpan<float> b, ReadOnlySpan<float> c, Span<float> y)
        where TFunction : struct, ILaneFunction
    {
        Debug.Assert(a.Length == y.Length && (b.IsEmpty || b.Length == y.Length) && (c.IsEmpty || c.Length == y.Length), "Lengths agree.");
        if (LaneWidth.Is512)
        {
            Loop<TFunction, Lanes512>(function, a, b, c, y);
        }
        else if (LaneWidth.Is256)
        {
            Loop<TFunction, Lanes256>(function, a, b, c, y);
        }
        else
        {
            Loop<TFunction, Lanes128>(function, a, b, c, y);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Loop<TFunction, T>(TFunction function, ReadOnlySpan<float> a, ReadOnlySpan<float> b, ReadOnlySpan<float> c, Span<float> y)
        where TFunction : struct, ILaneFunction
        where T : struct, ILanes<T>
    {
        ref float pa = ref MemoryMarshal.GetReference(a);
        ref float pb = ref MemoryMarshal.GetReference(b);
        ref float pc = ref MemoryMarshal.GetReference(c);
        ref float py = ref MemoryMarshal.GetReference(y);
        T zero = T.Broadcast(0);
        int full = y.Length - (y.Length % T.Count);
        for (int i = 0; i < full; i += T.Count)
        {
            T lb = b.IsEmpty ? zero : T.Load(in pb, (nuint)i);
            T lc = c.IsEmpty ? zero : T.Load(in pc, (nuint)i);
            T.Store(function.Invoke(T.Load(in pa, (nuint)i), lb, lc), ref py, (nuint)i);
        }

        if (full < y.Length)
        {
            Span<float> tail = stackalloc float[4 * LaneWidth.Virtual];
            tail.Clear();
            a[full..].CopyTo(tail);
            if (!b.IsEmpty)
            {
                b[full..].CopyTo(tail[LaneWidth.Virtual..]);
            }

            if (!c.IsEmpty)
            {
                c[full..].CopyTo(tail[(2 * LaneWidth.Virtual)..]);
            }

            ref float t = ref MemoryMarshal.GetReference(tail);
            T.Store(function.Invoke(T.Load(in t, 0), T.Load(in t, LaneWidth.Virtual), T.Load(in t, 2 * LaneWidth.Virtual)), ref t, 3 * LaneWidth.Virtual);
            tail.Slice(3 * LaneWidth.Virtual, y.Length - full).CopyTo(y[full..]);
        }
    }
}
