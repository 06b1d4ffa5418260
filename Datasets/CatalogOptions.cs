using Engine.Datasets.Downloads;
using Engine.Datasets.Tabular;

namespace Engine.Datasets;

/// <summary>How <see cref="DatasetCatalog"/> loads a data set.</summary>
public sealed record CatalogOptions
{
    /// <summary>Gets the folder with the data sets; found by <see cref="DataDirectory.Find"/> where null.</summary>
    public string? Directory { get; init; }

    /// <summary>Gets the share for testing of a data set that comes in one piece.</summary>
    public double TestShare { get; init; } = DatasetCatalog.TestShare;

    /// <summary>Gets what decides which samples those are, and what synthetic data is drawn from.</summary>
    public ulong Seed { get; init; }

    /// <summary>Gets how to read CSV files.</summary>
    public CsvOptions Csv { get; init; } = new();
}
