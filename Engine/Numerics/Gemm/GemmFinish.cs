namespace Engine.Numerics;

/// <summary>What is done to a block's sums before they are in C.</summary>
[Flags]
internal enum GemmFinish
{
    /// <summary>C = sum, its <see cref="Denormals.SumStart"/> taken away.</summary>
    None = 0,

    /// <summary>C's old value is added to the sum.</summary>
    Accumulate = 1,

    /// <summary>The column's bias is added after the sum.</summary>
    Bias = 2,

    /// <summary>Negative results become 0; after the bias.</summary>
    Relu = 4,

    /// <summary>The sum keeps its <see cref="Denormals.SumStart"/>, for whoever combines it with others.</summary>
    Open = 8,
}
