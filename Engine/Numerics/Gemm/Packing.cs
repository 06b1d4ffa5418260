using System.Runtime.CompilerServices;
using Engine.Numerics.Lanes;

namespace Engine.Numerics;

/// <summary>Copies parts of a factor into the order in which the micro-kernel reads them.</summary>
internal static unsafe class Packing<T>
    where T : struct, ILanes<T>
{
    /// <summary>
    /// Copies columns of a plain B [K,N] into one panel [k, width]. Columns beyond <paramref name="columns"/> up to the next full
    /// vector become 0, so that the kernel may compute them and throw them away.
    /// </summary>
    /// <param name="b">The panel's first element.</param>
    /// <param name="bRow">Floats between rows of B.</param>
    /// <param name="k">Rows to copy.</param>
    /// <param name="columns">Columns to copy: 1 to 2 vectors.</param>
    /// <param name="panel">Where to copy to.</param>
    /// <param name="width">Floats between rows of the panel.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Panel(float* b, nint bRow, int k, int columns, float* panel, int width)
    {
        if (columns == 2 * T.Count)
        {
            for (; k > 0; k--)
            {
                T.Store(T.Load(in *b, 0), ref *panel, 0);
                T.Store(T.Load(in b[T.Count], 0), ref panel[T.Count], 0);
                b += bRow;
                panel += width;
            }

            return;
        }

        int full = columns / T.Count * T.Count;
        int rest = columns - full;
        T keep = Mask(rest);

        // A full vector read at the tail runs into the following rows, which is harmless except at the end of the matrix.
        int inside = rest == 0 ? k : k - 1 - (int)(T.Count / bRow);
        for (int row = 0; row < k; row++)
        {
            if (full != 0)
            {
                T.Store(T.Load(in *b, 0), ref *panel, 0);
            }

            if (row < inside)
            {
                if (rest != 0)
                {
                    T.Store(T.Load(in b[full], 0) & keep, ref panel[full], 0);
                }
            }
            else
            {
                T.Store(T.Broadcast(0), ref panel[full], 0);
                for (int column = full; column < columns; column++)
                {
                    panel[column] = b[column];
                }
            }

            b += bRow;
            panel += width;
        }
    }

    /// <summary>As <see cref="Panel"/>, from a B that is stored transposed [N,K].</summary>
    public static void TransposedPanel(float* b, nint ldb, int k, int columns, float* panel, int width)
    {
        int rounded = GemmBlocking.RoundUp(columns, T.Count);
        if (rounded != columns)
        {
            for (int row = 0; row < k; row++)
            {
                T.Store(T.Broadcast(0), ref panel[(row * width) + rounded - T.Count], 0);
            }
        }

        Transposition.Transpose(b, ldb, panel, width, columns, k);
    }

    /// <summary>All bits set in the first lanes, none in the others.</summary>
    private static T Mask(int lanes)
    {
        Span<float> mask = stackalloc float[T.Count];
        mask.Clear();
        mask[..lanes].Fill(BitConverter.Int32BitsToSingle(-1));
        return T.Load(in mask[0], 0);
    }

    /// <summary>Copies rows to a place where their stride suits the cache.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows(float* source, nint sourceRow, int rows, int length, float* destination, nint destinationRow)
    {
        for (; rows > 0; rows--)
        {
            int i = 0;
            for (; i + T.Count <= length; i += T.Count)
            {
                T.Store(T.Load(in source[i], 0), ref destination[i], 0);
            }

            for (; i < length; i++)
            {
                destination[i] = source[i];
            }

            source += sourceRow;
            destination += destinationRow;
        }
    }
}
