using Engine.Bench.Output;
using Engine.Datasets;
using Engine.Datasets.Tabular;
using Engine.Layers;

namespace Engine.Bench.Commands;

/// <summary>What a model file tells beside the network: the names of the classes, and how a table's columns became inputs.</summary>
internal static class ModelNotes
{
    private const string Classes = "classes";
    private const string Preprocessing = "preprocessing";
    private const string Data = "data";
    private const string Task = "task";
    private const string Regression = "regression";
    private const string Classification = "classification";

    /// <summary>Notes what the network was trained on.</summary>
    public static void Write(Network network, DataSplit data)
    {
        network.Metadata[Data] = data.Train.Name;
        network.Metadata[Task] = data.Train.IsClassification ? Classification : Regression;
        if (data.Train.ClassNames.Count > 0)
        {
            JsonNote.Write(network, Classes, data.Train.ClassNames);
        }

        if (data.Preprocessing is { } preprocessing)
        {
            network.Metadata[Preprocessing] = preprocessing.ToJson();
        }
    }

    /// <summary>The names of the classes; empty where the model has none.</summary>
    /// <exception cref="CommandException">The note is malformed.</exception>
    public static IReadOnlyList<string> ClassNames(Network network) =>
        JsonNote.Read<string[]>(network, Classes, "list of classes", names => !names.Contains(null)) ?? [];

    /// <summary>How rows of a table become inputs, or null where the model was not trained on a table.</summary>
    public static TabularPreprocessing? TableOf(Network network) =>
        network.Metadata.TryGetValue(Preprocessing, out string? json) ? TabularPreprocessing.FromJson(json) : null;

    /// <summary>Whether the network is known to predict values; where it has no note of that, its table tells.</summary>
    public static bool IsRegression(Network network) => network.Metadata.TryGetValue(Task, out string? task)
        ? task == Regression
        : TableOf(network) is { Target.IsClassification: false };

    /// <summary>What the network was trained on, or null.</summary>
    public static string? TrainedOn(Network network) => network.Metadata.TryGetValue(Data, out string? data) ? data : null;
}
