using System.Runtime.CompilerServices;
using Engine.Numerics.Lanes;

namespace Engine.Numerics;

/// <summary>Copies parts of a factor into the order in which the micro-kernel reads them.</summary>
internal static unsafe class Packing<T>
    where T : struct, ILanes<T>
{
    /// <summary>Copies a whole B into panels, one behind the other, each [k, <see cref="BlockedProduct{T}.PanelColumns"/>].</summary>
    /// <param name="b">B.</param>
    /// <param name="ldb">Floats between its stored rows.</param>
    /// <param name="transposed">Whether it is stored as [N,K].</param>
    /// <param name="k">K.</param>
    /// <param name="columns">N.</param>
    /// <param name="panels">Where to copy to.</param>
    public static void Panels(float* b, nint ldb, bool transposed, int k, int columns, float* panels)
    {
        int width = BlockedProduct<T>.PanelColumns;
        for (int column = 0; column < columns; column += width)
        {
            float* from = b + (transposed ? column * ldb : column);
            Panel(from, ldb, transposed, k, Math.Min(width, columns - column), panels + ((nint)column * k));
        }
    }

    /// <summary>
    /// Copies columns of B into one panel. Columns beyond <paramref name="columns"/> up to the next full vector become 0, so that the
    /// kernel may compute them and throw them away.
    /// </summary>
    /// <param name="b">The panel's first element.</param>
    /// <param name="ldb">Floats between stored rows of B.</param>
    /// <param name="transposed">Whether B is stored as [N,K].</param>
    /// <param name="k">Rows to copy.</param>
    /// <param name="columns">Columns to copy.</param>
    /// <param name="panel">Where to copy to.</param>
    public static void Panel(float* b, nint ldb, bool transposed, int k, int columns, float* panel)
    {
        if (transposed)
        {
            TransposedPanel(b, ldb, k, columns, panel, BlockedProduct<T>.PanelColumns);
        }
        else
        {
            Panel(b, ldb, k, columns, panel, BlockedProduct<T>.PanelColumns);
        }
    }

    /// <summary>As <see cref="Panel(float*, nint, bool, int, int, float*)"/>, from a plain B into rows of any width.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Panel(float* b, nint bRow, int k, int columns, float* panel, int width)
    {
        int full = columns / T.Count * T.Count;
        int rest = columns - full;
        T keep = LaneTail.Mask<T>(rest);

        // A full vector read at the tail runs into the following rows, which is harmless except at the end of the matrix.
        int inside = rest == 0 ? k : k - 1 - (int)(T.Count / bRow);
        for (int row = 0; row < k; row++)
        {
            for (int column = 0; column < full; column += T.Count)
            {
                T.Store(T.Load(in b[column], 0), ref panel[column], 0);
            }

            if (row >= inside)
            {
                T.Store(T.Broadcast(0), ref panel[full], 0);
                new ReadOnlySpan<float>(b + full, rest).CopyTo(new Span<float>(panel + full, rest));
            }
            else if (rest != 0)
            {
                T.Store(T.Load(in b[full], 0) & keep, ref panel[full], 0);
            }

            b += bRow;
            panel += width;
        }
    }

    /// <summary>As <see cref="Panel(float*, nint, bool, int, int, float*)"/>, from a transposed B into rows of any width.</summary>
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
