using System.Diagnostics;
using Engine.Numerics.Lanes;
using Engine.Threading;

namespace Engine.Numerics.Normalization;

/// <summary>
/// Batch normalization of <c>[rows, channels]</c>, a row being a sample or a pixel (Ioffe &amp; Szegedy, 2015):
/// y = γ·(x - mean)/√(variance + ε) + β, with each channel's statistics over all rows.
/// </summary>
internal static unsafe partial class BatchNormalization
{
    /// <summary>Floats of working memory that the statistics and the backward pass need.</summary>
    public static int WorkspaceLength(int channels) => Math.Max(ChannelSums.WorkLength(channels), ChannelStatistics.WorkLength(channels));

    /// <summary>Mean and (biased) variance of every channel; a large mean costs no accuracy.</summary>
    /// <param name="rows">Rows, at least 1.</param>
    /// <param name="input">x <c>[rows, channels]</c>.</param>
    /// <param name="mean">Where the means go; its length is the number of channels.</param>
    /// <param name="variance">Where the variances go.</param>
    /// <param name="workspace"><see cref="WorkspaceLength"/> floats of any content.</param>
    /// <param name="team">Threads to use.</param>
    public static void Statistics(int rows, ReadOnlySpan<float> input, Span<float> mean, Span<float> variance, Span<float> workspace, WorkerTeam team)
    {
        Debug.Assert(rows > 0 && input.Length >= rows * mean.Length && variance.Length >= mean.Length && workspace.Length >= WorkspaceLength(mean.Length), "Lengths are checked by the layer.");
        fixed (float* x = input, m = mean, v = variance, sums = workspace)
        {
            if (LaneWidth.Is512)
            {
                ChannelStatistics.Run<Lanes512>(rows, mean.Length, x, m, v, sums, team);
            }
            else if (LaneWidth.Is256)
            {
                ChannelStatistics.Run<Lanes256>(rows, mean.Length, x, m, v, sums, team);
            }
            else
            {
                ChannelStatistics.Run<Lanes128>(rows, mean.Length, x, m, v, sums, team);
            }
        }
    }

    /// <summary>1/√(variance + ε).</summary>
    public static void InverseDeviation(ReadOnlySpan<float> variance, float epsilon, Span<float> inverseDeviation)
    {
        for (int i = 0; i < variance.Length; i++)
        {
            inverseDeviation[i] = 1 / MathF.Sqrt(variance[i] + epsilon);
        }
    }

    /// <summary>y = γ·(x - mean)·inverse deviation + β, or its ReLU, in training or with running statistics.</summary>
    /// <param name="rows">Rows.</param>
    /// <param name="input">x <c>[rows, channels]</c>.</param>
    /// <param name="mean">One value per channel.</param>
    /// <param name="inverseDeviation">One value per channel.</param>
    /// <param name="gamma">γ.</param>
    /// <param name="beta">β.</param>
    /// <param name="relu">Whether negative outputs become 0.</param>
    /// <param name="output">y; may be the same memory as x.</param>
    /// <param name="team">Threads to use.</param>
    public static void Forward(int rows, ReadOnlySpan<float> input, ReadOnlySpan<float> mean, ReadOnlySpan<float> inverseDeviation, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta, bool relu, Span<float> output, WorkerTeam team)
    {
        Debug.Assert(input.Length >= rows * mean.Length && output.Length >= rows * mean.Length, "Lengths are checked by the layer.");
        fixed (float* x = input, m = mean, s = inverseDeviation, g = gamma, b = beta, y = output)
        {
            var elements = new ChannelElements { Rows = rows, Channels = mean.Length, Values = x, Mean = m, InverseDeviation = s, Gamma = g, Beta = b, Output = y };
            if (relu)
            {
                Run<ForwardTerm<ReluGate>>(in elements, team);
            }
            else
            {
                Run<ForwardTerm<OpenGate>>(in elements, team);
            }
        }
    }

