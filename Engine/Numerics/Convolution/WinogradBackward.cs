using System.Runtime.CompilerServices;
using Engine.Numerics.Lanes;
using Engine.Threading;

namespace Engine.Numerics.Convolution;

/// <summary>
/// Both gradients by Winograd's F(4×4, 3×3) with one transform of dL/dy: Z = A dY Aᵀ; the weights' gradient sums VᵀZ at each
/// point; the input's is the overlapping sum of B (Z Uᵀ) Bᵀ. Neither flipped weights nor a border around dL/dy are needed.
/// Chunks and blocks follow from the shape alone, because blocks decide the order of the sums.
/// </summary>
internal static unsafe class WinogradBackward
{
    /// <summary>Computes dL/dx, each chunk's weight gradient, or both.</summary>
    /// <param name="shape">A convolution for which <see cref="Winograd.Suits"/> holds.</param>
    /// <param name="input">x; not read when no weight gradient is wanted.</param>
    /// <param name="source">What reaches the convolution from above.</param>
    /// <param name="prepared">Transposed weights from <see cref="WinogradWeights.Prepare"/>; not read when no input gradient is wanted.</param>
    /// <param name="inputGradient">dL/dx, or null.</param>
    /// <param name="partials">Room for each chunk's weight gradient, for <see cref="ChunkFold"/>; or null.</param>
    /// <param name="biases">Room for each chunk's bias gradient; null if dL/dz is given itself.</param>
    /// <param name="part">The chunks to compute.</param>
    /// <param name="team">Threads to use.</param>
    public static void Run<T>(in ConvolutionShape shape, float* input, in GradientSource source, float* prepared, float* inputGradient, float* partials, float* biases, ChunkRange part, WorkerTeam team)
        where T : struct, ILanes<T>
    {
        // Without sums over chunks there may be as many as there are threads.
        int finer = partials == null && biases == null ? (team.Count + part.Count - 1) / part.Count : 1;
        var work = new Work<T>
        {
            Grid = new WinogradGrid(in shape),
            Batch = shape.Batch,
            FirstChunk = finer * part.First,
            Chunks = finer * ChunkFold.Chunks(in shape),
            TilesPerBlock = Winograd.TilesPerBlock(in shape),
            PartialLength = ChunkFold.PartialLength(in shape),
            Input = input,
            Source = source,
            Prepared = prepared,
            InputGradient = inputGradient,
            Partials = partials,
            Biases = biases,
        };
        team.Run(in work, finer * part.Count);
    }

