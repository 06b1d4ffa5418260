using System.Runtime.CompilerServices;
using Engine.Numerics.Lanes;
using Engine.Threading;

namespace Engine.Numerics.Normalization;

/// <content>The passes over all elements.</content>
internal static unsafe partial class BatchNormalization
{
    private const int FloatsPerPart = 1 << 13; // 32 KB of each array: small beside the parts of a map that is worth sharing out

    private interface IElementTerm
    {
        static abstract T Value<T>(in ChannelElements elements, nint offset, int channel)
            where T : struct, ILanes<T>;
    }

    private static void Run<TTerm>(in ChannelElements elements, WorkerTeam team)
        where TTerm : struct, IElementTerm
    {
        int rowsPerPart = Math.Max(1, FloatsPerPart / elements.Channels);
        int parts = (elements.Rows + rowsPerPart - 1) / rowsPerPart;
        if (LaneWidth.Is512)
        {
            team.Run(new ElementWork<Lanes512, TTerm> { Elements = elements, Parts = parts }, parts);
        }
        else if (LaneWidth.Is256)
        {
            team.Run(new ElementWork<Lanes256, TTerm> { Elements = elements, Parts = parts }, parts);
        }
        else
        {
            team.Run(new ElementWork<Lanes128, TTerm> { Elements = elements, Parts = parts }, parts);
        }
    }

    private readonly struct ForwardTerm<TGate> : IElementTerm
        where TGate : struct, IOutputGate
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T Value<T>(in ChannelElements elements, nint offset, int channel)
            where T : struct, ILanes<T>
        {
            T scale = T.Load(ref elements.Gamma[channel], 0) * T.Load(ref elements.InverseDeviation[channel], 0);
            T centered = T.Load(ref elements.Values[offset], 0) - T.Load(ref elements.Mean[channel], 0);
            return TGate.Value(T.FusedMultiplyAdd(centered, scale, T.Load(ref elements.Beta[channel], 0)));
        }
    }

    /// <summary>dx = γ·s·(d - mean(d) - x̂·mean(d·x̂)), where d is the gradient that the gate lets through.</summary>
    private readonly struct BackwardTerm<TGate> : IElementTerm
        where TGate : struct, IOutputGate
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T Value<T>(in ChannelElements elements, nint offset, int channel)
            where T : struct, ILanes<T>
        {
            T inverse = T.Load(ref elements.InverseDeviation[channel], 0);
            T centered = T.Load(ref elements.Values[offset], 0) - T.Load(ref elements.Mean[channel], 0);
            T gradient = TGate.Gradient(in elements, offset, channel, centered) - T.Load(ref elements.MeanGradient[channel], 0);
            gradient = T.FusedNegatedMultiplyAdd(centered * inverse, T.Load(ref elements.MeanProduct[channel], 0), gradient);
            return T.Load(ref elements.Gamma[channel], 0) * inverse * gradient;
        }
    }

    private struct ElementWork<T, TTerm> : IWork<ElementWork<T, TTerm>>
        where T : struct, ILanes<T>
        where TTerm : struct, IElementTerm
    {
        public ChannelElements Elements;
        public int Parts;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Execute(in ElementWork<T, TTerm> work, int part, Scratch scratch)
        {
            ChannelElements e = work.Elements;
            int whole = e.Channels - (e.Channels % T.Count);
            int end = (int)((long)e.Rows * (part + 1) / work.Parts);
            for (int row = (int)((long)e.Rows * part / work.Parts); row < end; row++)
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
