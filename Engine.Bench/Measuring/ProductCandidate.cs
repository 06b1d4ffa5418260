using Engine.Numerics;
using Engine.Threading;

namespace Engine.Bench.Measuring;

/// <summary>One of the library's own matrix products.</summary>
internal sealed class ProductCandidate : Candidate
{
    private readonly ProductShape shape;
    private readonly WorkerTeam team;
    private readonly AlignedBuffer a;
    private readonly AlignedBuffer b;
    private readonly AlignedBuffer c;

    public ProductCandidate(ProductShape shape, WorkerTeam team)
        : base("Engine")
    {
        this.shape = shape;
        this.team = team;
        a = Draw(shape.M * shape.K, seed: 1);
        b = Draw(shape.K * shape.N, seed: 2);
        c = new AlignedBuffer(shape.M * shape.N);
    }

    /// <inheritdoc/>
    public override double Run(int steps) => Burst.Run(steps, Multiply);

    /// <summary>Values of normal size: products of denormal ones would measure something else.</summary>
    internal static AlignedBuffer Draw(int length, int seed)
    {
        var buffer = new AlignedBuffer(length);
        var random = new Random(seed);
        foreach (ref float value in buffer.Span)
        {
            value = random.NextSingle() - 0.5f;
        }

        return buffer;
    }

    private void Multiply() => Gemm.Multiply(a.Span, b.Span, c.Span, shape.M, shape.N, shape.K, team, shape.TransposeA, shape.TransposeB);
}
