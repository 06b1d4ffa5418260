using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Engine.Numerics.Lanes;

namespace Engine.Numerics;

/// <summary>
/// Sums and extremes of a span, with the same bits at every lane width and thread count: elements go to 4 rows of
/// <see cref="LaneWidth.Virtual"/> virtual lanes, which are folded in one fixed tree, and blocks of
/// <see cref="BlockLength"/> elements are added up in double precision. So the error of a sum of any length is at most
/// 2.3e-6 of the sum of magnitudes, and typically below 1e-7.
/// </summary>
public static partial class Reduce
{
    /// <summary>
    /// Elements of a block: 8 KB stay in the first cache, and a lane adds up no more than 32 of them in single precision.
    /// </summary>
    internal const int BlockLength = 2048;

    /// <summary>Σ x[i]; 0 of nothing.</summary>
    /// <param name="x">The values.</param>
    public static float Sum(ReadOnlySpan<float> x) => (float)Total<SumTerm>(x, x);

    /// <summary>Σ x[i]²; 0 of nothing.</summary>
    /// <param name="x">The values.</param>
    public static float SumOfSquares(ReadOnlySpan<float> x) => (float)Total<SquareTerm>(x, x);

    /// <summary>Σ x[i]·y[i]; 0 of nothing.</summary>
    /// <param name="x">The first factors.</param>
    /// <param name="y">The second factors, as many.</param>
    /// <exception cref="ArgumentException">Lengths differ.</exception>
    public static float Dot(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        CheckPair(x, y);
        return (float)Total<ProductTerm>(x, y);
    }

    internal static void CheckPair(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        if (x.Length != y.Length)
        {
            throw new ArgumentException($"A dot product needs equal lengths, not {x.Length} and {y.Length}.", nameof(y));
        }
    }

    internal static double Total<TTerm>(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
        where TTerm : struct, ITerm
    {
        double total = 0;
        while (!x.IsEmpty)
        {
            int length = Math.Min(BlockLength, x.Length);
            total += BlockTotal<TTerm>(x[..length], y[..length]);
            x = x[length..];
            y = y[length..];
        }

        return total;
    }

    /// <summary>The sum of one block.</summary>
    internal static float BlockTotal<TTerm>(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
        where TTerm : struct, ITerm
    {
        ref readonly float first = ref MemoryMarshal.GetReference(x);
        ref readonly float second = ref MemoryMarshal.GetReference(y);
        nuint length = (nuint)x.Length;
        return LaneWidth.Is512 ? BlockTotal<TTerm, Lanes512>(in first, in second, length)
            : LaneWidth.Is256 ? BlockTotal<TTerm, Lanes256>(in first, in second, length)
            : BlockTotal<TTerm, Lanes128>(in first, in second, length);
    }

    /// <summary>
    /// Narrow lanes pass over the block once for each part of the virtual lanes: the second pass reads the first cache, and
    /// four accumulators fit any register file.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static float BlockTotal<TTerm, T>(ref readonly float x, ref readonly float y, nuint length)
        where TTerm : struct, ITerm
        where T : struct, ILanes<T>
    {
        const nuint Row = LaneWidth.Virtual;
        VirtualLanes lanes = default;
        for (nuint lane = 0; lane < Row; lane += (nuint)T.Count)
        {
            T a = default, b = default, c = default, d = default;
            nuint done = 0;
            nuint i = lane;

            // Four sums hide the four cycles that an addition takes.
            for (; done + (4 * Row) <= length; done += 4 * Row, i += 4 * Row)
            {
                a = Add<TTerm, T>(a, in x, in y, i);
                b = Add<TTerm, T>(b, in x, in y, i + Row);
                c = Add<TTerm, T>(c, in x, in y, i + (2 * Row));
                d = Add<TTerm, T>(d, in x, in y, i + (3 * Row));
            }

            for (; done + Row <= length; done += Row, i += Row)
            {
                a = Add<TTerm, T>(a, in x, in y, i);
            }

            if (done < length)
            {
                nuint left = length > i ? length - i : 0;
                a = left >= (nuint)T.Count
                    ? Add<TTerm, T>(a, in x, in y, i)
                    : TTerm.Add(a, LaneTail.Load<T>(in x, i, left), TTerm.IsBinary ? LaneTail.Load<T>(in y, i, left) : default);
            }

            T.Store((a + b) + (c + d), ref lanes[0], lane);
        }

        return Fold(ref lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Add<TTerm, T>(T sum, ref readonly float x, ref readonly float y, nuint index)
        where TTerm : struct, ITerm
        where T : struct, ILanes<T> =>
        TTerm.Add(sum, T.Load(in x, index), TTerm.IsBinary ? T.Load(in y, index) : default);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Fold(ref VirtualLanes lanes)
    {
        for (int half = LaneWidth.Virtual / 2; half > 0; half /= 2)
        {
            for (int lane = 0; lane < half; lane++)
            {
                lanes[lane] += lanes[lane + half];
            }
        }

        return lanes[0];
    }

    [InlineArray(LaneWidth.Virtual)]
    private struct VirtualLanes
    {
        private float first;
    }
}
