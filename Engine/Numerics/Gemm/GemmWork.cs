using System.Runtime.CompilerServices;
using Engine.Threading;

namespace Engine.Numerics;

/// <summary>A product cut into a grid of rectangles of C, one a part.</summary>
internal struct GemmWork : IWork<GemmWork>
{
    /// <summary>
    /// What loading a row or a column costs in multiply-adds per k, in the choice of the grid: squarer parts read less.
    /// An element of an operand that comes from L2 costs about as much time as this many multiply-adds.
    /// </summary>
    private const double LoadCost = 4;

    /// <summary>Columns of C are shared out in units of one Vector512, so that only the last part has a narrow tail, and those of a packed B in panels.</summary>
    private const int ColumnUnit = 16;

    private GemmArguments product;
    private int columnParts;
    private int rowsPerPart;
    private int columnsPerPart;

    /// <summary>Gets the number of rectangles.</summary>
    public int Parts { get; private set; }

    /// <summary>Cuts a product for a number of threads; the cut never changes a bit, since sums are not shared.</summary>
    public static GemmWork Divide(in GemmArguments product, int threads)
    {
        var best = new GemmWork { product = product };
        int unit = product.IsPackedB ? (int)product.Ldb : ColumnUnit;
        double least = double.MaxValue;
        for (int columnParts = 1; columnParts <= threads; columnParts++)
        {
            int rowParts = threads / columnParts;
            int rows = GemmBlocking.CeilingDivide(product.M, rowParts);
            int columns = GemmBlocking.RoundUp(GemmBlocking.CeilingDivide(product.N, columnParts), unit);
            double cost = ((double)rows * columns) + (LoadCost * (rows + columns));
            if (cost < least)
            {
                least = cost;
                best.rowsPerPart = rows;
                best.columnsPerPart = columns;
                best.columnParts = GemmBlocking.CeilingDivide(product.N, columns);
                best.Parts = best.columnParts * GemmBlocking.CeilingDivide(product.M, rows);
            }
        }

        return best;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Execute(in GemmWork work, int part, Scratch scratch)
    {
        int row = part / work.columnParts * work.rowsPerPart;
        int column = part % work.columnParts * work.columnsPerPart;
        int rows = Math.Min(work.rowsPerPart, work.product.M - row);
        int columns = Math.Min(work.columnsPerPart, work.product.N - column);
        Gemm.Multiply(work.product.Slice(row, rows, column, columns), scratch);
    }
}
