using System.Formats.Tar;
using Engine.Datasets.Files;
using Engine.Training;

namespace Engine.Datasets.Images;

/// <summary>
/// CIFAR-10 in its binary form (Krizhevsky, "Learning Multiple Layers of Features from Tiny Images", 2009): the official archive,
/// the folder that it unpacks to, or a folder with one file for training and one for testing.
/// </summary>
public static class Cifar10
{
    private const int TrainingBatches = 5;
    private const string OfficialTest = "test_batch.bin";
    private const string OfficialFolder = "cifar-10-batches-bin";

    /// <summary>Gets the classes in the order of their labels.</summary>
    public static IReadOnlyList<string> ClassNames { get; } =
        ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

    /// <summary>Whether a folder holds CIFAR-10 in one of its forms.</summary>
    public static bool IsCifar(string folder) =>
        Directory.Exists(Path.Combine(folder, OfficialFolder)) || FindFile(folder, OfficialTraining(1)) is not null || FindFile(folder, "train.bin") is not null;

    /// <summary>
    /// Reads a folder: the official <c>data_batch_1.bin</c> to <c>5</c> and <c>test_batch.bin</c>, or <c>train.bin</c> and
    /// <c>test.bin</c>, each plain or <c>.gz</c>.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <param name="name">The data set's name.</param>
    /// <exception cref="DataFormatException">A file is missing or invalid.</exception>
    public static (Dataset Train, Dataset Test) LoadFolder(string folder, string name = "cifar10")
    {
        string official = Path.Combine(folder, OfficialFolder);
        folder = Directory.Exists(official) ? official : folder;
        string[] training = FindFile(folder, "train.bin") is not null
            ? ["train.bin"]
            : [.. Enumerable.Range(1, TrainingBatches).Select(OfficialTraining)];
        return (LoadFiles(folder, training, name), LoadFiles(folder, [training.Length == 1 ? "test.bin" : OfficialTest], name));
    }

    /// <summary>Reads one file of records, plain or gzip.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">The data set's name.</param>
    /// <exception cref="DataFormatException">The file is invalid.</exception>
    public static Dataset LoadFile(string path, string name = "cifar10")
    {
        var records = new CifarRecords();
        records.AddFile(path);
        return records.ToDataset(name);
    }

    /// <summary>Reads the official archive, <c>cifar-10-binary.tar.gz</c>, without unpacking it to the disk.</summary>
    /// <param name="path">The archive.</param>
    /// <param name="name">The data set's name.</param>
    /// <exception cref="DataFormatException">The archive is invalid or lacks a file.</exception>
    public static (Dataset Train, Dataset Test) LoadArchive(string path, string name = "cifar10")
    {
        var train = new CifarRecords();
        var test = new CifarRecords();
        var missing = new SortedSet<string>(Enumerable.Range(1, TrainingBatches).Select(OfficialTraining).Append(OfficialTest), StringComparer.Ordinal);
        using Content content = Content.Open(path);
        try
        {
            using var tar = new TarReader(content.Stream);
            while (tar.GetNextEntry() is { } entry)
            {
                string file = Path.GetFileName(entry.Name);
                if (entry.DataStream is { } data && missing.Remove(file))
                {
                    (file == OfficialTest ? test : train).Add(data, $"{path}/{file}");
                }
            }

            // The entries end before the file does; only its very end tells that none of it is missing.
            content.Stream.CopyTo(Stream.Null);
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException or FormatException or OverflowException or ArgumentException)
        {
            throw new DataFormatException(path, "the archive is corrupt or truncated", error);
        }

        return missing.Count == 0
            ? (train.ToDataset(name), test.ToDataset(name))
            : throw new DataFormatException(path, $"the archive lacks {string.Join(", ", missing)}");
    }

    private static string OfficialTraining(int batch) => $"data_batch_{batch}.bin";

    private static Dataset LoadFiles(string folder, IEnumerable<string> files, string name)
    {
        var records = new CifarRecords();
        foreach (string file in files)
        {
            records.AddFile(FindFile(folder, file) ?? throw new DataFormatException(folder, $"there is no {file} or {file}.gz"));
        }

        return records.ToDataset(name);
    }

    private static string? FindFile(string folder, string file)
    {
        string path = Path.Combine(folder, file);
        return File.Exists(path) ? path : File.Exists(path + ".gz") ? path + ".gz" : null;
    }
}
