using System.Runtime.CompilerServices;
using Engine.Numerics.Lanes;

namespace Engine.Threading;

/// <summary>
/// Sums of the columns of a row-major array: bias gradients. Each column is added up row by row within blocks of rows, and
/// the blocks' sums in order; the shape alone decides the blocks, so neither lanes nor threads change a bit.
/// </summary>
public static class TeamColumnSums
{
    // Rows of a block: fewer would only cost more partial sums, more would leave threads idle and sums less accurate.
    private const int BlockRows = 1024;

    // Partial sums live on the stack: 16 KB.
    private const int MostPartialSums = 4096;

    // Columns that a thread takes at least: four Lanes512, 256 contiguous bytes of every row.
    private const int ColumnUnit = 64;

    // Waking a thread costs a few microseconds, as much as adding up this many elements.
    private const int ElementsPerThread = 16384;

    /// <summary>sums[j] = Σ x[i, j] over the rows i.</summary>
    /// <param name="team">The threads.</param>
    /// <param name="x">Row-major, <c>[rows, columns]</c>.</param>
    /// <param name="sums">One value for each column.</param>
    /// <param name="accumulate">Whether the sums are added to what is there.</param>
    /// <exception cref="ArgumentException">The array does not divide into rows.</exception>
    public static unsafe void ColumnSums(this WorkerTeam team, ReadOnlySpan<float> x, Span<float> sums, bool accumulate = false)
    {
        ArgumentNullException.ThrowIfNull(team);
        if (sums.IsEmpty || x.Length % sums.Length != 0)
        {
            throw new ArgumentException($"{x.Length} values do not divide into rows of {sums.Length} columns.", nameof(x));
        }

        fixed (float* source = x)
        {
            Run(team, new PlainTerm(source, (nuint)x.Length), x.Length / sums.Length, sums, accumulate);
        }
    }

    /// <summary>Adds up the columns of a computed array, each element of which is asked for exactly once if rows divide into lanes.</summary>
    internal static unsafe void Run<TTerm>(WorkerTeam team, TTerm term, int rows, Span<float> sums, bool accumulate)
        where TTerm : unmanaged, IColumnTerm
    {
        int columns = sums.Length;
        int blocks = Math.Clamp(rows / BlockRows, 1, Math.Max(MostPartialSums / columns, 1));
        long worthwhile = Math.Clamp((long)rows * columns / ElementsPerThread, 1, team.Count);
        fixed (float* target = sums)
        {
            if (blocks == 1)
            {
                int parts = (int)Math.Min(worthwhile, (columns + ColumnUnit - 1) / ColumnUnit);
                team.Run(new ColumnWork<TTerm>(term, rows, columns, parts, target, accumulate), parts);
                return;
            }

            float* partial = stackalloc float[blocks * columns];
            int ranges = (int)Math.Min(worthwhile, blocks);
            team.Run(new BlockWork<TTerm>(term, rows, columns, blocks, ranges, partial), ranges);
            for (int column = 0; column < columns; column++)
            {
                float sum = 0;
                for (int block = 0; block < blocks; block++)
                {
                    sum += partial[(block * columns) + column];
                }

                target[column] = accumulate ? target[column] + sum : sum;
            }
        }
    }

    private static unsafe void Add<TTerm>(TTerm term, (int From, int To) rows, (int From, int To) columns, int stride, float* sums, bool accumulate)
        where TTerm : unmanaged, IColumnTerm
    {
        if (LaneWidth.Is512)
        {
            Kernel<TTerm, Lanes512>(term, rows, columns, stride, sums, accumulate);
        }
        else if (LaneWidth.Is256)
        {
            Kernel<TTerm, Lanes256>(term, rows, columns, stride, sums, accumulate);
        }
        else
        {
            Kernel<TTerm, Lanes128>(term, rows, columns, stride, sums, accumulate);
        }
    }

