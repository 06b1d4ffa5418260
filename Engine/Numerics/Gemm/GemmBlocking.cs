namespace Engine.Numerics;

/// <summary>The sizes into which a product is cut. <see cref="KBlock"/> is part of the numeric contract; the others only change speed.</summary>
internal static class GemmBlocking
{
    /// <summary>
    /// Longest run of k that one accumulator of <see cref="Gemm"/> sums; longer sums add the runs' sums in order. Fixed for every machine, since it decides
    /// the last bits. A panel of 4 Vector512 by this many rows, 80 KB, is read again from L2 for every tile, whose rows of A stay in L1;
    /// runs that would leave the panel in L1 gain nothing and read C more often (measured).
    /// </summary>
    public const int KBlock = 320;

    /// <summary>Rows of A per block: 384 rows by <see cref="KBlock"/> are 480 KB, a quarter of a 2 MB L2, reread for every panel of B.</summary>
    public const int MBlock = 384;

    /// <summary>
    /// Rows of A per block when B is packed as a whole: 24 tiles of 6. Such a block, and its part of C [144, <see cref="NBlock"/>], stay in L2.
    /// </summary>
    public const int LowMBlock = 144;

    /// <summary>Columns of B packed at a time, over all of k.</summary>
    public const int NBlock = 512;

    /// <summary>Floats of an operand that stay in an L2 cache of 2 MB beside others.</summary>
    public const int ResidentLength = 384 * 1024;

    /// <summary>Copying a panel of B costs about as much as multiplying 4 rows by it; with more rows than this the copy repays.</summary>
    public const int RepayingRows = 36;

    /// <summary>As <see cref="RepayingRows"/> where vectors of B lie across two cache lines, which costs a product a tenth at most.</summary>
    public const int RepayingMisalignedRows = 80;

    /// <summary>As <see cref="RepayingRows"/> for the columns that are multiplied by a block of A.</summary>
    public const int RepayingColumns = 96;

    /// <summary>A row stride that is a multiple of this many floats (4 KB) puts all rows in one set of the L1 cache, which then holds 8 to 12 of them.</summary>
    public const int AliasingStride = 1024;

    /// <summary>Floats added to a packed row so that its stride is no multiple of <see cref="AliasingStride"/>: one cache line.</summary>
    public const int RowPadding = 16;

    /// <summary>Transposing an element of an operand in registers takes the time of this many multiply-adds per row of the other (32 a cycle against 4 elements).</summary>
    public const int TransposeCost = 8;

    /// <summary>
    /// Multiply-adds below which a second thread costs more than it brings: about 20 µs of work. A fork costs half a microsecond
    /// between idle cores, but several where the threads share a core's execution units or its caches must be refilled; training
    /// steps of small networks took twice as long with the limit at a tenth of this.
    /// </summary>
    public const long SingleThreadWork = 1_500_000;

    /// <summary>Length of the runs into which a sum over <paramref name="k"/> is cut: equal, so that no run is too short to be efficient.</summary>
    public static int KBlockLength(int k)
    {
        int blocks = CeilingDivide(k, KBlock);
        return CeilingDivide(k, blocks);
    }

    /// <summary>a / b, rounded up.</summary>
    public static int CeilingDivide(int a, int b) => (a + b - 1) / b;

    /// <summary>The smallest multiple of <paramref name="unit"/> that is not below <paramref name="value"/>.</summary>
    public static int RoundUp(int value, int unit) => CeilingDivide(value, unit) * unit;
}
