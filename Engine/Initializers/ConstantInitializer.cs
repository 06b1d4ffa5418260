namespace Engine.Initializers;

/// <summary>One value everywhere.</summary>
/// <param name="value">The value.</param>
public sealed class ConstantInitializer(float value) : Initializer
{
    /// <inheritdoc/>
    public override string Name => Value == 0
        ? "zeros"
        : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"constant({Value:R})");

    /// <summary>Gets the value.</summary>
    public float Value { get; } = value;

    /// <inheritdoc/>
    protected override void Draw(Span<float> values, Shape shape, int fanIn, int fanOut, ulong seed, uint stream) => values.Fill(Value);
}
