using System.Runtime.CompilerServices;
using Engine.Numerics.Lanes;

namespace Engine.Numerics;

/// <summary>
/// Adds C and bias to a tile's sums and makes negative results 0. One routine for tiles of every shape: a micro-kernel that did all this
/// itself would be no faster, and compiled for three times as long.
/// </summary>
internal static unsafe class TileFinish<T>
    where T : struct, ILanes<T>
{
    private const int Vectors = 4; // finished side by side; tiles of two (16 registers) go one by one

    /// <summary>Finishes rows of sums and writes them to C.</summary>
    /// <param name="sums">The sums, whole vectors.</param>
    /// <param name="sumsRow">Floats between their rows.</param>
    /// <param name="c">The tile of C.</param>
    /// <param name="cRow">Floats between its rows.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="width">Columns of C.</param>
    /// <param name="bias">The columns' bias; read only when asked to finish with it.</param>
    /// <param name="finish">What to do.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(float* sums, nint sumsRow, float* c, nint cRow, int rows, int width, float* bias, GemmFinish finish)
    {
        int column = 0;
        for (; column + (Vectors * T.Count) <= width; column += Vectors * T.Count)
        {
            Four(sums + column, sumsRow, c + column, cRow, rows, bias + column, finish);
        }

        for (; column < width; column += T.Count)
        {
            One(sums + column, sumsRow, c + column, cRow, rows, Math.Min(width - column, T.Count), bias + column, finish);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Four(float* sums, nint sumsRow, float* c, nint cRow, int rows, float* bias, GemmFinish finish)
    {
        bool accumulates = (finish & GemmFinish.Accumulate) != 0;
        T least = Least(finish);
        T b0 = T.Broadcast(0), b1 = b0, b2 = b0, b3 = b0;
        if ((finish & GemmFinish.Bias) != 0)
        {
            b0 = T.Load(in *bias, 0);
            b1 = T.Load(in *bias, (nuint)T.Count);
            b2 = T.Load(in *bias, (nuint)(2 * T.Count));
            b3 = T.Load(in *bias, (nuint)(3 * T.Count));
        }

        for (; rows > 0; rows--, sums += sumsRow, c += cRow)
        {
            T x0 = T.Load(in *sums, 0), x1 = T.Load(in *sums, (nuint)T.Count), x2 = T.Load(in *sums, (nuint)(2 * T.Count)), x3 = T.Load(in *sums, (nuint)(3 * T.Count));
            if (accumulates)
            {
                x0 = T.Load(in *c, 0) + x0;
                x1 = T.Load(in *c, (nuint)T.Count) + x1;
                x2 = T.Load(in *c, (nuint)(2 * T.Count)) + x2;
                x3 = T.Load(in *c, (nuint)(3 * T.Count)) + x3;
            }

            T.Store(T.Max(least, x0 + b0), ref *c, 0);
            T.Store(T.Max(least, x1 + b1), ref *c, (nuint)T.Count);
            T.Store(T.Max(least, x2 + b2), ref *c, (nuint)(2 * T.Count));
            T.Store(T.Max(least, x3 + b3), ref *c, (nuint)(3 * T.Count));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void One(float* sums, nint sumsRow, float* c, nint cRow, int rows, int width, float* bias, GemmFinish finish)
    {
        bool accumulates = (finish & GemmFinish.Accumulate) != 0;
        T least = Least(finish);
        T b = (finish & GemmFinish.Bias) != 0 ? Load(bias, width) : T.Broadcast(0);
        for (; rows > 0; rows--, sums += sumsRow, c += cRow)
        {
            T x = T.Load(in *sums, 0);
            x = accumulates ? Load(c, width) + x : x;
            x = T.Max(least, x + b);
            if (width == T.Count)
            {
                T.Store(x, ref *c, 0);
            }
            else
            {
                LaneTail.Store(x, ref *c, 0, (nuint)width);
            }
        }
    }

    private static T Least(GemmFinish finish) => T.Broadcast((finish & GemmFinish.Relu) != 0 ? 0 : float.NegativeInfinity);

    private static T Load(float* source, int width) => width == T.Count ? T.Load(in *source, 0) : LaneTail.Load<T>(in *source, 0, (nuint)width);
}
