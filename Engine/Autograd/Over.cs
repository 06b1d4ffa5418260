namespace Engine.Autograd;

/// <summary>What a reduction runs over.</summary>
public enum Over
{
    /// <summary>All elements; the result is a scalar.</summary>
    Everything,

    /// <summary>The last axis; the result lacks it.</summary>
    LastAxis,

    /// <summary>The first axis; the result lacks it.</summary>
    Batch,
}
