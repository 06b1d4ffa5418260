namespace Engine.Datasets.Downloads;

/// <summary>How far a download is.</summary>
/// <param name="File">The file's name.</param>
/// <param name="Bytes">What is there, an earlier part included.</param>
/// <param name="Total">The whole length, where the server tells it.</param>
public readonly record struct DownloadProgress(string File, long Bytes, long? Total);
