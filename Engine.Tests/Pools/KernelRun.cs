using Engine.Activations;
using Engine.Pools.Kernels;
using Engine.Tests.Support;
using Engine.Threading;

namespace Engine.Tests.Pools;

/// <summary>One forward and backward pass of a column kernel over guarded buffers with random numbers.</summary>
internal sealed class KernelRun
{
    public KernelRun(ColumnKernel kernel, int rows, int neurons, int seed, float spread = 3)
    {
        Kernel = kernel;
        Rows = rows;
        Neurons = neurons;
        var random = new Random(seed);
        Input = Fill(new GuardedBuffer(rows * neurons), random, spread);
        OutputGradient = Fill(new GuardedBuffer(rows * neurons), random, 1);
        Output = new GuardedBuffer(rows * neurons);
        InputGradient = new GuardedBuffer(rows * neurons);
        Saved = new GuardedBuffer(rows * neurons * kernel.SavedPerElement);
        Coefficients = kernel.CreateCoefficients(neurons);
        for (int row = 0; row < kernel.Coefficients; row++)
        {
            foreach (ref float c in Coefficients.Row(row))
            {
                c = (float)(2 * random.NextDouble() - 1);
            }
        }

        Sums = new ColumnSums(kernel.Sums, neurons);
    }

    public ColumnKernel Kernel { get; }

    public int Rows { get; }

    public int Neurons { get; }

    public GuardedBuffer Input { get; }

    public GuardedBuffer Output { get; }

    public GuardedBuffer OutputGradient { get; }

    public GuardedBuffer InputGradient { get; }

    public GuardedBuffer Saved { get; }

    public PaddedRows Coefficients { get; }

    public ColumnSums Sums { get; }

    public KernelRun Forward(int threads = 1, bool saves = true)
    {
        Kernel.Prepare(Coefficients);
        Kernel.Forward(
            new ActivationForward
            {
                Neurons = Neurons,
                Input = Input.Span,
                Output = Output.Span,
                Saved = saves ? Saved.Span : [],
                IsTraining = saves,
                Team = new WorkerTeam(threads),
            },
            Coefficients,
            0,
            Neurons);
        return this;
    }

    public KernelRun Backward(int threads = 1)
    {
        Kernel.Backward(
            new ActivationBackward
            {
                Neurons = Neurons,
                Input = Input.Span,
                Saved = Saved.Span,
                OutputGradient = OutputGradient.Span,
                InputGradient = InputGradient.Span,
                Team = new WorkerTeam(threads),
            },
            Coefficients,
            Sums,
            0,
            Neurons);
        return this;
    }

    public void CheckGuards()
    {
        Input.AssertIntact();
        Output.AssertIntact();
        OutputGradient.AssertIntact();
        InputGradient.AssertIntact();
        Saved.AssertIntact();
    }

    private static GuardedBuffer Fill(GuardedBuffer array, Random random, float spread)
    {
        foreach (ref float x in array.Span)
        {
            x = spread * (float)(random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5);
        }

        return array;
    }
}
