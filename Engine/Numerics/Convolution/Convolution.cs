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
internal static unsafe class Convolution
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

    /// <summary>Whether <see cref="Backward"/> takes the gradient of a ReLU's output, so that dL/dz is never stored: where it is needed once only.</summary>
    /// <param name="shape">The convolution.</param>
    /// <param name="wantsInput">Whether dL/dx is wanted.</param>
    public static bool FusesRelu(in ConvolutionShape shape, bool wantsInput) => Winograd.Suits(in shape) || (!wantsInput && shape.Groups == 1);

    /// <summary>dL/dx, dL/dw or both, and dL/db unless dL/dz is given itself.</summary>
    /// <param name="shape">The convolution.</param>
    /// <param name="input">x; not read when no weight gradient is wanted.</param>
    /// <param name="incoming">dL/dz, or what it follows from where <see cref="FusesRelu"/> or <see cref="FusesPooling"/> holds. The direct kernels give dL/db only along with dL/dw.</param>
    /// <param name="prepared">What <see cref="PrepareBackward"/> wrote; not read when no input gradient is wanted.</param>
    /// <param name="inputGradient">dL/dx, overwritten; empty if not wanted. No overlap with the incoming gradient.</param>
    /// <param name="weightGradient">dL/dw <c>[kh, kw, C / groups, O]</c>; empty if not wanted.</param>
    /// <param name="accumulate">Whether to add to the weight gradient rather than overwrite it.</param>
    /// <param name="workspace"><see cref="WorkspaceLength"/> floats of any content; not used when neither dL/dw nor dL/db is wanted.</param>
    /// <param name="team">Threads to use.</param>
    public static void Backward(
        in ConvolutionShape shape,
        ReadOnlySpan<float> input,
        in IncomingGradient incoming,
        ReadOnlySpan<float> prepared,
        Span<float> inputGradient,
        Span<float> weightGradient,
        bool accumulate,
        Span<float> workspace,
        WorkerTeam team)
    {
        BackwardPart(in shape, input, in incoming, prepared, inputGradient, !weightGradient.IsEmpty, workspace, ChunkRange.All(in shape), team);
        if (!weightGradient.IsEmpty)
        {
            Fold(in shape, workspace, weightGradient, accumulate, team);
        }

        if (!incoming.IsPlain)
        {
            FoldBiases(in shape, workspace, incoming.BiasGradient, incoming.AccumulateBias);
        }
    }

    /// <summary>
    /// <see cref="Backward"/> for a part of the batch: the input gradient of its images, and in the workspace the gradients of weights
    /// and bias by chunks. Once all parts are done, <see cref="Fold"/> and <see cref="FoldBiases"/> add the chunks.
    /// </summary>
    /// <param name="shape">The convolution.</param>
    /// <param name="input">x of the whole batch.</param>
    /// <param name="incoming">What reaches the whole batch from above; its gradient need be complete in this part alone.</param>
    /// <param name="prepared">What <see cref="PrepareBackward"/> wrote; not read when no input gradient is wanted.</param>
    /// <param name="inputGradient">dL/dx of the whole batch; empty if not wanted.</param>
    /// <param name="wantsWeights">Whether the weight gradient is wanted.</param>
    /// <param name="workspace"><see cref="WorkspaceLength"/> floats, kept until the last part.</param>
    /// <param name="part">The chunks to compute.</param>
    /// <param name="team">Threads to use.</param>
    public static void BackwardPart(
        in ConvolutionShape shape,
        ReadOnlySpan<float> input,
        in IncomingGradient incoming,
        ReadOnlySpan<float> prepared,
        Span<float> inputGradient,
        bool wantsWeights,
        Span<float> workspace,
        ChunkRange part,
        WorkerTeam team)
    {
        Debug.Assert(incoming.Gradient.Length >= (incoming.Positions.IsEmpty ? shape.OutputLength : incoming.Positions.Length), "Lengths are checked by the layer.");
        Debug.Assert(incoming.IsPlain || (incoming.Positions.IsEmpty ? FusesRelu(in shape, !inputGradient.IsEmpty) : FusesPooling(in shape)), "The layer asks before it fuses.");
        Debug.Assert(inputGradient.IsEmpty || (inputGradient.Length >= shape.InputLength && prepared.Length >= BackwardPreparedLength(in shape)), "Lengths are checked by the layer.");
        Debug.Assert(!wantsWeights || (input.Length >= shape.InputLength && workspace.Length >= WorkspaceLength(in shape)), "Lengths are checked by the layer.");
        fixed (float* x = input, dy = incoming.Gradient, y = incoming.Output, w = prepared, dx = inputGradient, space = workspace)
        fixed (byte* positions = incoming.Positions)
        {
            var source = new GradientSource { Gradient = dy, Output = y, Positions = positions };
            float* partials = wantsWeights ? space : null;
            float* biases = source.IsPlain ? null : space + ChunkFold.BiasOffset(in shape);
            if (LaneWidth.Is512)
            {
                Backward<Lanes512>(in shape, x, in source, w, dx, partials, biases, part, team);
            }
            else if (LaneWidth.Is256)
            {
                Backward<Lanes256>(in shape, x, in source, w, dx, partials, biases, part, team);
            }
            else
            {
                Backward<Lanes128>(in shape, x, in source, w, dx, partials, biases, part, team);
            }
        }
    }

    /// <summary>dL/dw from the chunks' gradients.</summary>
    /// <param name="shape">The convolution.</param>
    /// <param name="workspace">What <see cref="BackwardPart"/> wrote.</param>
    /// <param name="weightGradient">dL/dw <c>[kh, kw, C / groups, O]</c>.</param>
    /// <param name="accumulate">Whether to add to the weight gradient rather than overwrite it.</param>
    /// <param name="team">Threads to use.</param>
    public static void Fold(in ConvolutionShape shape, Span<float> workspace, Span<float> weightGradient, bool accumulate, WorkerTeam team)
    {
        Debug.Assert(weightGradient.Length >= shape.WeightLength, "Lengths are checked by the layer.");
        fixed (float* space = workspace, dw = weightGradient)
        {
            if (LaneWidth.Is512)
            {
                ChunkFold.Run<Lanes512>(in shape, space, dw, accumulate, team);
            }
            else if (LaneWidth.Is256)
            {
                ChunkFold.Run<Lanes256>(in shape, space, dw, accumulate, team);
            }
            else
            {
                ChunkFold.Run<Lanes128>(in shape, space, dw, accumulate, team);
            }
        }
    }

    /// <summary>dL/db from the chunks' gradients, where dL/dz was not given itself.</summary>
    /// <param name="shape">The convolution.</param>
    /// <param name="workspace">What <see cref="BackwardPart"/> wrote.</param>
    /// <param name="biasGradient">dL/db; empty if not wanted.</param>
    /// <param name="accumulate">Whether to add to the bias gradient rather than overwrite it.</param>
    public static void FoldBiases(in ConvolutionShape shape, Span<float> workspace, Span<float> biasGradient, bool accumulate)
    {
        fixed (float* space = workspace)
        {
            ChunkFold.Biases(in shape, space + ChunkFold.BiasOffset(in shape), biasGradient, accumulate);
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

    /// <summary><see cref="BackwardPart"/> at one vector width.</summary>
    internal static void Backward<T>(in ConvolutionShape shape, float* x, in GradientSource source, float* prepared, float* dx, float* partials, float* biases, ChunkRange part, WorkerTeam team)
        where T : struct, ILanes<T>
    {
        if (Winograd.Suits(in shape))
        {
            WinogradBackward.Run<T>(in shape, x, in source, prepared, dx, partials, biases, part, team);
            return;
        }

        if (dx != null)
        {
            (int first, int end) = part.Images(in shape);
            ConvolutionShape images = shape.WithBatch(end - first), one = shape.WithBatch(1);
            DirectConvolution.InputGradient<T>(in images, source.Gradient + ((nint)first * one.OutputLength), prepared, dx + ((nint)first * one.InputLength), team);
        }

        if (partials != null)
        {
            DirectWeightGradient.Run<T>(in shape, x, in source, partials, biases, part, team);
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