    /// <summary>Four vectors of a row at a time, because short touches of many rows are several times slower.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void Kernel<TTerm, T>(TTerm term, (int From, int To) rows, (int From, int To) columns, int stride, float* sums, bool accumulate)
        where TTerm : unmanaged, IColumnTerm
        where T : struct, ILanes<T>
    {
        nuint width = (nuint)T.Count;
        nuint step = (nuint)stride;
        nuint column = (nuint)columns.From;
        nuint end = (nuint)columns.To;
        for (; column + (4 * width) <= end; column += 4 * width)
        {
            T a = default, b = default, c = default, d = default;
            nuint index = ((nuint)rows.From * step) + column;
            for (int row = rows.From; row < rows.To; row++, index += step)
            {
                a += term.Next<T>(index);
                b += term.Next<T>(index + width);
                c += term.Next<T>(index + (2 * width));
                d += term.Next<T>(index + (3 * width));
            }

            Store(a, sums, column, accumulate);
            Store(b, sums, column + width, accumulate);
            Store(c, sums, column + (2 * width), accumulate);
            Store(d, sums, column + (3 * width), accumulate);
        }

        for (; column < end; column += width)
        {
            T a = default;
            nuint index = ((nuint)rows.From * step) + column;
            for (int row = rows.From; row < rows.To; row++, index += step)
            {
                a += term.Next<T>(index);
            }

            if (column + width <= end)
            {
                Store(a, sums, column, accumulate);
            }
            else
            {
                // The lanes beyond the last column hold sums of the next row's first ones: they are dropped.
                nuint count = end - column;
                T before = accumulate ? LaneTail.Load<T>(in *sums, column, count) : default;
                LaneTail.Store(accumulate ? before + a : a, ref *sums, column, count);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void Store<T>(T sum, float* sums, nuint column, bool accumulate)
        where T : struct, ILanes<T> =>
        T.Store(accumulate ? T.Load(in *sums, column) + sum : sum, ref *sums, column);

    /// <summary>Reads a stored array; only its last elements lack a full row of lanes behind them.</summary>
    private readonly unsafe struct PlainTerm(float* x, nuint length) : IColumnTerm
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Next<T>(nuint index)
            where T : struct, ILanes<T> =>
            index + (nuint)T.Count <= length ? T.Load(in *x, index) : LaneTail.Load<T>(in *x, index, length - index);
    }

    private readonly unsafe struct ColumnWork<TTerm>(TTerm term, int rows, int columns, int parts, float* sums, bool accumulate) : IWork<ColumnWork<TTerm>>
        where TTerm : unmanaged, IColumnTerm
    {
        private readonly TTerm term = term;
        private readonly int rows = rows;
        private readonly int columns = columns;
        private readonly int parts = parts;
        private readonly float* sums = sums;
        private readonly bool accumulate = accumulate;

        public static void Execute(in ColumnWork<TTerm> work, int part, Scratch scratch) =>
            Add(work.term, (0, work.rows), (work.Start(part), work.Start(part + 1)), work.columns, work.sums, work.accumulate);

        private int Start(int part) => part == parts ? columns : (int)((long)columns * part / parts) / ColumnUnit * ColumnUnit;
    }

    private readonly unsafe struct BlockWork<TTerm>(TTerm term, int rows, int columns, int blocks, int parts, float* partial) : IWork<BlockWork<TTerm>>
        where TTerm : unmanaged, IColumnTerm
    {
        private readonly TTerm term = term;
        private readonly int rows = rows;
        private readonly int columns = columns;
        private readonly int blocks = blocks;
        private readonly int parts = parts;
        private readonly float* partial = partial;

        public static void Execute(in BlockWork<TTerm> work, int part, Scratch scratch)
        {
            int end = work.blocks * (part + 1) / work.parts;
            for (int block = work.blocks * part / work.parts; block < end; block++)
            {
                Add(work.term, (work.Start(block), work.Start(block + 1)), (0, work.columns), work.columns, work.partial + (block * work.columns), false);
            }
        }

        private int Start(int block) => (int)((long)rows * block / blocks);
    }
}
