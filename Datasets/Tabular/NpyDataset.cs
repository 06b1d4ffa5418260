using Engine.Datasets.Files;
using Engine.Training;

namespace Engine.Datasets.Tabular;

/// <summary>
/// Data sets from NumPy: a folder with <c>x_train.npy</c>, <c>y_train.npy</c> and perhaps <c>x_test.npy</c>, <c>y_test.npy</c>
/// (or <c>x.npy</c>, <c>y.npy</c>), or one file whose last column is the target. Values are taken as they are; bytes become 0 to 1.
/// </summary>
public static class NpyDataset
{
    /// <summary>Whether a folder holds inputs and targets under such names.</summary>
    public static bool IsNpy(string folder) => Find(folder, "x_train") is not null || Find(folder, "x") is not null;

    /// <summary>Reads a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <returns>The two parts; no test part where the folder has none.</returns>
    /// <exception cref="DataFormatException">A file is missing or invalid, or two do not fit together.</exception>
    public static (Dataset Train, Dataset? Test) LoadFolder(string folder)
    {
        string suffix = Find(folder, "x_train") is null ? string.Empty : "_train";
        (NumericArray inputs, NumericArray targets) = ReadPair(folder, suffix);
        int classes = Targets.Classes(targets.ToFloats(), targets.RowShape.Count);
        if (Find(folder, "x_test") is null)
        {
            return (Create(folder, inputs, targets, classes), null);
        }

        (NumericArray testInputs, NumericArray testTargets) = ReadPair(folder, "_test");
        if (testInputs.RowShape != inputs.RowShape || testTargets.RowShape != targets.RowShape)
        {
            throw new DataFormatException(
                testInputs.Path,
                $"its samples are {testInputs.RowShape} → {testTargets.RowShape}, those for training {inputs.RowShape} → {targets.RowShape}");
        }

        return (Create(folder, inputs, targets, classes), Create(folder, testInputs, testTargets, classes));
    }

    /// <summary>Reads one file of two dimensions; the last column is the target.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DataFormatException">The file is invalid or has another form.</exception>
    public static Dataset LoadFile(string path)
    {
        NumericArray table = NpyFile.Read(path);
        if (table.Lengths.Count != 2 || table.Lengths[1] < 2)
        {
            throw new DataFormatException(path, $"an array of {string.Join(" × ", table.Lengths)} is no table with a target in its last column");
        }

        int width = table.Lengths[1] - 1;
        float[] all = table.ToFloats();
        var inputs = new float[table.Rows * width];
        var targets = new float[table.Rows];
        for (int i = 0; i < targets.Length; i++)
        {
            all.AsSpan(i * (width + 1), width).CopyTo(inputs.AsSpan(i * width));
            targets[i] = all[(i * (width + 1)) + width];
        }

        int bad = Array.FindIndex(all, x => !float.IsFinite(x));
        return bad < 0
            ? Targets.Create(path, Path.GetFileNameWithoutExtension(path), new Shape(width), new FloatFeatures(inputs, width), targets, 1, Targets.Classes(targets, 1))
            : throw new DataFormatException(path, $"row {bad / (width + 1)} holds {all[bad]}, which is not a finite number");
    }

    private static Dataset Create(string folder, NumericArray inputs, NumericArray targets, int classes)
    {
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        return Targets.Create(targets.Path, name, inputs.RowShape, inputs.ToFeatures(), targets.ToFloats(), targets.RowShape.Count, classes);
    }

    private static (NumericArray Inputs, NumericArray Targets) ReadPair(string folder, string suffix)
    {
        NumericArray inputs = Read("x" + suffix);
        NumericArray targets = Read("y" + suffix);
        return inputs.Rows == targets.Rows
            ? (inputs, targets)
            : throw new DataFormatException(targets.Path, $"it has {targets.Rows} targets for the {inputs.Rows} rows of {inputs.Path}");

        NumericArray Read(string name) => NpyFile.Read(Find(folder, name) ?? throw new DataFormatException(folder, $"there is no {name}.npy"));
    }

    private static string? Find(string folder, string name) => Directory.EnumerateFiles(folder)
        .FirstOrDefault(path => Path.GetFileName(path).Equals(name + ".npy", StringComparison.OrdinalIgnoreCase));
}
