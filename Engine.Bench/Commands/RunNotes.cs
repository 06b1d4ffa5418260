using Engine.Bench.Output;
using Engine.Diagnostics;
using Engine.Layers;
using Engine.Training;

namespace Engine.Bench.Commands;

/// <summary>What a checkpoint of <see cref="TrainingRun"/> remembers of the epochs before it, beside what the trainer keeps.</summary>
/// <param name="First">What the first phase gave, in the second one; else null.</param>
/// <param name="Explored">The test at the end of the first phase, in the second one.</param>
/// <param name="Maps">The map of every epoch, where neurons choose.</param>
internal sealed record RunNotes(TrainingResult? First, Evaluation? Explored, IReadOnlyList<ActivationMapEpoch> Maps)
{
    private const string Key = "run";

    /// <summary>Gets what a run remembers that has just begun.</summary>
    public static RunNotes None { get; } = new(null, null, []);

    /// <summary>Takes the notes off a network; those of a beginning where it has none.</summary>
    /// <exception cref="CommandException">They are malformed.</exception>
    public static RunNotes Take(Network network)
    {
        RunNotes? notes = JsonNote.Read<RunNotes>(network, Key, "memory of its run", notes => notes is { First: null or { Epochs: not null }, Maps: not null } && MapNotes.AreWhole(notes.Maps));
        network.Metadata.Remove(Key);
        return notes ?? None;
    }

    /// <summary>Leaves the notes with a network, to be written with it.</summary>
    public void WriteTo(Network network) => JsonNote.Write(network, Key, this);
}
