using System.Diagnostics;
using Engine.Numerics.Lanes;
using Engine.Threading;

namespace Engine.Numerics.Convolution;

/// <summary>
/// Two-dimensional convolution forward and backward: input <c>[B, H, W, C]</c>, weights <c>[kh, kw, C / groups, O]</c>, output
/// <c>[B, H', W', O]</c>. Weights are prepared once per change of their values. The algorithm follows from the layer's shape
/// alone, and results have the same bits on any number of threads, at any vector width and, forward and in the input
/// gradient, in any batch. Nothing is allocated beyond the threads' scratch memory.
/// </summary>
internal static unsafe partial class Convolution
{
    /// <summary>Floats that <see cref="Prepare"/> writes.</summary>
    public static int PreparedLength(in ConvolutionShape shape) =>
        Winograd.Suits(in shape) ? WinogradWeights.Length(shape.Channels, shape.OutputChannels) : DirectConvolution.PreparedLength(in shape);

    /// <summary>Floats that <see cref="PrepareBackward"/> writes.</summary>
    public static int BackwardPreparedLength(in ConvolutionShape shape) =>
        Winograd.Suits(in shape) ? WinogradWeights.Length(shape.OutputChannels, shape.Channels) : DirectConvolution.BackwardPreparedLength(in shape);

    /// <summary>Floats of working memory that the gradients of weights and bias need.</summary>
    public static int WorkspaceLength(in ConvolutionShape shape) => ChunkFold.WorkspaceLength(in shape);

    /// <summary>Brings weights into the order that <see cref="Forward"/> reads.</summary>
    /// <param name="shape">The convolution; its batch doesn't matter.</param>
    /// <param name="weights"><c>[kh, kw, C / groups, O]</c>.</param>
    /// <param name="prepared"><see cref="PreparedLength"/> floats.</param>
    public static void Prepare(in ConvolutionShape shape, ReadOnlySpan<float> weights, Span<float> prepared)
    {
        Debug.Assert(weights.Length >= shape.WeightLength && prepared.Length >= PreparedLength(in shape), "Lengths are checked by the layer.");
        fixed (float* w = weights, p = prepared)
        {
            if (Winograd.Suits(in shape))
            {
                TransformWeights(in shape, w, transposed: false, p);
            }
            else
            {
                DirectConvolution.Prepare(in shape, w, p);
            }
        }
    }

    /// <summary>Brings weights into the order that <see cref="Backward"/> reads for the input gradient.</summary>
    /// <param name="shape">The convolution; its batch doesn't matter.</param>
    /// <param name="weights"><c>[kh, kw, C / groups, O]</c>.</param>
    /// <param name="prepared"><see cref="BackwardPreparedLength"/> floats.</param>
    public static void PrepareBackward(in ConvolutionShape shape, ReadOnlySpan<float> weights, Span<float> prepared)
    {
        Debug.Assert(weights.Length >= shape.WeightLength && prepared.Length >= BackwardPreparedLength(in shape), "Lengths are checked by the layer.");
        fixed (float* w = weights, p = prepared)
        {
            if (Winograd.Suits(in shape))
            {
                TransformWeights(in shape, w, transposed: true, p);
            }
            else
            {
                DirectConvolution.PrepareBackward(in shape, w, p);
            }
        }
    }

    /// <summary>y = x ⋆ w + bias, then ReLU if wanted. The bias is added after the sum.</summary>
    /// <param name="shape">The convolution.</param>
    /// <param name="input">x.</param>
    /// <param name="prepared">What <see cref="Prepare"/> wrote.</param>
    /// <param name="bias">One value per output channel; empty for none.</param>
    /// <param name="relu">Whether negative outputs become 0.</param>
    /// <param name="output">y; no overlap with the input.</param>
    /// <param name="team">Threads to use.</param>
    public static void Forward(in ConvolutionShape shape, ReadOnlySpan<float> input, ReadOnlySpan<float> prepared, ReadOnlySpan<float> bias, bool relu, Span<float> output, WorkerTeam team)
    {
        Debug.Assert(input.Length >= shape.InputLength && output.Length >= shape.OutputLength, "Lengths are checked by the layer.");
        Debug.Assert(prepared.Length >= PreparedLength(in shape) && (bias.IsEmpty || bias.Length >= shape.OutputChannels), "Lengths are checked by the layer.");
        fixed (float* x = input, w = prepared, b = bias, y = output)
        {
            if (LaneWidth.Is512)
            {
                Forward<Lanes512>(in shape, x, w, b, relu, y, team);
            }
            else if (LaneWidth.Is256)
            {
                Forward<Lanes256>(in shape, x, w, b, relu, y, team);
            }
            else
            {
                Forward<Lanes128>(in shape, x, w, b, relu, y, team);
            }
        }
    }

