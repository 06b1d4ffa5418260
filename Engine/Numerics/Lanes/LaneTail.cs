using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Engine.Numerics.Lanes;

/// <summary>
/// Reads and writes the last, incomplete row of lanes of a span without touching memory beyond it. The missing lanes are
/// zero; a tail goes through the same lane operations as a full row, so its bits are the same.
/// </summary>
internal static class LaneTail
{
    /// <summary>Reads <paramref name="count"/> values into the first lanes; the others are zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Load<T>(ref readonly float source, nuint index, nuint count)
        where T : struct, ILanes<T>
    {
        Debug.Assert(count < (nuint)T.Count, "A full row is loaded directly.");
        Row row = default;
        for (nuint i = 0; i < count; i++)
        {
            Unsafe.Add(ref row[0], i) = Unsafe.Add(ref Unsafe.AsRef(in source), index + i);
        }

        return T.Load(in row[0], 0);
    }

    /// <summary>Writes the first <paramref name="count"/> lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<T>(T value, ref float destination, nuint index, nuint count)
        where T : struct, ILanes<T>
    {
        Debug.Assert(count < (nuint)T.Count, "A full row is stored directly.");
        Unsafe.SkipInit(out Row row);
        T.Store(value, ref row[0], 0);
        for (nuint i = 0; i < count; i++)
        {
            Unsafe.Add(ref destination, index + i) = Unsafe.Add(ref row[0], i);
        }
    }

    /// <summary>All bits set in the first <paramref name="count"/> lanes, none in the others.</summary>
    public static T Mask<T>(int count)
        where T : struct, ILanes<T>
    {
        Row row = default;
        for (int i = 0; i < count; i++)
        {
            row[i] = BitConverter.Int32BitsToSingle(-1);
        }

        return T.Load(in row[0], 0);
    }

    // As long as the widest lanes.
    [InlineArray(LaneWidth.Virtual)]
    private struct Row
    {
        private float first;
    }
}
