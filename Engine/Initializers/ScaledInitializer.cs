using Engine.Numerics;

namespace Engine.Initializers;

/// <summary>Independent draws around 0 whose variance follows from the fans.</summary>
public abstract class ScaledInitializer : Initializer
{
    private protected ScaledInitializer(bool isNormal) => IsNormal = isNormal;

    /// <summary>Gets whether draws are normal; if not, they are uniform.</summary>
    public bool IsNormal { get; }

    /// <summary>Gets the distribution's part of the name.</summary>
    private protected string Distribution => IsNormal ? "normal" : "uniform";

    /// <inheritdoc/>
    protected sealed override void Draw(Span<float> values, Shape shape, int fanIn, int fanOut, ulong seed, uint stream)
    {
        double variance = Variance(fanIn, fanOut);
        var random = new CounterRandom(seed, stream);
        if (IsNormal)
        {
            random.FillNormal(values, 0, (float)Math.Sqrt(variance));
        }
        else
        {
            // A uniform distribution on ±a has the variance a²/3.
            float limit = (float)Math.Sqrt(3 * variance);
            random.FillUniform(values, -limit, limit);
        }
    }

    /// <summary>The variance of the draws.</summary>
    private protected abstract double Variance(int fanIn, int fanOut);
}