    private struct Work<T> : IWork<Work<T>>
        where T : struct, ILanes<T>
    {
        public WinogradGrid Grid;
        public int Batch;
        public int FirstChunk;
        public int Chunks;
        public int TilesPerBlock;
        public nint PartialLength;
        public float* Input;
        public GradientSource Source;
        public float* Prepared;
        public float* InputGradient;
        public float* Partials;
        public float* Biases;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Execute(in Work<T> work, int part, Scratch scratch)
        {
            WinogradGrid grid = work.Grid;
            int chunk = work.FirstChunk + part;
            int first = (int)((long)work.Batch * chunk / work.Chunks) * grid.TilesPerImage;
            int end = (int)((long)work.Batch * (chunk + 1) / work.Chunks) * grid.TilesPerImage;
            int most = Math.Min(work.TilesPerBlock, end - first);
            int padded = PackedWeights.Padded(grid.OutputChannels);
            int inputPadded = PackedWeights.Padded(grid.Channels);
            nint weightPoint = WinogradWeights.PointStride(grid.Channels, padded);
            nint weightLength = work.Partials == null ? 0 : WinogradTile.Points * weightPoint;
            nint blockLength = WinogradTile.Points * (Winograd.PointStride(most, inputPadded) + Winograd.PointStride(most, padded));
            int pixelsLength = work.Source.IsPlain ? 0 : GradientSource.TileLength(padded);
            float* transform = scratch.Reserve((int)(WinogradTile.WorkLength + pixelsLength + weightLength + blockLength)).Pointer;
            float* pixels = transform + WinogradTile.WorkLength;
            float* weights = pixels + pixelsLength;
            float* inputs = weights + weightLength;
            new Span<float>(weights, (int)weightLength).Clear();
            float* bias = work.Biases == null ? null : work.Biases + ((nint)chunk * grid.OutputChannels);
            new Span<float>(bias, work.Biases == null ? 0 : grid.OutputChannels).Clear();

            for (int tile = first; tile < end; tile += work.TilesPerBlock)
            {
                int tiles = Math.Min(work.TilesPerBlock, end - tile);
                nint inputPoint = Winograd.PointStride(tiles, inputPadded);
                nint gradientPoint = Winograd.PointStride(tiles, padded);
                float* gradients = inputs + (WinogradTile.Points * inputPoint);
                for (int i = 0; i < tiles; i++)
                {
                    float* gradient = gradients + ((nint)i * padded);
                    WinogradWindow window = work.Source.IsPlain ? grid.Output(work.Source.Gradient, tile + i) : work.Source.Expand<T>(in grid, tile + i, pixels, bias);
                    WinogradTile.OutputGradient<T>(in window, grid.OutputChannels, gradient, gradientPoint, transform);
                    ClearPadding(gradient, gradientPoint, grid.OutputChannels, padded);
                    if (work.Partials != null)
                    {
                        WinogradTile.Input<T>(grid.Input(work.Input, tile + i), grid.Channels, inputs + ((nint)i * inputPadded), inputPoint, transform);
                    }
                }

                for (int point = 0; point < WinogradTile.Points; point++)
                {
                    // Memory is idle while the points are multiplied: it fetches what the transforms after and before will touch.
                    for (int i = tiles * point / WinogradTile.Points; i < tiles * (point + 1) / WinogradTile.Points; i++)
                    {
                        work.Prefetch(tile + i, end);
                    }

                    float* v = inputs + (point * inputPoint);
                    float* z = gradients + (point * gradientPoint);
                    if (work.Partials != null)
                    {
                        PointProduct.Accumulate<T>(v, inputPadded, grid.Channels, z, tiles, padded, weights + (point * weightPoint));
                    }

                    if (work.InputGradient != null)
                    {
                        // The transformed inputs of this point have served; their memory takes the product.
                        float* u = work.Prepared + (point * WinogradWeights.PointStride(grid.OutputChannels, inputPadded));
                        PointProduct.Multiply<T>(z, padded, tiles, grid.OutputChannels, u, inputPadded, v);
                    }
                }

                for (int i = 0; i < tiles && work.InputGradient != null; i++)
                {
                    grid.Place(tile + i, out _, out int row, out int column);
                    WinogradTile.InputGradient<T>(inputs + ((nint)i * inputPadded), inputPoint, grid.Input(work.InputGradient, tile + i), grid.Channels, row > 0, column > 0, transform);
                }
            }

            if (work.Partials != null)
            {
                WinogradWeights.Gradient<T>(weights, weightPoint, (nint)grid.Channels * padded, work.Partials + (chunk * work.PartialLength));
            }
        }

        private readonly void Prefetch(int tile, int end)
        {
            if (InputGradient != null)
            {
                Grid.Input(InputGradient, tile).Prefetch();
            }

            int next = tile + TilesPerBlock;
            if (next < end)
            {
                Source.Prefetch(in Grid, next);
                if (Partials != null)
                {
                    Grid.Input(Input, next).Prefetch();
                }
            }
        }

        private static void ClearPadding(float* points, nint pointStride, int channels, int padded)
        {
            for (int point = 0; channels < padded && point < WinogradTile.Points; point++)
            {
                new Span<float>(points + (point * pointStride) + channels, padded - channels).Clear();
            }
        }
    }
}
