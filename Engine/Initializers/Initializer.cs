namespace Engine.Initializers;

/// <summary>Gives weights their starting values; the same seed and stream give the same bits everywhere.</summary>
public abstract class Initializer
{
    /// <summary>Gets the spelling by which <see cref="InitializerCatalog"/> makes this initializer again.</summary>
    public abstract string Name { get; }

    /// <summary>Fills an array.</summary>
    /// <param name="values">The array, row-major.</param>
    /// <param name="shape">Its shape; the last axis is the neurons.</param>
    /// <param name="fanIn">How many inputs feed one neuron: I, or taps times channels.</param>
    /// <param name="fanOut">How many neurons one input feeds: O, or taps times channels out.</param>
    /// <param name="seed">The network's seed.</param>
    /// <param name="stream">A number that no other parameter of the network has.</param>
    /// <exception cref="ArgumentException">The length isn't the shape's, or a fan is below 1.</exception>
    public void Fill(Span<float> values, Shape shape, int fanIn, int fanOut, ulong seed, uint stream)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(fanIn, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(fanOut, 1);
        if (values.Length != shape.Count)
        {
            throw new ArgumentException($"Initializer {Name} got room for {values.Length} values of shape {shape}.", nameof(values));
        }

        Draw(values, shape, fanIn, fanOut, seed, stream);
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>Does what <see cref="Fill"/> promises, on arguments that match.</summary>
    /// <param name="values">As checked.</param>
    /// <param name="shape">As checked.</param>
    /// <param name="fanIn">As checked.</param>
    /// <param name="fanOut">As checked.</param>
    /// <param name="seed">The network's seed.</param>
    /// <param name="stream">The parameter's own stream.</param>
    protected abstract void Draw(Span<float> values, Shape shape, int fanIn, int fanOut, ulong seed, uint stream);
}
