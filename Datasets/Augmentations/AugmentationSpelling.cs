using System.Globalization;
using System.Text.RegularExpressions;

namespace Engine.Datasets.Augmentations;

/// <summary>
/// The one-line spelling of augmentations, joined by commas and applied in that order: <c>flip</c> mirrors every other image,
/// <c>crop4</c> shifts by up to 4 pixels, <c>cutout8</c> blanks a square of 8 pixels.
/// </summary>
public static partial class AugmentationSpelling
{
    private const int UsualCrop = 4;
    private const int UsualCutout = 16;

    /// <summary>Makes the augmentations that a spelling describes.</summary>
    /// <param name="spelling">Such as <c>flip,crop4</c>; empty for none.</param>
    /// <param name="shape">The shape of a sample.</param>
    /// <param name="fill">What blank pixels hold, one value for each channel; 0 if none is given.</param>
    /// <exception cref="ArgumentException">A word is unknown, or the samples can't be changed so; the message says why.</exception>
    public static Augmentation[] Parse(string spelling, Shape shape, ReadOnlySpan<float> fill = default)
    {
        ArgumentNullException.ThrowIfNull(spelling);
        if (spelling.Length == 0)
        {
            return [];
        }

        string[] words = spelling.Split(',', StringSplitOptions.TrimEntries);
        if (shape.Rank != 3)
        {
            throw new ArgumentException($"'{spelling}' changes images [height, width, channels], and the samples are {shape}.", nameof(shape));
        }

        var steps = new Augmentation[words.Length];
        for (int i = 0; i < words.Length; i++)
        {
            steps[i] = ParseWord(words[i], shape, fill);
        }

        return steps;
    }

    private static Augmentation ParseWord(string word, Shape shape, ReadOnlySpan<float> fill)
    {
        Match match = Word().Match(word);
        string name = match.Groups["name"].Value.ToLowerInvariant();
        bool hasSize = match.Groups["size"].Success;
        if (!match.Success || (name == "flip" && hasSize))
        {
            throw new ArgumentException(
                $"'{word}' is no augmentation; they are flip, crop4 (a shift of up to 4 pixels) and cutout8 (a blank square of 8 pixels), joined by commas.", nameof(word));
        }

        if (name == "flip")
        {
            return new RandomHorizontalFlip();
        }

        int size = hasSize ? int.Parse(match.Groups["size"].ValueSpan, CultureInfo.InvariantCulture) : name == "crop" ? UsualCrop : UsualCutout;
        int limit = Math.Min(shape[0], shape[1]);
        if (size >= limit)
        {
            throw new ArgumentException($"'{word}' can leave nothing of images {shape}: the size must be below {limit}.", nameof(word));
        }

        return name == "crop" ? new RandomCrop(size, fill) : new Cutout(size, fill);
    }

    [GeneratedRegex(@"^(?<name>flip|crop|cutout)(?<size>[1-9]\d{0,3})?$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Word();
}
