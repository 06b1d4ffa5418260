namespace Engine.Activations;

/// <content>The fixed functions that layers use most; all others by <see cref="ActivationCatalog.Parse"/>.</content>
public abstract partial class Activation
{
    /// <summary>Gets f(z) = z.</summary>
    public static Activation Identity => ElementwiseActivation<Identity>.Plain;

    /// <summary>Gets f(z) = max(z, 0).</summary>
    public static Activation Relu => ElementwiseActivation<Relu>.Plain;

    /// <summary>Gets the hyperbolic tangent.</summary>
    public static Activation Tanh => ElementwiseActivation<Tanh>.Plain;

    /// <summary>Gets the logistic function 1/(1 + e⁻ᶻ).</summary>
    public static Activation Sigmoid => ElementwiseActivation<Sigmoid>.Plain;

    /// <summary>Gets z·σ(z).</summary>
    public static Activation Silu => ElementwiseActivation<Silu>.Plain;

    /// <summary>Gets z·Φ(z), exactly.</summary>
    public static Activation Gelu => ElementwiseActivation<Gelu>.Plain;
}
