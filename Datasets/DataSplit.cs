using Engine.Training;

namespace Engine.Datasets;

/// <summary>A data set in two parts.</summary>
/// <param name="Train">What to train on.</param>
/// <param name="Test">What to judge the trained network on.</param>
/// <param name="Preprocessing">How a table's columns became features, to be kept with the model; none for images and the like.</param>
public sealed record DataSplit(Dataset Train, Dataset Test, Tabular.TabularPreprocessing? Preprocessing = null);
