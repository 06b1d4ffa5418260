using Engine.Datasets.Files;
using Engine.Datasets.Images;
using Engine.Datasets.Tabular;
using Engine.Training;

namespace Engine.Datasets;

/// <summary>Loads a user's own files; their kind is told by what they hold.</summary>
public static class DatasetPath
{
    private static readonly string[] TableExtensions = [".csv", ".tsv", ".txt", ".data", ".csv.gz", ".tsv.gz"];
    private static readonly string[] ArchiveExtensions = [".tar.gz", ".tgz", ".tar"];
    private static readonly string[] RecordExtensions = [".bin", ".bin.gz"];

    /// <summary>Reads rows to predict: images as IDX or CIFAR-10 records, an array of NumPy, or a table.</summary>
    /// <param name="path">The file.</param>
    /// <param name="preprocessing">What a table's model was trained with; none where it was trained on bare numbers.</param>
    /// <param name="width">Values in a row, for a table of bare numbers; a further column is left out as the target.</param>
    /// <returns>The rows, and the shape of one.</returns>
    /// <exception cref="DataFormatException">The file is not what it should be.</exception>
    public static (Features Rows, Shape Shape) LoadInputs(string path, TabularPreprocessing? preprocessing, int width)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        if (KindOf(path) is FileKind.Idx or FileKind.Npy)
        {
            NumericArray array = KindOf(path) == FileKind.Idx ? IdxFile.Read(path) : NpyFile.Read(path);
            return (array.ToFeatures(), array.RowShape);
        }

        if (KindOf(path) == FileKind.Records)
        {
            Dataset images = Cifar10.LoadFile(path);
            Features? rows = null;
            images.WithFeatures(features => rows = features);
            return (rows!, images.InputShape);
        }

        preprocessing ??= TabularPreprocessing.OfNumbers(width);
        return (CsvDataset.LoadInputs(path, preprocessing), new Shape(preprocessing.Width));
    }

    /// <summary>Loads one file: a table, an array whose last column is the target, IDX images beside their labels, or CIFAR-10.</summary>
    internal static DataSplit LoadFile(string path, CatalogOptions options)
    {
        switch (KindOf(path))
        {
            case FileKind.Archive:
                (Dataset train, Dataset test) = Cifar10.LoadArchive(path);
                return new DataSplit(train, test);
            case FileKind.Records:
                return DatasetCatalog.Cut(Cifar10.LoadFile(path), null, options);
            case FileKind.Idx:
                return DatasetCatalog.Cut(LoadImages(path), null, options);
            case FileKind.Npy:
                return DatasetCatalog.Cut(NpyDataset.LoadFile(path), null, options);
            default:
                return CsvDataset.LoadSplit(path, options.Csv, options.TestShare, options.Seed);
        }
    }

    /// <summary>Loads a folder of one data set.</summary>
    internal static DataSplit LoadFolder(string folder, CatalogOptions options)
    {
        if (IdxFolder.IsIdx(folder))
        {
            (Dataset train, Dataset? test) = IdxFolder.Load(folder);
            return DatasetCatalog.Cut(train, test, options);
        }

        if (Cifar10.IsCifar(folder))
        {
            (Dataset train, Dataset test) = Cifar10.LoadFolder(folder, Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))));
            return DatasetCatalog.Cut(train, test, options);
        }

        if (NpyDataset.IsNpy(folder))
        {
            (Dataset train, Dataset? test) = NpyDataset.LoadFolder(folder);
            return DatasetCatalog.Cut(train, test, options);
        }

        string[] tables = [.. Directory.EnumerateFiles(folder).Where(path => Ends(path, TableExtensions)).Order(StringComparer.Ordinal)];
        if (tables.Length == 1)
        {
            return LoadFile(tables[0], options);
        }

        string? trainTable = Array.Find(tables, path => Path.GetFileName(path).StartsWith("train", StringComparison.OrdinalIgnoreCase));
        string? testTable = Array.Find(tables, path => Path.GetFileName(path).StartsWith("test", StringComparison.OrdinalIgnoreCase));
        if (trainTable is null || testTable is null)
        {
            const string Problem = "it holds no data set: neither IDX images and labels, nor CIFAR-10 records, nor x_train.npy and y_train.npy, "
                + "nor one CSV file, nor train.csv and test.csv";
            throw new DataFormatException(folder, Problem);
        }

        (Dataset trainRows, TabularPreprocessing preprocessing) = CsvDataset.Load(trainTable, options.Csv);
        return new DataSplit(trainRows, CsvDataset.Load(testTable, preprocessing, options.Csv.HasHeader), preprocessing);
    }

    private static Dataset LoadImages(string path)
    {
        string file = Path.GetFileName(path);
        string labelsFile = file.Replace("images", "labels", StringComparison.Ordinal).Replace("idx3", "idx1", StringComparison.Ordinal);
        string labelsPath = Path.Combine(Path.GetDirectoryName(path) ?? string.Empty, labelsFile);
        if (labelsPath == path || !File.Exists(labelsPath))
        {
            throw new DataFormatException(path, $"its labels were expected in {labelsPath}, which is not there");
        }

        (NumericArray images, int[] labels) = IdxFolder.ReadPair(path, labelsPath);
        return Dataset.Classification(Path.GetFileNameWithoutExtension(path), images.RowShape, images.ToFeatures(), labels, labels.Max() + 1);
    }

    private static FileKind KindOf(string path)
    {
        if (Ends(path, ArchiveExtensions))
        {
            return FileKind.Archive;
        }

        Span<byte> start = stackalloc byte[8];
        using (Content content = Content.Open(path))
        {
            start = start[..content.Stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        }

        return NpyFile.IsMagic(start) ? FileKind.Npy
            : Ends(path, RecordExtensions) ? FileKind.Records
            : IdxFile.IsMagic(start) ? FileKind.Idx
            : FileKind.Table;
    }

    private static bool Ends(string path, string[] extensions) => Array.Exists(extensions, extension => path.EndsWith(extension, StringComparison.OrdinalIgnoreCase));

    private enum FileKind
    {
        Table,
        Npy,
        Idx,
        Records,
        Archive,
    }
}
