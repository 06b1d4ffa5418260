using Engine.Bench.Output;
using Engine.Diagnostics;
using Engine.Layers;

namespace Engine.Bench.Commands;

/// <summary>The map over time as a model file keeps it: a few epochs of all, so that <c>inspect</c> can show how choices were made.</summary>
internal static class MapNotes
{
    private const string Key = "activation_history";

    // As many as a reader takes in at a glance; the first and the last of each phase are among them.
    private const int ExploringEpochs = 7;
    private const int FixedEpochs = 2;

    /// <summary>Notes the epochs that tell the story; nothing where nothing was recorded.</summary>
    /// <returns>These epochs.</returns>
    public static IReadOnlyList<ActivationMapEpoch> Write(Network network, ActivationMapHistory? history)
    {
        if (history is null || history.Epochs.Count == 0)
        {
            return [];
        }

        ActivationMapEpoch[] epochs =
        [
            .. Some([.. history.Epochs.Where(epoch => epoch.Explores)], ExploringEpochs),
            .. Some([.. history.Epochs.Where(epoch => !epoch.Explores)], FixedEpochs),
        ];
        JsonNote.Write(network, Key, epochs);
        return epochs;
    }

    /// <summary>Reads what was noted; empty where nothing was.</summary>
    /// <exception cref="CommandException">The note is malformed.</exception>
    public static IReadOnlyList<ActivationMapEpoch> Read(Network network) =>
        JsonNote.Read<ActivationMapEpoch[]>(network, Key, "history of activations", AreWhole) ?? [];

    /// <summary>Whether maps that were read from a file have all that showing them needs.</summary>
    public static bool AreWhole(IReadOnlyList<ActivationMapEpoch> epochs) =>
        epochs.All(epoch => epoch?.Layers?.All(layer => layer is { Neurons: > 0, Counts: not null }) == true);

    private static IEnumerable<ActivationMapEpoch> Some(ActivationMapEpoch[] epochs, int most) => epochs.Length <= most
        ? epochs
        : Enumerable.Range(0, most).Select(i => epochs[(int)Math.Round(i * (epochs.Length - 1.0) / (most - 1))]);
}
