using Engine.Bench.Output;
using Engine.Layers;
using Engine.Pools;

namespace Engine.Bench.Commands;

/// <summary>One side of a comparison.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Activation">What hidden neurons apply.</param>
/// <param name="IsFixedAtStart">Whether neurons keep the random candidates that they begin with: then nothing is chosen.</param>
internal sealed record CompareContender(string Name, string Activation, bool IsFixedAtStart = false)
{
    private const string FrozenRandom = "frozen-random";

    /// <summary>Gets what trains it outside this process by a seed; null where it is trained here.</summary>
    public Func<ulong, CompareRun>? Elsewhere { get; init; }

    /// <summary>The activations themselves, and with controls what their choices have to beat.</summary>
    /// <param name="activations">As spelled on the command line.</param>
    /// <param name="hasControls">Whether to add random choices that never change, and every candidate on its own.</param>
    /// <exception cref="CommandException">There is nothing to control.</exception>
    public static IReadOnlyList<CompareContender> Of(IReadOnlyList<string> activations, bool hasControls)
    {
        List<CompareContender> contenders = [.. activations.Select(activation => new CompareContender(activation, activation))];
        if (!hasControls)
        {
            return contenders;
        }

        var choosing = activations.Select(activation => (Activation: activation, Pool: ActivationSpelling.Parse(activation) as SmartMixed)).Where(entry => entry.Pool is not null).ToArray();
        if (choosing.Length == 0)
        {
            throw CommandException.Usage("--controls needs an activation that chooses among candidates, such as smartmixed.");
        }

        // Methods that choose from the same candidates at the same scale share a control.
        foreach (var group in choosing.GroupBy(entry => (string.Join(',', entry.Pool!.Options.Candidates), entry.Pool.Options.ScaleCorrection)))
        {
            string name = contenders.Exists(contender => contender.IsFixedAtStart) ? $"{FrozenRandom} of {group.First().Activation}" : FrozenRandom;
            string random = new SmartMixed(group.First().Pool!.Options with { StartsAtRandom = true }).Name;
            contenders.Add(new CompareContender(name, random, IsFixedAtStart: true));
        }

        string[] candidates = [.. choosing.SelectMany(entry => entry.Pool!.Options.Candidates).Select(candidate => candidate.Name).Distinct().Except(activations)];
        contenders.AddRange(candidates.Select(candidate => new CompareContender(candidate, candidate)));
        return contenders;
    }
}
