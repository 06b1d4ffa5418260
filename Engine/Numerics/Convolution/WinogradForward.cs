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
    private const int PartsPerThread = 8; // few enough that a part's blocks follow each other, many enough to share out evenly

    /// <summary>y = x ⋆ w + bias, then ReLU and 2×2 pooling if wanted.</summary>
    /// <param name="shape">A convolution for which <see cref="Winograd.Suits"/> holds.</param>
    /// <param name="input">x.</param>
    /// <param name="prepared">Weights from <see cref="WinogradWeights.Prepare"/>.</param>
    /// <param name="bias">One value per output channel, or null.</param>
    /// <param name="relu">Whether negative outputs become 0.</param>
    /// <param name="pools">Whether 2×2 windows are pooled.</param>
    /// <param name="output">y, or the pooled y.</param>
    /// <param name="positions">The winners' positions; null if not wanted.</param>
    /// <param name="team">Threads to use.</param>
    public static void Run<T>(in ConvolutionShape shape, float* input, float* prepared, float* bias, bool relu, bool pools, float* output, byte* positions, WorkerTeam team)
        where T : struct, ILanes<T>
    {
        var grid = new WinogradGrid(in shape);
        int tiles = shape.Batch * grid.TilesPerImage;
        if (tiles == 0)
        {
            return;
        }

        int block = Math.Min(Winograd.TilesPerBlock(in shape), (tiles + team.Count - 1) / team.Count);
        int even = (tiles + Blocks(tiles, block) - 1) / Blocks(tiles, block);
        block = Math.Min(block, (even + NarrowPointProduct.Rows - 1) / NarrowPointProduct.Rows * NarrowPointProduct.Rows);
        int blocks = Blocks(tiles, block);
        var work = new Work<T>
        {
            Grid = grid,
            Tiles = tiles,
            BlockTiles = block,
            Blocks = blocks,
            Parts = team.Count == 1 ? 1 : Math.Min(blocks, PartsPerThread * team.Count),
            Input = input,
            Prepared = prepared,
            Bias = bias,
            Least = relu ? 0 : float.NegativeInfinity,
            Pools = pools,
            Output = output,
            Positions = positions,
        };
        team.Run(in work, work.Parts);
    }

    private static int Blocks(int tiles, int block) => (tiles + block - 1) / block;

    private struct Work<T> : IWork<Work<T>>
        where T : struct, ILanes<T>
    {
        public WinogradGrid Grid;
        public int Tiles;
        public int BlockTiles; // whole tiles of the products, but for the last block
        public int Blocks;
        public int Parts;
        public float* Input;
        public float* Prepared;
        public float* Bias;
        public float Least;
        public bool Pools;
        public float* Output;
        public byte* Positions;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Execute(in Work<T> work, int part, Scratch scratch)
        {
            int end = (int)((long)work.Blocks * (part + 1) / work.Parts);
            for (int block = (int)((long)work.Blocks * part / work.Parts); block < end; block++)
            {
                Block(in work, work.FirstTile(block), work.FirstTile(block + 1), block + 1 < end ? work.FirstTile(block + 2) : 0, scratch);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Block(in Work<T> work, int first, int end, int nextEnd, Scratch scratch)
        {
            WinogradGrid grid = work.Grid;
            int tiles = end - first;
            int padded = PackedWeights.Padded(grid.OutputChannels);
            nint inputPoint = Winograd.PointStride(tiles, grid.Channels);
            nint outputPoint = Winograd.PointStride(tiles, padded);
            float* transform = scratch.Reserve((int)(WinogradTile.WorkLength + (WinogradTile.Points * (inputPoint + outputPoint)))).Pointer;
            float* inputs = transform + WinogradTile.WorkLength;
            float* products = inputs + (WinogradTile.Points * inputPoint);
            for (int i = 0; i < tiles; i++)
            {
                WinogradTile.Input<T>(grid.Input(work.Input, first + i), grid.Channels, inputs + ((nint)i * grid.Channels), inputPoint, transform);
            }

            for (int point = 0; point < WinogradTile.Points; point++)
            {
                // Memory is idle while the points are multiplied: it fetches what the transforms before and after will touch.
                for (int i = tiles * point / WinogradTile.Points; i < tiles * (point + 1) / WinogradTile.Points; i++)
                {
                    work.PrefetchOutput(first + i);
                    if (end + i < nextEnd)
                    {
                        grid.Input(work.Input, end + i).Prefetch();
                    }
                }

                float* weights = work.Prepared + (point * WinogradWeights.PointStride(grid.Channels, padded));
                PointProduct.Multiply<T>(inputs + (point * inputPoint), grid.Channels, tiles, grid.Channels, weights, padded, products + (point * outputPoint));
            }

            for (int i = 0; i < tiles; i++)
            {
                float* points = products + ((nint)i * padded);
                if (!work.Pools)
                {
                    WinogradTile.Output<T>(points, outputPoint, grid.Output(work.Output, first + i), grid.OutputChannels, work.Bias, work.Least, transform);
                    continue;
                }

                WinogradWindow pooled = grid.Pooled(work.Output, first + i);
                WinogradTile.PooledOutput<T>(points, outputPoint, in pooled, grid.OutputChannels, work.Bias, work.Least, work.PositionsOf(in pooled), transform);
            }
        }

        private readonly int FirstTile(int block) => (int)Math.Min(Tiles, (long)block * BlockTiles);

        private readonly byte* PositionsOf(in WinogradWindow pooled) => Positions == null ? null : Positions + (pooled.Origin - Output);

        private readonly void PrefetchOutput(int tile)
        {
            WinogradWindow window = Pools ? Grid.Pooled(Output, tile) : Grid.Output(Output, tile);
            window.Prefetch();
            if (Positions != null)
            {
                window.PrefetchBytes(PositionsOf(in window));
            }
        }
    }
}
