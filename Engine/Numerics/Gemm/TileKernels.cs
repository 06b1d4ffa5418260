using System.Runtime.Intrinsics.Arm;
using Engine.Numerics.Lanes;

namespace Engine.Numerics;

/// <summary>The micro-kernel's heights for one lane width.</summary>
internal static unsafe class TileKernels<T>
    where T : struct, ILanes<T>
{
    /// <summary>
    /// Rows of the highest tile. 12 rows of 2 vectors fill 24 of the 32 registers of AVX-512 and ARM and hide a latency of
    /// 4 cycles three times over; 6 rows fill 12 of the 16 registers of AVX2, leaving room for B and a broadcast of A.
    /// </summary>
    public static int MaxRows => T.Count == 16 || AdvSimd.IsSupported ? 12 : 6;

    /// <summary>Gives the kernel for a height from 1 to <see cref="MaxRows"/>.</summary>
    public static delegate*<nint, float*, nint, nint, float*, nint, in TileOutput, void> Select<TVectors>(int rows)
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
}
