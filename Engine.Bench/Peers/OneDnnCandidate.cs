using Engine.Bench.Measuring;
using Engine.Numerics;

namespace Engine.Bench.Peers;

/// <summary>oneDNN's product of the same shape.</summary>
internal sealed unsafe class OneDnnCandidate : Candidate
{
    private readonly ProductShape shape;
    private readonly AlignedBuffer a;
    private readonly AlignedBuffer b;
    private readonly AlignedBuffer c;

    public OneDnnCandidate(ProductShape shape)
        : base("oneDNN")
    {
        this.shape = shape;
        a = ProductCandidate.Draw(shape.M * shape.K, seed: 1);
        b = ProductCandidate.Draw(shape.K * shape.N, seed: 2);
        c = new AlignedBuffer(shape.M * shape.N);
    }

    /// <inheritdoc/>
    public override double Run(int steps)
    {
        double microseconds = Burst.Run(steps, Multiply);
        GC.KeepAlive(this);
        return microseconds;
    }

    private void Multiply() => OneDnn.Multiply(shape.TransposeA, shape.TransposeB, shape.M, shape.N, shape.K, a.Pointer, b.Pointer, c.Pointer);
}
