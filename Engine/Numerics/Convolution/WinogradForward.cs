using System.Runtime.CompilerServices;
using Engine.Numerics.Lanes;
using Engine.Threading;

namespace Engine.Numerics.Convolution;

/// <summary>
/// The forward pass by Winograd's F(4×4, 3×3): a block of tiles is transformed to 36 points, multiplied point by point, and
/// transformed back with bias, ReLU and, if wanted, a 2×2 max pool in registers. Tiles don't depend on each other, so blocks
/// may be of any size without changing a bit.
/// </summary>
internal static unsafe class WinogradForward
{
    /// <summary>y = x ⋆ w + bias, then ReLU if wanted, then 2×2 pooling if positions are wanted.</summary>
    /// <param name="shape">A convolution for which <see cref="Winograd.Suits"/> holds.</param>
    /// <param name="input">x.</param>
    /// <param name="prepared">Weights from <see cref="WinogradWeights.Prepare"/>.</param>
    /// <param name="bias">One value per output channel, or null.</param>
    /// <param name="relu">Whether negative outputs become 0.</param>
    /// <param name="output">y, or the pooled y.</param>
    /// <param name="positions">The winners' positions, or null for no pooling.</param>
    /// <param name="team">Threads to use.</param>
    public static void Run<T>(in ConvolutionShape shape, float* input, float* prepared, float* bias, bool relu, float* output, byte* positions, WorkerTeam team)
        where T : struct, ILanes<T>
    {
        var grid = new WinogradGrid(in shape);
        int tiles = shape.Batch * grid.TilesPerImage;
        if (tiles == 0)
        {
            return;
        }

        int block = Math.Min(Winograd.TilesPerBlock(in shape), (tiles + team.Count - 1) / team.Count);
        var work = new Work<T> { Grid = grid, Tiles = tiles, Parts = (tiles + block - 1) / block, Input = input, Prepared = prepared, Bias = bias, Least = relu ? 0 : float.NegativeInfinity, Output = output, Positions = positions };
        team.Run(in work, work.Parts);
    }

    private struct Work<T> : IWork<Work<T>>
        where T : struct, ILanes<T>
    {
        public WinogradGrid Grid;
        public int Tiles;
        public int Parts;
        public float* Input;
        public float* Prepared;
        public float* Bias;
        public float Least;
        public float* Output;
        public byte* Positions;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Execute(in Work<T> work, int part, Scratch scratch)
        {
            WinogradGrid grid = work.Grid;
            int first = (int)((long)work.Tiles * part / work.Parts);
            int tiles = (int)((long)work.Tiles * (part + 1) / work.Parts) - first;
            int padded = PackedWeights.Padded(grid.OutputChannels);
            nint inputPoint = Winograd.PointStride(tiles, grid.Channels);
            nint outputPoint = Winograd.PointStride(tiles, padded);
            float* transform = scratch.Reserve((int)(WinogradTile.WorkLength + PackedWeights.PanelWidth + (WinogradTile.Points * (inputPoint + outputPoint)))).Pointer;
            float* zeros = transform + WinogradTile.WorkLength;
            float* inputs = zeros + PackedWeights.PanelWidth;
            float* products = inputs + (WinogradTile.Points * inputPoint);
            new Span<float>(zeros, PackedWeights.PanelWidth).Clear();

            for (int i = 0; i < tiles; i++)
            {
                WinogradTile.Input<T>(grid.Input(work.Input, first + i), grid.Channels, inputs + ((nint)i * grid.Channels), inputPoint, transform);
            }

            for (int point = 0; point < WinogradTile.Points; point++)
            {
                float* weights = work.Prepared + (point * WinogradWeights.PointStride(grid.Channels, padded));
                TileProduct.Matrix<T>(inputs + (point * inputPoint), grid.Channels, tiles, grid.Channels, weights, padded, zeros, products + (point * outputPoint), padded);
            }

            for (int i = 0; i < tiles; i++)
            {
                float* points = products + ((nint)i * padded);
                if (work.Positions == null)
                {
                    WinogradTile.Output<T>(points, outputPoint, grid.Output(work.Output, first + i), grid.OutputChannels, work.Bias, work.Least, transform);
                    continue;
                }

                WinogradWindow pooled = grid.Pooled(work.Output, first + i);
                byte* index = work.Positions + (pooled.Origin - work.Output);
                WinogradTile.PooledOutput<T>(points, outputPoint, in pooled, grid.OutputChannels, work.Bias, work.Least, index, transform);
            }
        }
    }
}
