using Engine.Datasets.Files;
using Engine.Training;

namespace Engine.Datasets.Images;

/// <summary>
/// A folder of IDX files as MNIST and its many followers have it: images and labels, in a training part and usually a test
/// part (<c>t10k</c> or <c>test</c>), each plain or gzip.
/// </summary>
public static class IdxFolder
{
    /// <summary>Whether a folder holds IDX images and labels, by the names of its files.</summary>
    public static bool IsIdx(string folder) => Find(folder, "images", test: false).Length > 0 && Find(folder, "labels", test: false).Length > 0;

    /// <summary>Reads the folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="name">The data set's name; the folder's own where null.</param>
    /// <param name="classNames">The names of the classes; where null there are as many as the labels need, without names.</param>
    /// <returns>The two parts; no test part where the folder has none.</returns>
    /// <exception cref="DataFormatException">A file is missing, ambiguous or invalid, or two do not fit together.</exception>
    public static (Dataset Train, Dataset? Test) Load(string folder, string? name = null, IReadOnlyList<string>? classNames = null)
    {
        name ??= Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        (NumericArray images, int[] labels) = ReadPart(folder, test: false);
        bool hasTest = Find(folder, "images", test: true).Length > 0 || Find(folder, "labels", test: true).Length > 0;
        if (!hasTest)
        {
            return (Create(name, folder, images, labels, Classes(labels, classNames), classNames), null);
        }

        (NumericArray testImages, int[] testLabels) = ReadPart(folder, test: true);
        if (testImages.RowShape != images.RowShape)
        {
            throw new DataFormatException(testImages.Path, $"its samples are {testImages.RowShape}, those of {images.Path} are {images.RowShape}");
        }

        int classes = Math.Max(Classes(labels, classNames), Classes(testLabels, classNames));
        return (Create(name, folder, images, labels, classes, classNames), Create(name, folder, testImages, testLabels, classes, classNames));
    }

    /// <summary>Reads one file of images and one of labels.</summary>
    internal static (NumericArray Images, int[] Labels) ReadPair(string imagesPath, string labelsPath)
    {
        NumericArray images = IdxFile.Read(imagesPath);
        if (images.Lengths.Count < 2)
        {
            throw new DataFormatException(imagesPath, "it holds single numbers, not images");
        }

        int[] labels = IdxFile.Read(labelsPath).ToLabels();
        return labels.Length == images.Rows
            ? (images, labels)
            : throw new DataFormatException(labelsPath, $"it has {labels.Length} labels for the {images.Rows} images of {imagesPath}");
    }

    private static (NumericArray Images, int[] Labels) ReadPart(string folder, bool test) =>
        ReadPair(FindOne(folder, "images", test), FindOne(folder, "labels", test));

    private static Dataset Create(string name, string folder, NumericArray images, int[] labels, int classes, IReadOnlyList<string>? classNames)
    {
        int bad = Array.FindIndex(labels, label => label >= classes);
        return bad < 0
            ? Dataset.Classification(name, images.RowShape, images.ToFeatures(), labels, classes, classNames)
            : throw new DataFormatException(folder, $"label {bad} is {labels[bad]}, but there are only {classes} classes");
    }

    private static int Classes(int[] labels, IReadOnlyList<string>? classNames) => classNames?.Count ?? labels.Max() + 1;

    private static string FindOne(string folder, string kind, bool test)
    {
        string[] found = Find(folder, kind, test);
        string wanted = $"{(test ? "test" : "training")} {kind}";
        return found.Length switch
        {
            1 => found[0],
            0 => throw new DataFormatException(folder, $"there is no IDX file of {wanted}"),
            _ => throw new DataFormatException(folder, $"several files could be the {wanted}: {string.Join(", ", found.Select(Path.GetFileName))}"),
        };
    }

    // Both train-images-idx3-ubyte and train-images.idx3-ubyte are in use, with .gz or without; where both the packed and the
    // plain file are there, as after unpacking by hand, either will do.
    private static string[] Find(string folder, string kind, bool test) =>
        [.. Directory.EnumerateFiles(folder)
            .Where(path => IsPart(Path.GetFileName(path), kind, test))
            .GroupBy(path => path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[..^3] : path, (_, same) => same.Min(StringComparer.Ordinal)!)
            .Order(StringComparer.Ordinal)];

    private static bool IsPart(string file, string kind, bool test) =>
        file.Contains("idx", StringComparison.OrdinalIgnoreCase) && file.Contains(kind, StringComparison.OrdinalIgnoreCase)
        && !file.EndsWith(".part", StringComparison.OrdinalIgnoreCase)
        && test == (file.Contains("t10k", StringComparison.OrdinalIgnoreCase) || file.Contains("test", StringComparison.OrdinalIgnoreCase));
}
