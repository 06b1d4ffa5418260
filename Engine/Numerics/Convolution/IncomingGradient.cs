namespace Engine.Numerics.Convolution;

/// <summary>
/// What reaches a convolution from above: dL/dz, or what the passes that follow the convolution leave of it, so that dL/dz need
/// not be stored. With <see cref="Output"/> it is dL/dy of y = relu(z); with <see cref="Positions"/> it is the gradient of the
/// 2×2 maxima of relu(z).
/// </summary>
internal readonly ref struct IncomingGradient
{
    /// <summary>Gets dL/dz or dL/dy <c>[B, H', W', O]</c>, or that of the maxima <c>[B, H'/2, W'/2, O]</c>.</summary>
    public ReadOnlySpan<float> Gradient { get; init; }

    /// <summary>Gets y = relu(z), where <see cref="Gradient"/> is dL/dy; else empty.</summary>
    public ReadOnlySpan<float> Output { get; init; }

    /// <summary>Gets what <see cref="Convolution.ForwardPooled"/> remembered, where <see cref="Gradient"/> is that of the maxima; else empty.</summary>
    public ReadOnlySpan<byte> Positions { get; init; }

    /// <summary>Gets where the sums of dL/dz over all pixels go; only if dL/dz is not given itself. Empty if not wanted.</summary>
    public Span<float> BiasGradient { get; init; }

    /// <summary>Gets whether to add to the bias gradient rather than overwrite it.</summary>
    public bool AccumulateBias { get; init; }

    /// <summary>Gets whether it is dL/dz itself.</summary>
    public bool IsPlain => Output.IsEmpty && Positions.IsEmpty;
}
