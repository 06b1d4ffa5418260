using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Engine.Activations;
using Engine.Numerics.Lanes;
using Engine.Threading;

namespace Engine.Pools.Kernels;

/// <summary>The kernel of one column function: cuts a pass into tiles, shares them between threads and picks the lane width.</summary>
/// <typeparam name="TFunction">The function.</typeparam>
internal sealed unsafe class ColumnKernel<TFunction> : ColumnKernel
    where TFunction : unmanaged, IColumnFunction
{
    // Below these sizes a pass takes only a few times as long as waking another thread.
    private const int LightParallelElements = 65536;
    private const int HeavyParallelElements = 16384;

    private readonly TFunction function;

    /// <summary>Creates the kernel of a function.</summary>
    public ColumnKernel(TFunction function) => this.function = function;

    /// <inheritdoc/>
    public override int Coefficients => TFunction.Coefficients;

    /// <inheritdoc/>
    public override int Sums => TFunction.Sums;

    /// <inheritdoc/>
    public override int SavedPerElement => TFunction.Saves ? 1 : 0;

    /// <inheritdoc/>
    public override (ElementwiseActivation Function, float Limit)? Multiple => function.Multiple;

    /// <inheritdoc/>
    public override PaddedRows CreateCoefficients(int neurons) => new(TFunction.Coefficients + TFunction.DerivedRows, neurons);

    /// <inheritdoc/>
    public override void Prepare(PaddedRows coefficients) => TFunction.Prepare(coefficients);

    /// <inheritdoc/>
    public override void Forward(in ActivationForward pass, PaddedRows coefficients, int firstColumn, int endColumn)
    {
        fixed (float* input = pass.Input, output = pass.Output, saved = pass.Saved)
        {
            ForwardWork work = new()
            {
                Function = function,
                Columns = new ColumnWork
                {
                    Input = input,
                    Output = output,
                    Saved = saved,
                    Saves = TFunction.Saves && saved != null,
                    Coefficients = coefficients.Pointer,
                    Rows = pass.Input.Length / pass.Neurons,
                    Neurons = pass.Neurons,
                    Stride = coefficients.Stride,
                    FirstColumn = firstColumn,
                    EndColumn = endColumn,
                },
            };
            work.Columns.Parts = CountParts(in work.Columns, pass.Team);
            pass.Team.Run(in work, work.Columns.Parts);
        }
    }

    /// <inheritdoc/>
    public override void ForwardUniform(
        float* input, float* output, (int Rows, int Stride, int Columns) shape, PaddedRows coefficients, int firstColumn)
    {
        float* first = coefficients.Pointer + firstColumn;
        if (LaneWidth.Is512)
        {
            UniformLoop<TFunction, Lanes512>.Forward(function, input, output, shape, first, coefficients.Stride);
        }
        else if (LaneWidth.Is256)
        {
            UniformLoop<TFunction, Lanes256>.Forward(function, input, output, shape, first, coefficients.Stride);
        }
        else
        {
            UniformLoop<TFunction, Lanes128>.Forward(function, input, output, shape, first, coefficients.Stride);
        }
    }

    /// <inheritdoc/>
    public override void Backward(
        in ActivationBackward pass, PaddedRows coefficients, ColumnSums sums, int firstColumn, int endColumn)
    {
        int rows = pass.Input.Length / pass.Neurons;
        int chunks = ColumnWork.CountChunks(rows);
        sums.Reserve(chunks);
        fixed (float* input = pass.Input, gradient = pass.OutputGradient, saved = pass.Saved, inputGradient = pass.InputGradient)
        {
            BackwardWork work = new()
            {
                Function = function,
                Columns = new ColumnWork
                {
                    Input = input,
                    Output = gradient,
                    Saved = saved,
                    InputGradient = inputGradient,
                    Coefficients = coefficients.Pointer,
                    Sums = sums.Values.Pointer,
                    Rows = rows,
                    Neurons = pass.Neurons,
                    Stride = coefficients.Stride,
                    FirstColumn = firstColumn,
                    EndColumn = endColumn,
                },
            };
            work.Columns.Parts = CountParts(in work.Columns, pass.Team);
            pass.Team.Run(in work, work.Columns.Parts);
        }

        sums.Fold(chunks, firstColumn, endColumn);
    }

    private static int CountParts(in ColumnWork work, WorkerTeam team)
    {
        int threshold = TFunction.BlocksPerRow > 2 ? LightParallelElements : HeavyParallelElements;
        return (long)work.Rows * (work.EndColumn - work.FirstColumn) < threshold ? 1 : Math.Min(team.Count, work.Tiles);
    }

    /// <summary>The forward pass as work for threads.</summary>
    [StructLayout(LayoutKind.Auto)]
    internal struct ForwardWork : IWork<ForwardWork>
    {
        /// <summary>The function with its constants.</summary>
        public TFunction Function;

        /// <summary>The arrays.</summary>
        public ColumnWork Columns;

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Execute(in ForwardWork work, int part, Scratch scratch)
        {
            ColumnWork columns = work.Columns;
            if (!columns.Saves)
            {
                columns.Saved = scratch.Reserve(2 * Lanes512.Count).Pointer;
            }

            (int first, int end) = columns.TilesOf(part);
            while (first < end)
            {
                ColumnWork.Tile place = columns.TilesAt(first, end, out first);
                if (LaneWidth.Is512)
                {
                    ColumnLoops<TFunction, Lanes512>.Forward(work.Function, in columns, in place);
                }
                else if (LaneWidth.Is256)
                {
                    ColumnLoops<TFunction, Lanes256>.Forward(work.Function, in columns, in place);
                }
                else
                {
                    ColumnLoops<TFunction, Lanes128>.Forward(work.Function, in columns, in place);
                }
            }
        }
    }

    /// <summary>The backward pass as work for threads.</summary>
    [StructLayout(LayoutKind.Auto)]
    internal struct BackwardWork : IWork<BackwardWork>
    {
        /// <summary>The function with its constants.</summary>
        public TFunction Function;

        /// <summary>The arrays.</summary>
        public ColumnWork Columns;

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Execute(in BackwardWork work, int part, Scratch scratch)
        {
            (int first, int end) = work.Columns.TilesOf(part);
            while (first < end)
            {
                ColumnWork.Tile place = work.Columns.TilesAt(first, end, out first);
                if (LaneWidth.Is512)
                {
                    ColumnLoops<TFunction, Lanes512>.Backward(work.Function, in work.Columns, in place);
                }
                else if (LaneWidth.Is256)
                {
                    ColumnLoops<TFunction, Lanes256>.Backward(work.Function, in work.Columns, in place);
                }
                else
                {
                    ColumnLoops<TFunction, Lanes128>.Backward(work.Function, in work.Columns, in place);
                }
            }
        }
    }
}
