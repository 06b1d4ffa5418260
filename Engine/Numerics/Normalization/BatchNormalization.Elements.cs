using System.Runtime.CompilerServices;
using Engine.Numerics.Lanes;
using Engine.Threading;

namespace Engine.Numerics.Normalization;

/// <content>The passes over all elements.</content>
internal static unsafe partial class BatchNormalization
{
    private const int RowsPerPart = 256;

    private interface IElementTerm
    {
        static abstract T Value<T>(in Elements work, nint offset, int channel)
            where T : struct, ILanes<T>;
    }

    private static void Run<TTerm>(in Elements work, WorkerTeam team)
        where TTerm : struct, IElementTerm
    {
        int parts = (work.Rows + RowsPerPart - 1) / RowsPerPart;
        if (LaneWidth.Is512)
        {
            team.Run(new ElementWork<Lanes512, TTerm> { Elements = work }, parts);
        }
        else if (LaneWidth.Is256)
        {
            team.Run(new ElementWork<Lanes256, TTerm> { Elements = work }, parts);
        }
        else
        {
            team.Run(new ElementWork<Lanes128, TTerm> { Elements = work }, parts);
        }
    }

    private struct Elements
    {
        public int Rows;
        public int Channels;
        public float* Values;
        public float* Gradient;
        public float* Mean;
        public float* InverseDeviation;
        public float* Gamma;

        /// <summary>β forward; the mean of dL/dy backward.</summary>
        public float* Beta;

        /// <summary>The mean of dL/dy·x̂.</summary>
        public float* MeanProduct;

        public float* Output;
    }

    private readonly struct ForwardTerm : IElementTerm
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T Value<T>(in Elements work, nint offset, int channel)
            where T : struct, ILanes<T>
        {
            T scale = T.Load(ref work.Gamma[channel], 0) * T.Load(ref work.InverseDeviation[channel], 0);
            return T.FusedMultiplyAdd(T.Load(ref work.Values[offset], 0) - T.Load(ref work.Mean[channel], 0), scale, T.Load(ref work.Beta[channel], 0));
        }
    }

    /// <summary>dx = γ·s·(dy - mean(dy) - x̂·mean(dy·x̂)).</summary>
    private readonly struct BackwardTerm : IElementTerm
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T Value<T>(in Elements work, nint offset, int channel)
            where T : struct, ILanes<T>
        {
            T inverse = T.Load(ref work.InverseDeviation[channel], 0);
            T normalized = (T.Load(ref work.Values[offset], 0) - T.Load(ref work.Mean[channel], 0)) * inverse;
            T centered = T.Load(ref work.Gradient[offset], 0) - T.Load(ref work.Beta[channel], 0);
            return T.Load(ref work.Gamma[channel], 0) * inverse * T.FusedNegatedMultiplyAdd(normalized, T.Load(ref work.MeanProduct[channel], 0), centered);
        }
    }

    private struct ElementWork<T, TTerm> : IWork<ElementWork<T, TTerm>>
        where T : struct, ILanes<T>
        where TTerm : struct, IElementTerm
    {
        public Elements Elements;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Execute(in ElementWork<T, TTerm> work, int part, Scratch scratch)
        {
            Elements e = work.Elements;
            int whole = e.Channels - (e.Channels % T.Count);
            int end = Math.Min(e.Rows, (part + 1) * RowsPerPart);
            for (int row = part * RowsPerPart; row < end; row++)
            {
                nint offset = (nint)row * e.Channels;
                for (int i = 0; i < whole; i += T.Count)
                {
                    T.Store(TTerm.Value<T>(in e, offset + i, i), ref e.Output[offset + i], 0);
                }

                for (int i = whole; i < e.Channels; i++)
                {
                    Lanes1.Store(TTerm.Value<Lanes1>(in e, offset + i, i), ref e.Output[offset + i], 0);
                }
            }
        }
    }
}
