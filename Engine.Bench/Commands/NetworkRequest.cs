using System.Globalization;
using Engine.Bench.Output;
using Engine.Layers;
using Engine.Training;

namespace Engine.Bench.Commands;

/// <summary>Makes the network that a command line names.</summary>
internal static class NetworkRequest
{
    private const string Normalization = "bn";
    private const string DefaultHidden = "256-256";

    /// <summary>The network's spelling: the given one, or two hidden layers between the data's sizes.</summary>
    public static string Spelling(string given, Dataset data) => given.Length > 0
        ? given
        : string.Create(CultureInfo.InvariantCulture, $"{data.InputShape.Count}-{DefaultHidden}-{data.Outputs}");

    /// <summary>Makes the network.</summary>
    /// <param name="spelling">The layers.</param>
    /// <param name="activation">What hidden neurons apply.</param>
    /// <param name="dropout">Share of hidden neurons of dense layers that rest; 0 for none.</param>
    /// <param name="seed">Seed of the starting values.</param>
    /// <exception cref="CommandException">There is dropout, but no layer to have it.</exception>
    public static Network Create(string spelling, string activation, float dropout, ulong seed)
    {
        if (dropout > 0 && !TakesDropout(spelling))
        {
            throw CommandException.Usage(string.Create(
                CultureInfo.InvariantCulture, $"--dropout {dropout} does not apply to '{spelling}': it goes behind hidden dense layers that are spelled out, as in 784-256-10."));
        }

        Network network = NetworkSpelling.Parse(WithDropout(spelling, dropout), ActivationSpelling.Parse(activation));
        network.Initialize(seed);
        return network;
    }

    /// <summary>Whether a spelling has hidden dense layers to put dropout behind; a network's name has none.</summary>
    public static bool TakesDropout(string spelling) => spelling.Split('-') is var tokens && tokens.Where((_, i) => EndsHiddenDense(tokens, i)).Any();

    /// <summary>The spelling with dropout behind every hidden dense layer and its normalization.</summary>
    public static string WithDropout(string spelling, float dropout)
    {
        if (dropout == 0)
        {
            return spelling;
        }

        string[] tokens = spelling.Split('-');
        string rest = string.Create(CultureInfo.InvariantCulture, $"-drop{dropout}");
        return string.Join('-', tokens.Select((token, i) => EndsHiddenDense(tokens, i) ? token + rest : token));
    }

    private static bool EndsHiddenDense(string[] tokens, int index) => tokens[index] == Normalization
        ? index < tokens.Length - 1 && IsHiddenDense(tokens, index - 1)
        : IsHiddenDense(tokens, index) && tokens[index + 1] != Normalization;

    private static bool IsHiddenDense(string[] tokens, int index) => index > 0 && index < tokens.Length - 1 && tokens[index].All(char.IsAsciiDigit);
}
