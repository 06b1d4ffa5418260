using System.Runtime.CompilerServices;
using Engine.Numerics;
using Engine.Numerics.Lanes;
using Engine.Threading;

namespace Engine.Losses;

/// <summary>
/// Evaluates an <see cref="IElementLoss"/> over blocks of fixed length; inside a block 16 virtual lanes hold the sum, so its
/// bits depend neither on the lanes' width nor on the number of threads.
/// </summary>
/// <typeparam name="TLoss">The loss of one prediction.</typeparam>
internal readonly unsafe struct ElementLossWork<TLoss> : IWork<ElementLossWork<TLoss>>
    where TLoss : unmanaged, IElementLoss
{
    /// <summary>Predictions in a block: with targets and gradients 12 KB, which stay in the first-level cache.</summary>
    public const int BlockLength = 1024;

    /// <summary>Gets the loss.</summary>
    public required TLoss Loss { get; init; }

    /// <summary>Gets the predictions <c>[B, O]</c>.</summary>
    public required float* Predictions { get; init; }

    /// <summary>Gets where the gradient <c>[B, O]</c> goes, or null.</summary>
    public required float* Gradient { get; init; }

    /// <summary>Gets the target values <c>[B, O]</c>, or null.</summary>
    public required float* Values { get; init; }

    /// <summary>Gets the labels <c>[B]</c>, or null.</summary>
    public required int* Labels { get; init; }

    /// <summary>Gets where each block's sum goes.</summary>
    public required double* Sums { get; init; }

    /// <summary>Gets the number of predictions.</summary>
    public required int Count { get; init; }

    /// <summary>Gets the number of outputs O.</summary>
    public required int Outputs { get; init; }

    /// <summary>Gets the number of parts.</summary>
    public required int Parts { get; init; }

    /// <inheritdoc/>
    public static void Execute(in ElementLossWork<TLoss> work, int part, Scratch scratch)
    {
        int blocks = (work.Count + BlockLength - 1) / BlockLength;
        int end = (int)((long)blocks * (part + 1) / work.Parts);
        float* oneHot = stackalloc float[BlockLength];
        for (int block = (int)((long)blocks * part / work.Parts); block < end; block++)
        {
            int start = block * BlockLength;
            int length = Math.Min(BlockLength, work.Count - start);
            float* targets = work.Values + start;
            if (work.Labels != null)
            {
                work.Expand(start, new Span<float>(oneHot, length));
                targets = oneHot;
            }

            work.Sums[block] = LaneWidth.Is512 ? work.Block<Lanes512>(start, length, targets)
                : LaneWidth.Is256 ? work.Block<Lanes256>(start, length, targets)
                : work.Block<Lanes128>(start, length, targets);
        }
    }

    /// <summary>One block's gradient and sum at a given width.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal double Block<T>(int start, int length, float* targets)
        where T : struct, ILanes<T>
    {
        TLoss loss = Loss;
        T scale = T.Broadcast(1f / Count);
        float* predictions = Predictions + start;
        float* gradient = Gradient == null ? null : Gradient + start;
        float* lanes = stackalloc float[LaneWidth.Virtual];
        int whole = length - (length % LaneWidth.Virtual);
        for (int lane = 0; lane < LaneWidth.Virtual; lane += T.Count)
        {
            T sum = T.Broadcast(0);
            for (int i = lane; i < whole; i += LaneWidth.Virtual)
            {
                sum += loss.Evaluate(T.Load(in predictions[i], 0), T.Load(in targets[i], 0), out T slope);
                if (gradient != null)
                {
                    T.Store(Denormals.Multiply(slope, scale), ref gradient[i], 0);
                }
            }

            T.Store(sum, ref lanes[lane], 0);
        }

        if (whole < length)
        {
            Rest(predictions + whole, targets + whole, gradient == null ? null : gradient + whole, length - whole, scale, lanes);
        }

        double total = 0;
        for (int lane = 0; lane < LaneWidth.Virtual; lane++)
        {
            total += lanes[lane];
        }

        return total;
    }

    /// <summary>The last predictions, fewer than the virtual lanes, on a padded copy of which only they count.</summary>
    private void Rest<T>(float* predictions, float* targets, float* gradient, int count, T scale, float* lanes)
        where T : struct, ILanes<T>
    {
        float* copy = stackalloc float[4 * LaneWidth.Virtual];
        var inputs = new Span<float>(copy, LaneWidth.Virtual);
        var wanted = new Span<float>(copy + LaneWidth.Virtual, LaneWidth.Virtual);
        inputs.Clear();
        wanted.Clear();
        new ReadOnlySpan<float>(predictions, count).CopyTo(inputs);
        new ReadOnlySpan<float>(targets, count).CopyTo(wanted);
        float* losses = copy + (2 * LaneWidth.Virtual);
        float* slopes = copy + (3 * LaneWidth.Virtual);
        for (int lane = 0; lane < LaneWidth.Virtual; lane += T.Count)
        {
            T.Store(Loss.Evaluate(T.Load(in copy[lane], 0), T.Load(in copy[LaneWidth.Virtual + lane], 0), out T slope), ref losses[lane], 0);
            T.Store(Denormals.Multiply(slope, scale), ref slopes[lane], 0);
        }

        for (int i = 0; i < count; i++)
        {
            lanes[i] += losses[i];
        }

        if (gradient != null)
        {
            new ReadOnlySpan<float>(slopes, count).CopyTo(new Span<float>(gradient, count));
        }
    }

    /// <summary>Writes labels as the values they stand for.</summary>
    private void Expand(int start, Span<float> values)
    {
        if (Outputs == 1)
        {
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = Labels[start + i];
            }

            return;
        }

        values.Clear();
        int end = start + values.Length;
        for (int sample = start / Outputs; sample * Outputs < end; sample++)
        {
            int position = (sample * Outputs) + Labels[sample] - start;
            if ((uint)position < (uint)values.Length)
            {
                values[position] = 1;
            }
        }
    }
}
