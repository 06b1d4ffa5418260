using System.Diagnostics;
using System.Runtime.CompilerServices;
using Engine.Numerics.Lanes;
using Engine.Threading;

namespace Engine.Numerics.Normalization;

/// <summary>
/// Layer normalization of <c>[rows, features]</c> (Ba, Kiros &amp; Hinton, 2016): y = γ·(x - mean)/√(variance + ε) + β, with each
/// row's own statistics.
/// </summary>
internal static unsafe class LayerNormalization
{
    private const int RowsPerPart = 32;
    private const int Chunks = 8; // the sums of γ's and β's gradients: fixed, so that the number of threads doesn't change a bit

    /// <summary>Floats of working memory that the backward pass needs.</summary>
    public static int WorkspaceLength(int features) => 2 * Chunks * features;

    /// <summary>Normalizes every row.</summary>
    /// <param name="rows">Rows.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="input">x <c>[rows, features]</c>.</param>
    /// <param name="gamma">γ; its length is the number of features.</param>
    /// <param name="beta">β.</param>
    /// <param name="output">y; may be the same memory as x only when no backward pass follows.</param>
    /// <param name="mean">Each row's mean, for the backward pass.</param>
    /// <param name="inverseDeviation">Each row's 1/√(variance + ε), for the backward pass.</param>
    /// <param name="team">Threads to use.</param>
    public static void Forward(int rows, float epsilon, ReadOnlySpan<float> input, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta, Span<float> output, Span<float> mean, Span<float> inverseDeviation, WorkerTeam team)
    {
        Debug.Assert(input.Length >= rows * gamma.Length && output.Length >= rows * gamma.Length, "Lengths are checked by the layer.");
        fixed (float* x = input, g = gamma, b = beta, y = output, m = mean, s = inverseDeviation)
        {
            var work = new Arrays { Rows = rows, Features = gamma.Length, Epsilon = epsilon, Values = x, Gamma = g, Beta = b, Output = y, Mean = m, InverseDeviation = s };
            int parts = (rows + RowsPerPart - 1) / RowsPerPart;
            if (LaneWidth.Is512)
            {
                team.Run(new ForwardWork<Lanes512> { Arrays = work }, parts);
            }
            else if (LaneWidth.Is256)
            {
                team.Run(new ForwardWork<Lanes256> { Arrays = work }, parts);
            }
            else
            {
                team.Run(new ForwardWork<Lanes128> { Arrays = work }, parts);
            }
        }
    }

    /// <summary>All gradients.</summary>
    /// <param name="rows">Rows.</param>
    /// <param name="input">x.</param>
    /// <param name="outputGradient">dL/dy.</param>
    /// <param name="mean">From the forward pass.</param>
    /// <param name="inverseDeviation">From the forward pass.</param>
    /// <param name="gamma">γ.</param>
    /// <param name="inputGradient">dL/dx, overwritten; no overlap with dL/dy.</param>
    /// <param name="gammaGradient">dL/dγ.</param>
    /// <param name="betaGradient">dL/dβ.</param>
    /// <param name="accumulate">Whether to add to the gradients of γ and β rather than overwrite them.</param>
    /// <param name="workspace"><see cref="WorkspaceLength"/> floats of any content.</param>
    /// <param name="team">Threads to use.</param>
    public static void Backward(
        int rows,
        ReadOnlySpan<float> input,
        ReadOnlySpan<float> outputGradient,
        ReadOnlySpan<float> mean,
        ReadOnlySpan<float> inverseDeviation,
        ReadOnlySpan<float> gamma,
        Span<float> inputGradient,
        Span<float> gammaGradient,
        Span<float> betaGradient,
        bool accumulate,
        Span<float> workspace,
        WorkerTeam team)
    {
        int features = gamma.Length;
        Debug.Assert(input.Length >= rows * features && outputGradient.Length >= rows * features && inputGradient.Length >= rows * features && workspace.Length >= WorkspaceLength(features), "Lengths are checked by the layer.");
        fixed (float* x = input, dy = outputGradient, m = mean, s = inverseDeviation, g = gamma, dx = inputGradient, sums = workspace)
        {
            var work = new Arrays { Rows = rows, Features = features, Values = x, Gradient = dy, Gamma = g, Output = dx, Mean = m, InverseDeviation = s, Sums = sums };
            if (LaneWidth.Is512)
            {
                team.Run(new BackwardWork<Lanes512> { Arrays = work }, Chunks);
            }
            else if (LaneWidth.Is256)
            {
                team.Run(new BackwardWork<Lanes256> { Arrays = work }, Chunks);
            }
            else
            {
                team.Run(new BackwardWork<Lanes128> { Arrays = work }, Chunks);
            }

            nint next = 2 * features;
            for (int i = 0; i < features; i++)
            {
                gammaGradient[i] = Total(sums + i, next) + (accumulate ? gammaGradient[i] : 0);
                betaGradient[i] = Total(sums + features + i, next) + (accumulate ? betaGradient[i] : 0);
            }
        }

        static float Total(float* p, nint next) => ((p[0] + p[next]) + (p[2 * next] + p[3 * next])) + ((p[4 * next] + p[5 * next]) + (p[6 * next] + p[7 * next]));
    }

    private struct Arrays
    {
        public int Rows;
        public int Features;
        public float Epsilon;
        public float* Values;
        public float* Gradient;
        public float* Gamma;
        public float* Beta;
        public float* Output;
        public float* Mean;
        public float* InverseDeviation;
        public float* Sums;
    }

