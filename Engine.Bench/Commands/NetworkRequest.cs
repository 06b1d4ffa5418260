using System.Globalization;
using Engine.Layers;
using Engine.Training;

namespace Engine.Bench.Commands;

/// <summary>Makes the network that a command line names.</summary>
internal static class NetworkRequest
{
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
    public static Network Create(string spelling, string activation, float dropout, ulong seed)
    {
        Network network = NetworkSpelling.Parse(WithDropout(spelling, dropout), ActivationSpelling.Parse(activation));
        network.Initialize(seed);
        return network;
    }

    /// <summary>The spelling with dropout behind every hidden dense layer.</summary>
    public static string WithDropout(string spelling, float dropout)
    {
        if (dropout == 0)
        {
            return spelling;
        }

        string[] tokens = spelling.Split('-');
        string rest = string.Create(CultureInfo.InvariantCulture, $"-drop{dropout}");
        return string.Join('-', tokens.Select((token, i) => i > 0 && i < tokens.Length - 1 && token.All(char.IsAsciiDigit) ? token + rest : token));
    }
}
