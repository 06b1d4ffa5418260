namespace Engine.Autograd;

/// <summary>
/// A weight gradient that has not been formed: dW = xᵀ·dz, with x <c>[B, I]</c> and dz <c>[B, O]</c> in a tape's memory, valid
/// until the tape is reset. An optimizer step that forms it block by block never writes it to memory.
/// </summary>
internal readonly unsafe struct DeferredProduct
{
    /// <summary>Gets x.</summary>
    public required float* Input { get; init; }

    /// <summary>Gets dz.</summary>
    public required float* OutputGradient { get; init; }

    /// <summary>Gets the number of rows of both, B.</summary>
    public required int Rows { get; init; }
}
