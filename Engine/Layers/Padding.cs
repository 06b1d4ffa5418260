using System.Globalization;

namespace Engine.Layers;

/// <summary>How zeros surround an image before a window slides over it.</summary>
/// <param name="Kind">By rule or by number.</param>
/// <param name="Top">Rows above, where given by number.</param>
/// <param name="Left">Columns to the left, where given by number.</param>
/// <param name="Bottom">Rows below, where given by number.</param>
/// <param name="Right">Columns to the right, where given by number.</param>
public readonly record struct Padding(PaddingKind Kind, int Top, int Left, int Bottom, int Right)
{
    /// <summary>Gets the padding that keeps the size at stride 1; an odd pad puts the extra zeros below and to the right.</summary>
    public static Padding Same => new(PaddingKind.Same, 0, 0, 0, 0);

    /// <summary>Gets no padding.</summary>
    public static Padding Valid => new(PaddingKind.Explicit, 0, 0, 0, 0);

    /// <summary>The same number of zeros on all four sides.</summary>
    public static Padding All(int pixels) => new(PaddingKind.Explicit, pixels, pixels, pixels, pixels);

    /// <inheritdoc/>
    public override string ToString() => Kind == PaddingKind.Same
        ? "same"
        : string.Create(CultureInfo.InvariantCulture, $"{Top},{Left},{Bottom},{Right}");
}
