namespace Engine.Activations;

/// <content>The fixed functions that layers use most; all others by <see cref="ActivationCatalog.Parse"/>.</content>
public abstract partial class Activation
{
    /// <summary>Gets f(z) = z.</summary>
    public static Activation Identity { get; } = new ElementwiseActivation<Identity>(default);

    /// <summary>Gets f(z) = max(z, 0).</summary>
    public static Activation Relu { get; } = new ElementwiseActivation<Relu>(default);

    /// <summary>Gets the hyperbolic tangent.</summary>
    public static Activation Tanh { get; } = new ElementwiseActivation<Tanh>(default);

    /// <summary>Gets the logistic function 1/(1 + e⁻ᶻ).</summary>
    public static Activation Sigmoid { get; } = new ElementwiseActivation<Sigmoid>(default);

    /// <summary>Gets z·σ(z).</summary>
    public static Activation Silu { get; } = new ElementwiseActivation<Silu>(default);

    /// <summary>Gets z·Φ(z), exactly.</summary>
    public static Activation Gelu { get; } = new ElementwiseActivation<Gelu>(default);
}
