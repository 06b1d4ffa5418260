using System.Globalization;

namespace Engine.Pools;

/// <summary>Reads the arguments of those spellings that list candidates.</summary>
internal static class PoolArguments
{
    private const string PositionsPrefix = "positions:";

    /// <summary>Candidates with their coefficients, <c>relu:0.8,step:0.2</c>; without numbers, equal ones of sum 1.</summary>
    public static IReadOnlyList<(Candidate Candidate, float Amount)> Parts(IReadOnlyList<string> arguments, string text)
    {
        if (arguments.Count == 0)
        {
            throw new ArgumentException($"The activation '{text}' lists no candidate.");
        }

        return arguments.Select(argument =>
        {
            string[] pieces = argument.Split(':');
            return pieces.Length <= 2
                ? (Candidates.Parse(pieces[0]), pieces.Length == 1 ? 1f / arguments.Count : PoolSpelling.ParseNumber(pieces[1], text))
                : throw new ArgumentException($"The activation '{text}' has '{argument}' where a candidate and its number belong.");
        }).ToList();
    }

    /// <summary>ReLU with a trained slope: where slopes start, then <c>shared</c> or <c>positions:196</c>.</summary>
    public static PRelu PRelu(IReadOnlyList<string> arguments, string text)
    {
        PoolSharing sharing = PoolSharing.Neuron;
        float start = Pools.PRelu.UsualStart;
        int positions = 1;
        foreach (string argument in arguments)
        {
            if (argument == "shared")
            {
                sharing = PoolSharing.Layer;
            }
            else if (argument.StartsWith(PositionsPrefix, StringComparison.Ordinal))
            {
                sharing = PoolSharing.Position;
                positions = (int)PoolSpelling.ParseNumber(argument[PositionsPrefix.Length..], text);
            }
            else if (float.TryParse(argument, NumberStyles.Float, CultureInfo.InvariantCulture, out float number))
            {
                start = number;
            }
            else
            {
                throw new ArgumentException($"The activation '{text}' takes where slopes start, and 'shared' or none.");
            }
        }

        return new PRelu(sharing, start, positions);
    }

    /// <summary>A parametric pool: candidates, then a constraint, <c>layer</c> or <c>positions:196</c>.</summary>
    public static ParametricPool Pap(IReadOnlyList<string> arguments, string text)
    {
        PoolConstraint constraint = PoolConstraint.None;
        PoolSharing sharing = PoolSharing.Neuron;
        int positions = 1;
        List<string> parts = [];
        foreach (string argument in arguments)
        {
            if (argument == "layer")
            {
                sharing = PoolSharing.Layer;
            }
            else if (argument.StartsWith(PositionsPrefix, StringComparison.Ordinal))
            {
                sharing = PoolSharing.Position;
                positions = (int)PoolSpelling.ParseNumber(argument[PositionsPrefix.Length..], text);
            }
            else if (Enum.TryParse(argument, ignoreCase: true, out PoolConstraint named) && Enum.IsDefined(named) && !char.IsDigit(argument[0]))
            {
                constraint = named;
            }
            else
            {
                parts.Add(argument);
            }
        }

        return new ParametricPool(Parts(parts, text), sharing, constraint, positions);
    }

    /// <summary>A gradual activation: the early and the late function, then perhaps when the change begins and ends.</summary>
    public static GradualActivation Gradual(IReadOnlyList<string> arguments, string text) => arguments.Count switch
    {
        2 => new GradualActivation(Candidates.Parse(arguments[0]), Candidates.Parse(arguments[1])),
        4 => new GradualActivation(
            Candidates.Parse(arguments[0]),
            Candidates.Parse(arguments[1]),
            PoolSpelling.ParseNumber(arguments[2], text),
            PoolSpelling.ParseNumber(arguments[3], text)),
        _ => throw new ArgumentException($"The activation '{text}' takes an early and a late function, and then two shares of training or none."),
    };

    /// <summary>A fixed mixture: runs of neurons, <c>relu*120,elu*80</c>.</summary>
    public static FixedMixture Fixed(IReadOnlyList<string> arguments, string text)
    {
        List<Candidate> candidates = [];
        List<float> gains = [];
        List<int> choices = [];
        foreach (string argument in arguments)
        {
            string[] pieces = argument.Split('*');
            if (pieces.Length != 2 || !int.TryParse(pieces[1], out int count) || count < 1)
            {
                throw new ArgumentException($"The activation '{text}' has '{argument}' where a function and its number of neurons belong.");
            }

            string[] function = pieces[0].Split(':');
            Candidate candidate = Candidates.Parse(function[0]);
            int choice = candidates.FindIndex(c => c.Name == candidate.Name);
            if (choice < 0)
            {
                choice = candidates.Count;
                candidates.Add(candidate);
                gains.Add(function.Length == 2 ? PoolSpelling.ParseNumber(function[1], text) : 1);
            }

            choices.AddRange(Enumerable.Repeat(choice, count));
        }

        return new FixedMixture(candidates, choices, gains);
    }
}
