using System.Globalization;
using System.Text.RegularExpressions;
using Engine.Activations;
using Engine.Numerics.Pooling;

namespace Engine.Layers;

/// <summary>
/// The one-line spelling of a network: tokens joined by <c>-</c>. The first is the input (<c>784</c>, <c>28x28x1</c>), the
/// last number the output layer. A number is a dense layer; <c>cN</c> a 3×3 same-padded convolution of N channels, with
/// <c>k5</c> for another window, <c>s2</c> a stride, <c>v</c> no padding; <c>p2</c> max and <c>a2</c> average pooling;
/// <c>gap</c> the global average; <c>bn</c> batch normalization; <c>drop0.2</c> dropout. The chosen activation follows every
/// hidden layer, and a normalization right behind that layer comes before it.
/// </summary>
public static partial class NetworkSpelling
{
    private const int DefaultKernel = 3;
    private const string Normalization = "bn";

    /// <summary>Makes the network that a spelling or one of <see cref="NamedNetworks"/> describes.</summary>
    /// <param name="spelling">Such as <c>784-256-256-10</c> or <c>lenet5</c>.</param>
    /// <param name="activation">What hidden neurons apply.</param>
    /// <exception cref="FormatException">A token is unknown or out of place; the message names it.</exception>
    public static Network Parse(string spelling, Activation activation)
    {
        ArgumentNullException.ThrowIfNull(spelling);
        ArgumentNullException.ThrowIfNull(activation);
        if (NamedNetworks.TryCreate(spelling, activation) is { } named)
        {
            return named;
        }

        string[] tokens = spelling.Split('-', StringSplitOptions.TrimEntries);
        if (tokens.Length < 2)
        {
            string names = string.Join(", ", NamedNetworks.Names);
            throw new FormatException($"'{spelling}' is no network: it needs an input and at least one layer, such as 784-256-10, or a name ({names}).");
        }

        Shape shape = ParseInput(tokens[0], spelling);
        List<Layer> layers = [];
        bool flat = shape.Rank == 1;
        for (int i = 1; i < tokens.Length; i++)
        {
            bool isLast = i == tokens.Length - 1, isNormalized = !isLast && tokens[i + 1] == Normalization;
            Layer layer = ParseToken(tokens[i], isLast || isNormalized ? Activation.Identity : activation, spelling);
            if (layer is Dense && !flat)
            {
                layers.Add(new Flatten());
                flat = true;
            }

            flat |= layer is GlobalAveragePool2D;
            layers.Add(layer);
            if (!isLast && layers is [.., Dense or Conv2D, BatchNorm])
            {
                layers.Add(new ActivationLayer(activation));
            }
        }

        return new Network(shape, [.. layers]);
    }

    private static Shape ParseInput(string token, string spelling)
    {
        string[] axes = token.Split('x');
        var lengths = new int[axes.Length];
        for (int i = 0; i < axes.Length; i++)
        {
            if (!int.TryParse(axes[i], NumberStyles.None, CultureInfo.InvariantCulture, out lengths[i]) || lengths[i] < 1)
            {
                throw new FormatException($"The input '{token}' of the network '{spelling}' is not a size such as 784 or 28x28x1.");
            }
        }

        return axes.Length is 1 or 3
            ? new Shape(lengths)
            : throw new FormatException($"The input '{token}' of the network '{spelling}' needs one axis (784) or three (28x28x1).");
    }

    private static Layer ParseToken(string token, Activation activation, string spelling)
    {
        if (int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out int units) && units > 0)
        {
            return new Dense(units, activation);
        }

        return ParseWord(token, activation, spelling);
    }

    // Apart, so that a network of numbers alone never loads the regular expressions.
    private static Layer ParseWord(string token, Activation activation, string spelling)
    {
        if (ConvolutionToken().Match(token) is { Success: true } convolution)
        {
            Padding padding = convolution.Groups["valid"].Success ? Padding.Valid : Padding.Same;
            return new Conv2D(Number(convolution, "channels", 1), Number(convolution, "kernel", DefaultKernel), activation, Number(convolution, "stride", 1), padding);
        }

        if (PoolToken().Match(token) is { Success: true } pool)
        {
            int window = Number(pool, "window", 1);
            if (pool.Groups["kind"].Value == "a")
            {
                return new AveragePool2D(window);
            }

            return window * window <= MaxPooling.MostTaps
                ? new MaxPool2D(window)
                : throw new FormatException($"'{token}' in the network '{spelling}' is too large: max pooling windows go up to {(int)Math.Sqrt(MaxPooling.MostTaps)}.");
        }

        if (token.StartsWith("drop", StringComparison.Ordinal)
            && float.TryParse(token.AsSpan(4), NumberStyles.Float, CultureInfo.InvariantCulture, out float rate)
            && rate is >= 0 and < 1)
        {
            return new Dropout(rate);
        }

        return token switch
        {
            "gap" => new GlobalAveragePool2D(),
            Normalization => new BatchNorm(),
            _ => throw new FormatException(
                $"'{token}' in the network '{spelling}' is no layer; layers are 256, c32, c32k5, c32s2, c32v, p2, a2, gap, bn and drop0.2."),
        };
    }

    private static int Number(Match match, string group, int missing) =>
        match.Groups[group].Success && int.TryParse(match.Groups[group].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : missing;

    [GeneratedRegex(@"^c(?<channels>[1-9]\d{0,5})(?:k(?<kernel>[1-9]\d{0,3}))?(?:s(?<stride>[1-9]\d{0,3}))?(?<valid>v)?$", RegexOptions.CultureInvariant)]
    private static partial Regex ConvolutionToken();

    [GeneratedRegex(@"^(?<kind>[pa])(?<window>[1-9]\d{0,3})$", RegexOptions.CultureInvariant)]
    private static partial Regex PoolToken();
}