    private struct ForwardWork<T> : IWork<ForwardWork<T>>
        where T : struct, ILanes<T>
    {
        public Arrays Arrays;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Execute(in ForwardWork<T> work, int part, Scratch scratch)
        {
            Arrays a = work.Arrays;
            int whole = a.Features - (a.Features % T.Count);
            int end = Math.Min(a.Rows, (part + 1) * RowsPerPart);
            for (int row = part * RowsPerPart; row < end; row++)
            {
                float* x = a.Values + ((nint)row * a.Features);
                float* y = a.Output + ((nint)row * a.Features);
                float mean = Reduce.Sum(new ReadOnlySpan<float>(x, a.Features)) / a.Features;
                Center<T>(x, mean, y, 0, whole);
                Center<Lanes1>(x, mean, y, whole, a.Features);
                float variance = Reduce.SumOfSquares(new ReadOnlySpan<float>(y, a.Features)) / a.Features;
                float inverse = 1 / MathF.Sqrt(variance + a.Epsilon);
                Scale<T>(y, inverse, a.Gamma, a.Beta, 0, whole);
                Scale<Lanes1>(y, inverse, a.Gamma, a.Beta, whole, a.Features);
                a.Mean[row] = mean;
                a.InverseDeviation[row] = inverse;
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Center<TLanes>(float* x, float mean, float* y, int first, int end)
            where TLanes : struct, ILanes<TLanes>
        {
            for (int i = first; i < end; i += TLanes.Count)
            {
                TLanes.Store(TLanes.Load(ref x[i], 0) - TLanes.Broadcast(mean), ref y[i], 0);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Scale<TLanes>(float* y, float inverse, float* gamma, float* beta, int first, int end)
            where TLanes : struct, ILanes<TLanes>
        {
            for (int i = first; i < end; i += TLanes.Count)
            {
                TLanes normalized = TLanes.Load(ref y[i], 0) * TLanes.Broadcast(inverse);
                TLanes.Store(TLanes.FusedMultiplyAdd(normalized, TLanes.Load(ref gamma[i], 0), TLanes.Load(ref beta[i], 0)), ref y[i], 0);
            }
        }
    }

    private struct BackwardWork<T> : IWork<BackwardWork<T>>
        where T : struct, ILanes<T>
    {
        public Arrays Arrays;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Execute(in BackwardWork<T> work, int part, Scratch scratch)
        {
            Arrays a = work.Arrays;
            float* normalized = scratch.Reserve(a.Features).Pointer;
            float* gammaSum = a.Sums + ((nint)part * 2 * a.Features);
            float* betaSum = gammaSum + a.Features;
            new Span<float>(gammaSum, 2 * a.Features).Clear();
            int whole = a.Features - (a.Features % T.Count);
            int end = (int)((long)a.Rows * (part + 1) / Chunks);
            for (int row = (int)((long)a.Rows * part / Chunks); row < end; row++)
            {
                nint offset = (nint)row * a.Features;
                float* dx = a.Output + offset;
                Prepare<T>(in a, row, normalized, gammaSum, betaSum, 0, whole);
                Prepare<Lanes1>(in a, row, normalized, gammaSum, betaSum, whole, a.Features);
                var scaled = new ReadOnlySpan<float>(dx, a.Features);
                float mean = Reduce.Sum(scaled) / a.Features;
                float meanProduct = Reduce.Dot(scaled, new ReadOnlySpan<float>(normalized, a.Features)) / a.Features;
                Finish<T>(dx, normalized, mean, meanProduct, a.InverseDeviation[row], 0, whole);
                Finish<Lanes1>(dx, normalized, mean, meanProduct, a.InverseDeviation[row], whole, a.Features);
            }
        }

        /// <summary>x̂ to its row, γ·dy to dx, and both sums.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Prepare<TLanes>(in Arrays a, int row, float* normalized, float* gammaSum, float* betaSum, int first, int end)
            where TLanes : struct, ILanes<TLanes>
        {
            nint offset = (nint)row * a.Features;
            for (int i = first; i < end; i += TLanes.Count)
            {
                TLanes gradient = TLanes.Load(ref a.Gradient[offset + i], 0);
                TLanes value = (TLanes.Load(ref a.Values[offset + i], 0) - TLanes.Broadcast(a.Mean[row])) * TLanes.Broadcast(a.InverseDeviation[row]);
                TLanes.Store(value, ref normalized[i], 0);
                TLanes.Store(gradient * TLanes.Load(ref a.Gamma[i], 0), ref a.Output[offset + i], 0);
                TLanes.Store(TLanes.FusedMultiplyAdd(gradient, value, TLanes.Load(ref gammaSum[i], 0)), ref gammaSum[i], 0);
                TLanes.Store(TLanes.Load(ref betaSum[i], 0) + gradient, ref betaSum[i], 0);
            }
        }

        /// <summary>dx = s·(g - mean(g) - x̂·mean(g·x̂)) with g = γ·dy.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Finish<TLanes>(float* dx, float* normalized, float mean, float meanProduct, float inverse, int first, int end)
            where TLanes : struct, ILanes<TLanes>
        {
            for (int i = first; i < end; i += TLanes.Count)
            {
                TLanes centered = TLanes.Load(ref dx[i], 0) - TLanes.Broadcast(mean);
                TLanes value = TLanes.FusedNegatedMultiplyAdd(TLanes.Load(ref normalized[i], 0), TLanes.Broadcast(meanProduct), centered);
                TLanes.Store(value * TLanes.Broadcast(inverse), ref dx[i], 0);
            }
        }
    }
}