    /// <summary>All gradients of a training pass, whose statistics depend on x.</summary>
    /// <param name="rows">Rows.</param>
    /// <param name="input">x.</param>
    /// <param name="outputGradient">dL/dy.</param>
    /// <param name="mean">The statistics of the forward pass.</param>
    /// <param name="inverseDeviation">The statistics of the forward pass.</param>
    /// <param name="gamma">γ.</param>
    /// <param name="beta">β.</param>
    /// <param name="relu">Whether y went through a ReLU.</param>
    /// <param name="inputGradient">dL/dx, overwritten; may be the same memory as dL/dy; empty if not wanted.</param>
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
        ReadOnlySpan<float> beta,
        bool relu,
        Span<float> inputGradient,
        Span<float> gammaGradient,
        Span<float> betaGradient,
        bool accumulate,
        Span<float> workspace,
        WorkerTeam team)
    {
        int channels = mean.Length;
        Debug.Assert(rows > 0 && input.Length >= rows * channels && outputGradient.Length >= rows * channels && workspace.Length >= WorkspaceLength(channels), "Lengths are checked by the layer.");
        fixed (float* x = input, dy = outputGradient, m = mean, s = inverseDeviation, g = gamma, b = beta, dx = inputGradient, sums = workspace)
        {
            var elements = new ChannelElements { Rows = rows, Channels = channels, Values = x, Gradient = dy, Mean = m, InverseDeviation = s, Gamma = g, Beta = b, Output = dx };
            float* totals = relu ? Sums<ReluGate>(in elements, sums, team) : Sums<OpenGate>(in elements, sums, team);
            for (int i = 0; i < channels; i++)
            {
                betaGradient[i] = totals[i] + (accumulate ? betaGradient[i] : 0);
                gammaGradient[i] = totals[channels + i] + (accumulate ? gammaGradient[i] : 0);
                totals[i] /= rows;
                totals[channels + i] /= rows;
            }

            if (dx == null)
            {
                return;
            }

            elements.MeanGradient = totals;
            elements.MeanProduct = totals + channels;
            if (relu)
            {
                Run<BackwardTerm<ReluGate>>(in elements, team);
            }
            else
            {
                Run<BackwardTerm<OpenGate>>(in elements, team);
            }
        }
    }

    /// <summary>Writes normalization with fixed statistics as y = scale·x + shift.</summary>
    public static void Fold(ReadOnlySpan<float> mean, ReadOnlySpan<float> variance, float epsilon, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta, Span<float> scale, Span<float> shift)
    {
        for (int i = 0; i < mean.Length; i++)
        {
            scale[i] = gamma[i] / MathF.Sqrt(variance[i] + epsilon);
            shift[i] = MathF.FusedMultiplyAdd(-mean[i], scale[i], beta[i]);
        }
    }

    /// <summary>Absorbs scale·z + shift into the layer that computes z: weights <c>[inputs, channels]</c> (convolutions alike) and bias.</summary>
    public static void FoldInto(ReadOnlySpan<float> scale, ReadOnlySpan<float> shift, Span<float> weights, Span<float> bias)
    {
        for (int i = 0; i < weights.Length; i++)
        {
            weights[i] *= scale[i % scale.Length];
        }

        for (int i = 0; i < scale.Length; i++)
        {
            bias[i] = MathF.FusedMultiplyAdd(bias[i], scale[i], shift[i]);
        }
    }

    private static float* Sums<TGate>(in ChannelElements elements, float* work, WorkerTeam team)
        where TGate : struct, IOutputGate =>
        LaneWidth.Is512 ? ChannelSums.Run<Lanes512, TGate>(in elements, work, team)
            : LaneWidth.Is256 ? ChannelSums.Run<Lanes256, TGate>(in elements, work, team)
            : ChannelSums.Run<Lanes128, TGate>(in elements, work, team);
}
