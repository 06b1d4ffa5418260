using System.Runtime.Intrinsics.Arm;
using Engine.Numerics.Lanes;

namespace Engine.Numerics;

/// <summary>The micro-kernels' sizes for one lane width.</summary>
internal static unsafe class TileKernels<T>
    where T : struct, ILanes<T>
{
    /// <summary>Rows of the highest tile of all.</summary>
    public const int MostRows = 12;

    /// <summary>Floats of the largest tile: 12 rows of 2 vectors, or 6 of 4.</summary>
    public const int MostLength = MostRows * 2 * LaneWidth.Virtual;

    private const int NarrowRows = 8; // sums that hide a latency of 4 cycles on 2 ports; batches of the usual sizes then take one kernel
    private const int WideRows = 6;

    /// <summary>
    /// Vectors side by side in a full tile: the 32 registers of AVX-512 and ARM hold 6 rows of 4 vectors, the 16 registers of AVX2
    /// 6 rows of 2 vectors; each with room for a row of B and a broadcast of A.
    /// </summary>
    public static int Vectors => HasManyRegisters ? 4 : 2;

    private static bool HasManyRegisters => T.Count == 16 || AdvSimd.IsSupported;

    /// <summary>Gives the rows of the highest tile of some vectors.</summary>
    public static int MaxRows(int vectors) => (HasManyRegisters, vectors) switch
    {
        (true, 1) => NarrowRows,
        (true, 2) => MostRows,
        _ => WideRows,
    };

    /// <summary>Gives the kernel for a number of vectors from 1 to <see cref="Vectors"/> and of rows from 1 to <see cref="MaxRows"/>.</summary>
    public static delegate*<nint, float*, nint, nint, float*, nint, in TileOutput, void> Select(int vectors, int rows) => vectors switch
    {
        1 => Select<Size1>(rows),
        2 => Select<Size2>(rows),
        3 => SelectWide<Size3>(rows),
        _ => SelectWide<Size4>(rows),
    };

    private static delegate*<nint, float*, nint, nint, float*, nint, in TileOutput, void> Select<TVectors>(int rows)
        where TVectors : struct, ITileSize
    {
        switch (rows)
        {
            case 1: return &TileKernel<T, Size1, TVectors>.Multiply;
            case 2: return &TileKernel<T, Size2, TVectors>.Multiply;
            case 3: return &TileKernel<T, Size3, TVectors>.Multiply;
            case 4: return &TileKernel<T, Size4, TVectors>.Multiply;
            case 5: return &TileKernel<T, Size5, TVectors>.Multiply;
            case 6: return &TileKernel<T, Size6, TVectors>.Multiply;
            case 7: return &TileKernel<T, Size7, TVectors>.Multiply;
            case 8: return &TileKernel<T, Size8, TVectors>.Multiply;
            case 9: return &TileKernel<T, Size9, TVectors>.Multiply;
            case 10: return &TileKernel<T, Size10, TVectors>.Multiply;
            case 11: return &TileKernel<T, Size11, TVectors>.Multiply;
            default: return &TileKernel<T, Size12, TVectors>.Multiply;
        }
    }

    private static delegate*<nint, float*, nint, nint, float*, nint, in TileOutput, void> SelectWide<TVectors>(int rows)
        where TVectors : struct, ITileSize
    {
        switch (rows)
        {
            case 1: return &WideTileKernel<T, Size1, TVectors>.Multiply;
            case 2: return &WideTileKernel<T, Size2, TVectors>.Multiply;
            case 3: return &WideTileKernel<T, Size3, TVectors>.Multiply;
            case 4: return &WideTileKernel<T, Size4, TVectors>.Multiply;
            case 5: return &WideTileKernel<T, Size5, TVectors>.Multiply;
            default: return &WideTileKernel<T, Size6, TVectors>.Multiply;
        }
    }
}