    /// <summary>Whether <see cref="ForwardPooled"/> serves a convolution: only where the whole map would cost a pass over memory.</summary>
    public static bool FusesPooling(in ConvolutionShape shape) => Winograd.Suits(in shape);

    /// <summary>
    /// 2×2 maxima (stride 2) of x ⋆ w + bias or of its ReLU, without ever storing the unpooled map: the pooled values
    /// <c>[B, H'/2, W'/2, O]</c> and, if wanted, a byte for each that the pool's backward pass needs. An odd last row or column is left out.
    /// </summary>
    /// <param name="shape">A convolution for which <see cref="FusesPooling"/> holds.</param>
    /// <param name="input">x.</param>
    /// <param name="prepared">What <see cref="Prepare"/> wrote.</param>
    /// <param name="bias">One value per output channel; empty for none.</param>
    /// <param name="relu">Whether negative maxima become 0.</param>
    /// <param name="pooled">The maxima.</param>
    /// <param name="positions">0 to 3 for the winning pixel of the window in reading order, 4 where ReLU stops them all; empty if no backward pass follows.</param>
    /// <param name="team">Threads to use.</param>
    public static void ForwardPooled(in ConvolutionShape shape, ReadOnlySpan<float> input, ReadOnlySpan<float> prepared, ReadOnlySpan<float> bias, bool relu, Span<float> pooled, Span<byte> positions, WorkerTeam team)
    {
        Debug.Assert(FusesPooling(in shape) && input.Length >= shape.InputLength && prepared.Length >= PreparedLength(in shape), "Lengths are checked by the layer.");
        Debug.Assert((positions.IsEmpty || pooled.Length == positions.Length) && pooled.Length >= shape.Batch * (shape.Rows.Output / 2) * (shape.Columns.Output / 2) * shape.OutputChannels, "Lengths are checked by the layer.");
        fixed (float* x = input, w = prepared, b = bias, y = pooled)
        fixed (byte* p = positions)
        {
            if (LaneWidth.Is512)
            {
                WinogradForward.Run<Lanes512>(in shape, x, w, b, relu, pools: true, y, p, team);
            }
            else if (LaneWidth.Is256)
            {
                WinogradForward.Run<Lanes256>(in shape, x, w, b, relu, pools: true, y, p, team);
            }
            else
            {
                WinogradForward.Run<Lanes128>(in shape, x, w, b, relu, pools: true, y, p, team);
            }
        }
    }

    /// <summary><see cref="Forward"/> at one vector width.</summary>
    internal static void Forward<T>(in ConvolutionShape shape, float* x, float* prepared, float* bias, bool relu, float* y, WorkerTeam team)
        where T : struct, ILanes<T>
    {
        if (Winograd.Suits(in shape))
        {
            WinogradForward.Run<T>(in shape, x, prepared, bias, relu, pools: false, y, null, team);
        }
        else
        {
            DirectConvolution.Forward<T>(in shape, x, prepared, bias, relu, y, team);
        }
    }

    private static void TransformWeights(in ConvolutionShape shape, float* weights, bool transposed, float* prepared)
    {
        if (LaneWidth.Is512)
        {
            WinogradWeights.Prepare<Lanes512>(weights, shape.Channels, shape.OutputChannels, transposed, prepared);
        }
        else if (LaneWidth.Is256)
        {
            WinogradWeights.Prepare<Lanes256>(weights, shape.Channels, shape.OutputChannels, transposed, prepared);
        }
        else
        {
            WinogradWeights.Prepare<Lanes128>(weights, shape.Channels, shape.OutputChannels, transposed, prepared);
        }
    }
}
