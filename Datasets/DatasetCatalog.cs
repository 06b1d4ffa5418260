namespace Engine.Datasets;

/// <summary>Finds data sets by name or path.</summary>
public static class DatasetCatalog
{
    /// <summary>The share of a data set that is for testing where it comes in one piece.</summary>
    public const double TestShare = 0.2;
}
