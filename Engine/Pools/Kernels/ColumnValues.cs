namespace Engine.Pools.Kernels;

/// <summary>
/// The registers of one block of neurons: its coefficients, or its running gradient sums. Only the fields that a function
/// touches exist after compilation.
/// </summary>
/// <typeparam name="T">The lanes.</typeparam>
internal struct ColumnValues<T>
{
    /// <summary>The number of values.</summary>
    public const int Capacity = 12;

    /// <summary>The values.</summary>
    public T V0, V1, V2, V3, V4, V5, V6, V7, V8, V9, V10, V11;
}
