namespace Engine.Layers;

/// <summary>The elements of neighboring rows, as <see cref="ActivationStage"/> takes them.</summary>
/// <param name="First">The first row's first element.</param>
/// <param name="End">The element after the last row.</param>
/// <param name="Kept">Where their z begins among the saved floats.</param>
internal readonly record struct StageRows(int First, int End, int Kept)
{
    /// <summary>Gets the number of elements.</summary>
    public int Count => End - First;

    /// <summary>All elements of a pass.</summary>
    public static StageRows All(int count) => new(0, count, 0);
}
