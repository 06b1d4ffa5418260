using System.Diagnostics;
using Engine.Numerics.Lanes;
using Engine.Threading;

namespace Engine.Numerics.Convolution;

/// <content>The gradients: of a whole batch at once, or part by part with the chunks' sums added at the end.</content>
internal static unsafe partial class Convolution
{
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
}
