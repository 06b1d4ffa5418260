namespace Engine.Activations;

/// <summary>What a derivative is computed from, and so what the forward pass has to keep.</summary>
[Flags]
public enum BackwardNeeds
{
    /// <summary>Nothing: the derivative is constant.</summary>
    None = 0,

    /// <summary>The input z.</summary>
    Input = 1,

    /// <summary>The output y; the input may be overwritten by it.</summary>
    Output = 2,
}
