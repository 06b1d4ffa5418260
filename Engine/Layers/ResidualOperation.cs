using System.Runtime.CompilerServices;
using Engine.Activations;
using Engine.Autograd;
using Engine.Numerics;
using Engine.Numerics.Lanes;
using Engine.Threading;

namespace Engine.Layers;

/// <summary>
/// y = a + b, or its ReLU. Both inputs get the same gradient: the first takes over the output's memory where it may, and the
/// second gets its copy block by block from the nearest cache.
/// </summary>
internal sealed unsafe class ResidualOperation : Operation
{
    public static readonly ResidualOperation Instance = new();

    private const int Block = 1 << 12; // 16 KB of each array

    public override string Name => "Residual";

    internal override bool WritesOverGradient => true;

    public override Shape OutputShape(ReadOnlySpan<Shape> inputs) => inputs[0];

    /// <summary>y = a + b or its ReLU; y may be a.</summary>
    public static void Add(ReadOnlySpan<float> a, ReadOnlySpan<float> b, bool withRelu, Span<float> y, WorkerTeam team)
    {
        if (withRelu)
        {
            team.Apply(default(RectifiedSum), a, b, y);
        }
        else
        {
            team.Add(a, b, y);
        }
    }

    public override void Forward(in OperationForward pass) => Add(pass.Input(0), pass.Input(1), pass.Attribute == IReluFusion.WithRelu, pass.Output, pass.Team);

    public override void Backward(in OperationBackward pass)
    {
        Span<float> first = pass.Wants(0) ? pass.InputGradient(0) : [];
        Span<float> second = pass.Wants(1) ? pass.InputGradient(1) : [];
        if (pass.Attribute != IReluFusion.WithRelu)
        {
            Copy(pass.OutputGradient, first, pass.Team);
            Copy(pass.OutputGradient, second, pass.Team);
        }
        else if (first.IsEmpty || second.IsEmpty)
        {
            pass.Team.Apply(default(ReluGradient), pass.Output, pass.OutputGradient, first.IsEmpty ? second : first);
        }
        else
        {
            fixed (float* y = pass.Output, dy = pass.OutputGradient, one = first, two = second)
            {
                pass.Team.Run(new ReluWork { Output = y, Gradient = dy, First = one, Second = two, Length = first.Length }, (first.Length + Block - 1) / Block);
            }
        }
    }

    private static void Copy(Span<float> gradient, Span<float> destination, WorkerTeam team)
    {
        if (!destination.IsEmpty && destination != gradient)
        {
            team.Copy(gradient, destination);
        }
    }

    private readonly struct RectifiedSum : IBinaryOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Invoke<T>(T x, T y)
            where T : struct, ILanes<T> => default(Relu).Value(x + y);
    }

    private readonly struct ReluGradient : IBinaryOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Invoke<T>(T x, T y)
            where T : struct, ILanes<T> => Denormals.Multiply(default(Relu).Derivative(x), y);
    }

    private struct ReluWork : IWork<ReluWork>
    {
        public float* Output;
        public float* Gradient;
        public float* First;
        public float* Second;
        public int Length;

        public static void Execute(in ReluWork work, int part, Scratch scratch)
        {
            int start = part * Block, count = Math.Min(Block, work.Length - start);
            var first = new Span<float>(work.First + start, count);
            Map.Apply(default(ReluGradient), new ReadOnlySpan<float>(work.Output + start, count), new ReadOnlySpan<float>(work.Gradient + start, count), first);
            first.CopyTo(new Span<float>(work.Second + start, count));
        }
    }
}
