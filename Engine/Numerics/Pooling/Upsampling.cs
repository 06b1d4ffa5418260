using System.Diagnostics;
using System.Runtime.CompilerServices;
using Engine.Numerics.Lanes;
using Engine.Threading;

namespace Engine.Numerics.Pooling;

/// <summary>
/// Enlarges images <c>[B, H, W, C]</c> to <c>[B, s·H, s·W, C]</c>, by the nearest pixel or bilinearly between pixel centers
/// (half-pixel coordinates, edges repeated). Backward is the transpose: the same four pixels and weights, read as a sum.
/// </summary>
internal static unsafe class Upsampling
{
    /// <summary>Enlarges.</summary>
    /// <param name="size">The images.</param>
    /// <param name="bilinear">Whether to interpolate rather than repeat.</param>
    /// <param name="input">x.</param>
    /// <param name="output">y.</param>
    /// <param name="team">Threads to use.</param>
    public static void Forward(in UpsamplingSize size, bool bilinear, ReadOnlySpan<float> input, Span<float> output, WorkerTeam team)
    {
        Debug.Assert(input.Length >= size.InputLength && output.Length >= size.OutputLength, "Lengths are checked by the layer.");
        fixed (float* x = input, y = output)
        {
            Run(in size, bilinear, x, y, backward: false, team);
        }
    }

    /// <summary>dL/dx.</summary>
    /// <param name="size">The images.</param>
    /// <param name="bilinear">As in the forward pass.</param>
    /// <param name="outputGradient">dL/dy.</param>
    /// <param name="inputGradient">dL/dx, overwritten.</param>
    /// <param name="team">Threads to use.</param>
    public static void Backward(in UpsamplingSize size, bool bilinear, ReadOnlySpan<float> outputGradient, Span<float> inputGradient, WorkerTeam team)
    {
        Debug.Assert(outputGradient.Length >= size.OutputLength && inputGradient.Length >= size.InputLength, "Lengths are checked by the layer.");
        fixed (float* dy = outputGradient, dx = inputGradient)
        {
            Run(in size, bilinear, dx, dy, backward: true, team);
        }
    }

    internal static void Run<T>(in UpsamplingSize size, bool bilinear, float* input, float* output, bool backward, WorkerTeam team)
        where T : struct, ILanes<T> =>
        team.Run(new Work<T> { Size = size, Bilinear = bilinear, Input = input, Output = output, Backward = backward }, size.Batch);

    private static void Run(in UpsamplingSize size, bool bilinear, float* input, float* output, bool backward, WorkerTeam team)
    {
        if (LaneWidth.Is512)
        {
            Run<Lanes512>(in size, bilinear, input, output, backward, team);
        }
        else if (LaneWidth.Is256)
        {
            Run<Lanes256>(in size, bilinear, input, output, backward, team);
        }
        else
        {
            Run<Lanes128>(in size, bilinear, input, output, backward, team);
        }
    }

    private struct Work<T> : IWork<Work<T>>
        where T : struct, ILanes<T>
    {
        public UpsamplingSize Size;
        public bool Bilinear;
        public bool Backward;
        public float* Input;
        public float* Output;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Execute(in Work<T> work, int part, Scratch scratch)
        {
            UpsamplingSize s = work.Size;
            int imageLength = s.Height * s.Width * s.Channels;
            float* x = work.Input + ((nint)part * imageLength);
            float* y = work.Output + ((nint)part * imageLength * s.Scale * s.Scale);
            if (work.Backward)
            {
                new Span<float>(x, imageLength).Clear();
            }

            int whole = s.Channels - (s.Channels % T.Count);
            for (int row = 0; row < s.Height * s.Scale; row++)
            {
                Source(row, s.Height, s.Scale, work.Bilinear, out int top, out int bottom, out float down);
                for (int column = 0; column < s.Width * s.Scale; column++, y += s.Channels)
                {
                    Source(column, s.Width, s.Scale, work.Bilinear, out int left, out int right, out float across);
                    var pixel = new Pixel
                    {
                        TopLeft = x + (((top * s.Width) + left) * (nint)s.Channels),
                        TopRight = x + (((top * s.Width) + right) * (nint)s.Channels),
                        BottomLeft = x + (((bottom * s.Width) + left) * (nint)s.Channels),
                        BottomRight = x + (((bottom * s.Width) + right) * (nint)s.Channels),
                        Down = down,
                        Across = across,
                    };
                    if (work.Backward)
                    {
                        Scatter<T>(in pixel, y, 0, whole);
                        Scatter<Lanes1>(in pixel, y, whole, s.Channels);
                    }
                    else
                    {
                        Gather<T>(in pixel, y, 0, whole);
                        Gather<Lanes1>(in pixel, y, whole, s.Channels);
                    }
                }
            }
        }

        /// <summary>The two source pixels of an output pixel and the weight of the second: its center is at (i + ½) / scale - ½.</summary>
        private static void Source(int index, int length, int scale, bool bilinear, out int first, out int second, out float weight)
        {
            if (!bilinear)
            {
                first = second = index / scale;
                weight = 0;
                return;
            }

            float center = Math.Max(0, (((index + 0.5f) / scale) - 0.5f));
            first = Math.Min((int)center, length - 1);
            second = Math.Min(first + 1, length - 1);
            weight = center - first;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Gather<TLanes>(in Pixel p, float* y, int first, int end)
            where TLanes : struct, ILanes<TLanes>
        {
            TLanes across = TLanes.Broadcast(p.Across), down = TLanes.Broadcast(p.Down);
            for (int i = first; i < end; i += TLanes.Count)
            {
                TLanes a = TLanes.Load(ref p.TopLeft[i], 0), b = TLanes.Load(ref p.TopRight[i], 0);
                TLanes c = TLanes.Load(ref p.BottomLeft[i], 0), d = TLanes.Load(ref p.BottomRight[i], 0);
                TLanes top = TLanes.FusedMultiplyAdd(across, b - a, a);
                TLanes bottom = TLanes.FusedMultiplyAdd(across, d - c, c);
                TLanes.Store(TLanes.FusedMultiplyAdd(down, bottom - top, top), ref y[i], 0);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Scatter<TLanes>(in Pixel p, float* y, int first, int end)
            where TLanes : struct, ILanes<TLanes>
        {
            for (int i = first; i < end; i += TLanes.Count)
            {
                TLanes gradient = TLanes.Load(ref y[i], 0);
                TLanes bottom = TLanes.Broadcast(p.Down) * gradient;
                TLanes top = gradient - bottom;
                TLanes across = TLanes.Broadcast(p.Across);

                // One after the other: at an edge, or without interpolation, the pixels are the same.
                Add(top - (across * top), p.TopLeft + i);
                Add(across * top, p.TopRight + i);
                Add(bottom - (across * bottom), p.BottomLeft + i);
                Add(across * bottom, p.BottomRight + i);
            }

            static void Add(TLanes value, float* x) => TLanes.Store(TLanes.Load(ref *x, 0) + value, ref *x, 0);
        }
    }

    private struct Pixel
    {
        public float* TopLeft;
        public float* TopRight;
        public float* BottomLeft;
        public float* BottomRight;
        public float Down;
        public float Across;
    }
}
