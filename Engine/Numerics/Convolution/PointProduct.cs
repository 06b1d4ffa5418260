using System.Runtime.CompilerServices;
using Engine.Numerics.Lanes;

namespace Engine.Numerics.Convolution;

/// <summary>
/// The products at one of Winograd's points, by the matrix product's micro-kernels. Their sums stay open: they are only combined with
/// others, and the transform that reads them takes the guard against denormal numbers away, once for all. They are not cut either: the
/// longest runs over all channels, or over the tiles of a block.
/// </summary>
internal static unsafe class PointProduct
{
    /// <summary>Columns of a panel of prepared weights: four vectors of the widest lanes, the widest tile.</summary>
    public const int PanelWidth = 64;

    /// <summary><c>output[rows, columns] = input[rows, depth] · weights[depth, columns]</c>.</summary>
    /// <param name="input">Rows of <paramref name="depth"/> values.</param>
    /// <param name="inputRow">Floats from row to row.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="depth">Length of the sums.</param>
    /// <param name="weights">Panels of <see cref="PanelWidth"/> columns, the last one narrower: <c>[depth, panel]</c> each.</param>
    /// <param name="columns">Columns, padded to whole vectors.</param>
    /// <param name="output">Rows of <paramref name="columns"/> sums.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply<T>(float* input, nint inputRow, int rows, int depth, float* weights, int columns, float* output)
        where T : struct, ILanes<T>
    {
        if (columns == T.Count)
        {
            int tiles = rows / NarrowPointProduct.Rows, done = tiles * NarrowPointProduct.Rows;
            NarrowPointProduct.Multiply<T>(input, inputRow, tiles, depth, weights, output);
            input += done * inputRow;
            output += (nint)done * columns;
            rows -= done;
            if (rows == 0)
            {
                return;
            }
        }

        var block = new BlockedProduct<T>.Block
        {
            A = new BlockedProduct<T>.Left { Start = input, Row = inputRow, Column = 1 },
            Rows = rows,
            Length = depth,
            Finish = GemmFinish.Open,
            IsNearC = true,
        };
        for (int panel = 0; panel < columns; panel += PanelWidth)
        {
            int panelWidth = Math.Min(PanelWidth, columns - panel);
            Run(in block, weights + ((nint)panel * depth), panelWidth, output + panel, columns);
        }
    }

    /// <summary>
    /// <c>sums[channels, columns] += inputᵀ[channels, rows] · gradient[rows, columns]</c>. The sums of all points leave L2 from about a hundred channels on, and are fetched
    /// then.
    /// </summary>
    /// <param name="input">Rows of <paramref name="channels"/> values.</param>
    /// <param name="inputRow">Floats from row to row.</param>
    /// <param name="channels">Values of a row.</param>
    /// <param name="gradient">Rows of <paramref name="columns"/> values, one behind the other.</param>
    /// <param name="rows">Length of the sums.</param>
    /// <param name="columns">Columns, padded to whole vectors.</param>
    /// <param name="sums">Rows of <paramref name="columns"/> sums, added to.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Accumulate<T>(float* input, nint inputRow, int channels, float* gradient, int rows, int columns, float* sums)
        where T : struct, ILanes<T>
    {
        var block = new BlockedProduct<T>.Block
        {
            A = new BlockedProduct<T>.Left { Start = input, Row = 1, Column = inputRow },
            Rows = channels,
            Length = rows,
            Finish = GemmFinish.Open | GemmFinish.Accumulate,
            IsNearC = (long)WinogradTile.Points * channels * columns <= GemmBlocking.ResidentLength,
        };
        Run(in block, gradient, columns, sums, columns);
    }

    /// <summary>Multiplies by all columns of a matrix whose rows lie tight.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Run<T>(in BlockedProduct<T>.Block block, float* b, int columns, float* c, nint cRow)
        where T : struct, ILanes<T>
    {
        for (int column = 0; column < columns; column += BlockedProduct<T>.PanelColumns)
        {
            int width = Math.Min(BlockedProduct<T>.PanelColumns, columns - column);
            BlockedProduct<T>.MultiplyPanel(in block, b + column, columns, c + column, cRow, width, null, default);
        }
    }
}
