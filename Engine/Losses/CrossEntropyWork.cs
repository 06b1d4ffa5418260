using System.Runtime.CompilerServices;
using Engine.Numerics;
using Engine.Numerics.Lanes;
using Engine.Threading;

namespace Engine.Losses;

/// <summary>
/// Softmax cross-entropy of blocks of 16 samples, transposed so that each lane is one sample and classes follow each other:
/// no sum crosses lanes, so bits don't depend on their number, and ten classes waste none.
/// </summary>
internal readonly unsafe partial struct CrossEntropyWork : IWork<CrossEntropyWork>
{
    /// <summary>Samples in a block: the lanes of the widest kind.</summary>
    public const int BlockRows = LaneWidth.Virtual;

    // Rows that are transposed together: as many pointers as the registers hold at ease.
    private const int RowsAtOnce = 4;

    /// <summary>Gets the logits <c>[B, O]</c>.</summary>
    public required float* Logits { get; init; }

    /// <summary>Gets where the gradient <c>[B, O]</c> goes, or null.</summary>
    public required float* Gradient { get; init; }

    /// <summary>Gets the class probabilities <c>[B, O]</c>, or null.</summary>
    public required float* Values { get; init; }

    /// <summary>Gets the labels <c>[B]</c>, or null.</summary>
    public required int* Labels { get; init; }

    /// <summary>Gets where each sample's loss goes, in whole blocks.</summary>
    public required float* Losses { get; init; }

    /// <summary>Gets the working memory of all parts.</summary>
    public required float* Scratch { get; init; }

    /// <summary>Gets the length of one part's working memory.</summary>
    public required int ScratchLength { get; init; }

    /// <summary>Gets the number of samples.</summary>
    public required int Batch { get; init; }

    /// <summary>Gets the number of classes.</summary>
    public required int Outputs { get; init; }

    /// <summary>Gets the number of parts.</summary>
    public required int Parts { get; init; }

    /// <summary>Gets the share of the targets that smoothing leaves.</summary>
    public required float Kept { get; init; }

    /// <summary>Gets what smoothing adds to every target.</summary>
    public required float Spread { get; init; }

    /// <summary>Gets 1/B, by which gradients are multiplied.</summary>
    public required float Scale { get; init; }

    /// <summary>Gets whether logits pass a softmax before they are taken as logits.</summary>
    public bool IsDouble { get; init; }

    /// <inheritdoc/>
    public static void Execute(in CrossEntropyWork work, int part, Scratch scratch)
    {
        int blocks = (work.Batch + BlockRows - 1) / BlockRows;
        int first = (int)((long)blocks * part / work.Parts);
        int end = (int)((long)blocks * (part + 1) / work.Parts);
        float* memory = work.Scratch + ((nint)part * work.ScratchLength);
        for (int block = first; block < end; block++)
        {
            if (LaneWidth.Is512)
            {
                work.Block<Lanes512>(block * BlockRows, memory);
            }
            else if (LaneWidth.Is256)
            {
                work.Block<Lanes256>(block * BlockRows, memory);
            }
            else
            {
                work.Block<Lanes128>(block * BlockRows, memory);
            }
        }
    }

    /// <summary>One block, from its logits to its losses and gradients.</summary>
    internal void Block<T>(int row, float* memory)
        where T : struct, ILanes<T>
    {
        int rows = Math.Min(BlockRows, Batch - row);
        float* logits = memory;
        float* targets = Labels != null ? null : memory + (BlockRows * Outputs);
        float* probabilities = IsDouble ? memory + (BlockRows * Outputs * (Labels != null ? 1 : 2)) : null;
        float* losses = Losses + row;
        ToLanes(Logits + ((nint)row * Outputs), rows, Outputs, logits);
        for (int lane = 0; IsDouble && lane < BlockRows; lane += T.Count)
        {
            Softmax<T>(logits + lane, probabilities + lane);
        }

        if (Labels != null)
        {
            // Until the kernel has run, each sample's place for its loss holds the logit of its label.
            for (int lane = 0; lane < BlockRows; lane++)
            {
                losses[lane] = lane < rows ? logits[(Labels[row + lane] * BlockRows) + lane] : 0;
            }
        }
        else
        {
            ToLanes(Values + ((nint)row * Outputs), rows, Outputs, targets);
        }

        for (int lane = 0; lane < BlockRows; lane += T.Count)
        {
            if (targets == null)
            {
                OfLabels<T>(logits + lane, losses + lane);
            }
            else
            {
                OfProbabilities<T>(logits + lane, targets + lane, losses + lane);
            }
        }

        if (Gradient == null)
        {
            return;
        }

        float kept = Kept * Scale;
        for (int lane = 0; Labels != null && lane < rows; lane++)
        {
            logits[(Labels[row + lane] * BlockRows) + lane] -= kept;
        }

        for (int lane = 0; IsDouble && lane < BlockRows; lane += T.Count)
        {
            SoftmaxBackward<T>(logits + lane, probabilities + lane);
        }

        FromLanes(logits, rows, Outputs, Gradient + ((nint)row * Outputs));
    }

    /// <summary>Turns logits into gradients that still lack the label's own term, and label logits into losses.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void OfLabels<T>(float* logits, float* losses)
        where T : struct, ILanes<T>
    {
        T largest = Largest<T>(logits);
        T sum = Exponentials(logits, largest, out T total);
        T linear = T.Broadcast(Kept) * (T.Load(in *losses, 0) - largest);
        if (Spread != 0)
        {
            // Not without smoothing: a class masked by a logit of -∞ would make 0·∞.
            linear = T.FusedMultiplyAdd(T.Broadcast(Spread), total, linear);
        }

        T.Store(LaneMath.Log(sum) - linear, ref *losses, 0);
        if (Gradient == null)
        {
            return;
        }

        T scale = T.Broadcast(Scale) / sum;
        T spread = T.Broadcast(Spread * Scale);
        float* end = logits + ((nint)Outputs * BlockRows);
        for (float* at = logits; at < end; at += BlockRows)
        {
            T.Store(Denormals.Multiply(T.Load(in *at, 0), scale) - spread, ref *at, 0);
        }
    }

    /// <summary>Turns logits into gradients for targets that are probabilities, and computes losses.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void OfProbabilities<T>(float* logits, float* targets, float* losses)
        where T : struct, ILanes<T>
    {
        // First the part of the loss that is linear in the logits, while they are still there.
        T largest = Largest<T>(logits);
        T linear = T.Broadcast(0), weight = linear;
        for (int o = 0; o < Outputs; o++)
        {
            T target = T.FusedMultiplyAdd(T.Broadcast(Kept), T.Load(in targets[o * BlockRows], 0), T.Broadcast(Spread));
            T.Store(target, ref targets[o * BlockRows], 0);
            linear = T.FusedMultiplyAdd(target, T.Load(in logits[o * BlockRows], 0) - largest, linear);
            weight += target;
        }

        T sum = Exponentials(logits, largest, out _);
        T.Store((LaneMath.Log(sum) * weight) - linear, ref *losses, 0);
        if (Gradient == null)
        {
            return;
        }

        T scale = T.Broadcast(Scale);
        T weighted = (scale * weight) / sum;
        for (int o = 0; o < Outputs; o++)
        {
            T probability = Denormals.Multiply(T.Load(in logits[o * BlockRows], 0), weighted);
            T target = Denormals.Multiply(T.Load(in targets[o * BlockRows], 0), scale);
            T.Store(probability - target, ref logits[o * BlockRows], 0);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private T Largest<T>(float* logits)
        where T : struct, ILanes<T>
    {
        T largest = T.Load(in *logits, 0);
        float* end = logits + ((nint)Outputs * BlockRows);
        for (float* at = logits + BlockRows; at < end; at += BlockRows)
        {
            largest = T.Max(largest, T.Load(in *at, 0));
        }

        return largest;
    }

    /// <summary>Replaces each logit by e^(logit - largest), and gives the sums of these and of the exponents.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private T Exponentials<T>(float* logits, T largest, out T total)
        where T : struct, ILanes<T>
    {
        T sum = T.Broadcast(0), exponents = sum;
        float* end = logits + ((nint)Outputs * BlockRows);
        for (float* at = logits; at < end; at += BlockRows)
        {
            T exponent = T.Load(in *at, 0) - largest;
            T exponential = LaneMath.Exp(exponent);
            T.Store(exponential, ref *at, 0);
            sum += exponential;
            exponents += exponent;
        }

        total = exponents;
        return sum;
    }

    /// <summary>[rows, O] to [O, 16], missing rows as zeros.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ToLanes(float* source, int rows, int outputs, float* lanes)
    {
        if (rows < BlockRows)
        {
            new Span<float>(lanes, BlockRows * outputs).Clear();
        }

        int row = 0;
        for (; row + RowsAtOnce <= rows; row += RowsAtOnce)
        {
            float* a = source + ((nint)row * outputs), b = a + outputs, c = b + outputs, d = c + outputs;
            float* to = lanes + row;
            for (nint o = 0; o < outputs; o++, to += BlockRows)
            {
                to[0] = a[o];
                to[1] = b[o];
                to[2] = c[o];
                to[3] = d[o];
            }
        }

        for (; row < rows; row++)
        {
            float* from = source + ((nint)row * outputs);
            for (int o = 0; o < outputs; o++)
            {
                lanes[(o * BlockRows) + row] = from[o];
            }
        }
    }

    /// <summary>[O, 16] to [rows, O].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FromLanes(float* lanes, int rows, int outputs, float* destination)
    {
        int row = 0;
        for (; row + RowsAtOnce <= rows; row += RowsAtOnce)
        {
            float* a = destination + ((nint)row * outputs), b = a + outputs, c = b + outputs, d = c + outputs;
            float* from = lanes + row;
            for (nint o = 0; o < outputs; o++, from += BlockRows)
            {
                a[o] = from[0];
                b[o] = from[1];
                c[o] = from[2];
                d[o] = from[3];
            }
        }

        for (; row < rows; row++)
        {
            float* to = destination + ((nint)row * outputs);
            for (int o = 0; o < outputs; o++)
            {
                to[o] = lanes[(o * BlockRows) + row];
            }
        }
    }
}
