using Engine.Datasets.Downloads;
using Engine.Datasets.Images;
using Engine.Training;

namespace Engine.Datasets;

/// <summary>Finds data sets by name or path.</summary>
public static class DatasetCatalog
{
    /// <summary>The share of a data set that is for testing where it comes in one piece.</summary>
    public const double TestShare = 0.2;

    private static readonly string[] FashionClasses =
        ["T-shirt/top", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot"];

    private static readonly (string Name, Func<CatalogRequest, DataSplit> Load)[] Entries =
    [
        ("digits", request => Cut(Digits.Load(), request)),
        ("mnist", request => Idx("mnist", DataManifest.Mnist, Digits.ClassNames, request)),
        ("fashion-mnist", request => Idx("fashion-mnist", DataManifest.FashionMnist, FashionClasses, request)),
        ("cifar10", Cifar),
        ("cifar10-10k", CifarPart),
        ("spirals", request => Cut(Synthetic.Spirals(request.Options.Seed), request)),
        ("moons", request => Cut(Synthetic.Moons(request.Options.Seed), request)),
        ("blobs", request => Cut(Synthetic.Blobs(request.Options.Seed), request)),
        ("curve", request => Cut(Synthetic.Curve(request.Options.Seed), request)),
    ];

    /// <summary>Gets the names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Entries.Select(entry => entry.Name)];

    /// <summary>Loads a data set, downloading it first where it is a public one that is missing.</summary>
    /// <param name="data">One of <see cref="Names"/>, or the path of a file or folder: IDX, CIFAR-10, NumPy or CSV.</param>
    /// <param name="options">How, where it matters.</param>
    /// <param name="progress">Told how far a download is.</param>
    /// <param name="cancellation">Stops a download.</param>
    /// <exception cref="FileNotFoundException">There is no such name, file or folder.</exception>
    /// <exception cref="DataFormatException">A file is not what it should be.</exception>
    /// <exception cref="IOException">A download failed.</exception>
    public static DataSplit Load(string data, CatalogOptions? options = null, IProgress<DownloadProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(data);
        var request = new CatalogRequest(options ?? new CatalogOptions(), progress, cancellation);
        foreach ((string name, Func<CatalogRequest, DataSplit> load) in Entries)
        {
            if (name.Equals(data, StringComparison.OrdinalIgnoreCase))
            {
                return load(request);
            }
        }

        return Directory.Exists(data) ? DatasetPath.LoadFolder(data, request.Options)
            : File.Exists(data) ? DatasetPath.LoadFile(data, request.Options)
            : throw new FileNotFoundException($"'{data}' is neither a file, nor a folder, nor one of the data sets {string.Join(", ", Names)}.", data);
    }

    /// <summary>Cuts a data set as the options say, if it comes in one piece.</summary>
    internal static DataSplit Cut(Dataset train, Dataset? test, CatalogOptions options)
    {
        if (test is not null)
        {
            return new DataSplit(train, test);
        }

        (Dataset remaining, Dataset heldOut) = train.Split(options.TestShare, options.Seed);
        return new DataSplit(remaining, heldOut);
    }

    private static DataSplit Cut(Dataset data, CatalogRequest request) => Cut(data, null, request.Options);

    private static DataSplit Idx(string name, IReadOnlyList<RemoteFile> files, IReadOnlyList<string> classNames, CatalogRequest request)
    {
        string folder = Complete(name, files, request);
        (Dataset train, Dataset? test) = IdxFolder.Load(folder, name, classNames);
        return Cut(train, test, request.Options);
    }

    private static DataSplit Cifar(CatalogRequest request)
    {
        const string Name = "cifar10";
        string folder = DataDirectory.Find(request.Options.Directory).Folder(Name);
        if (!Directory.Exists(folder) || !Cifar10.IsCifar(folder))
        {
            folder = Complete(Name, DataManifest.Cifar10, request);
            (Dataset train, Dataset test) = Cifar10.LoadArchive(Path.Combine(folder, DataManifest.Cifar10[0].Name), Name);
            return new DataSplit(train, test);
        }

        (Dataset unpackedTrain, Dataset unpackedTest) = Cifar10.LoadFolder(folder, Name);
        return new DataSplit(unpackedTrain, unpackedTest);
    }

    private static DataSplit CifarPart(CatalogRequest request)
    {
        const string Name = "cifar10-10k";
        string folder = DataDirectory.Find(request.Options.Directory).Folder(Name);
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"{folder} is missing, and this part of CIFAR-10 has no public mirror; use cifar10.");
        }

        (Dataset train, Dataset test) = Cifar10.LoadFolder(folder, Name);
        return new DataSplit(train, test);
    }

    private static string Complete(string name, IReadOnlyList<RemoteFile> files, CatalogRequest request)
    {
        DataDirectory directory = DataDirectory.Find(request.Options.Directory);
        string folder = directory.Folder(name);
        directory.CompleteAsync(folder, files, request.Progress, request.Cancellation).GetAwaiter().GetResult();
        return folder;
    }

    private sealed record CatalogRequest(CatalogOptions Options, IProgress<DownloadProgress>? Progress, CancellationToken Cancellation);
}
