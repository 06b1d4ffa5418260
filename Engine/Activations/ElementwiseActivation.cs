namespace Engine.Activations;

/// <summary>A fixed elementwise function as a layer's activation: nothing is trained, and all layers share the object.</summary>
public abstract class ElementwiseActivation : Activation
{
    /// <summary>Gets the ONNX operator that computes it, or null where it takes several.</summary>
    public abstract string? OnnxOperator { get; }

    /// <summary>Gets the attributes that the ONNX operator needs to compute exactly this function.</summary>
    public abstract IReadOnlyList<OnnxAttribute> OnnxAttributes { get; }

    /// <summary>Gets the inputs at which the derivative jumps or does not exist.</summary>
    public abstract ReadOnlySpan<float> Kinks { get; }
}
