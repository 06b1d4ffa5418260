using Engine.Datasets.Files;
using Engine.Training;

namespace Engine.Datasets.Tabular;

/// <summary>
/// Tables as people have them: CSV with a comma, semicolon or tab, with a header or without, of numbers and categories, with a
/// class or a number to predict. Plain or gzip; read in two passes, so a large file costs little more than its features.
/// </summary>
public static class CsvDataset
{
    /// <summary>Reads a file and sets part of its rows aside for testing; means and deviations come from the others alone.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How to read it.</param>
    /// <param name="heldOut">The share of rows for testing, between 0 and 1.</param>
    /// <param name="seed">Decides which rows.</param>
    /// <exception cref="DataFormatException">The file can't be read so.</exception>
    public static DataSplit LoadSplit(string path, CsvOptions? options = null, double heldOut = DatasetCatalog.TestShare, ulong seed = 0)
    {
        options ??= new CsvOptions();
        (CsvEncoder encoder, TabularPreprocessing plan) = Encode(path, options);
        (int[] training, int[] test) = Create(path, encoder, plan).SplitIndices(heldOut, seed);
        (Dataset all, TabularPreprocessing preprocessing) = Finish(path, encoder, plan, training, options);
        return new DataSplit(all.Take(training), all.Take(test), preprocessing);
    }

    /// <summary>Reads a file whose rows are all for training.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How to read it.</param>
    /// <exception cref="DataFormatException">The file can't be read so.</exception>
    public static (Dataset Data, TabularPreprocessing Preprocessing) Load(string path, CsvOptions? options = null)
    {
        options ??= new CsvOptions();
        (CsvEncoder encoder, TabularPreprocessing plan) = Encode(path, options);
        return Finish(path, encoder, plan, [.. Enumerable.Range(0, encoder.Rows)], options);
    }

    /// <summary>Reads rows with targets for a model that is already trained.</summary>
    /// <param name="path">The file.</param>
    /// <param name="preprocessing">What the model was trained with.</param>
    /// <param name="hasHeader">Whether the first row is names; told from the file where null.</param>
    /// <exception cref="DataFormatException">The file does not fit the model.</exception>
    public static Dataset Load(string path, TabularPreprocessing preprocessing, bool? hasHeader = null)
    {
        ArgumentNullException.ThrowIfNull(preprocessing);
        (CsvEncoder encoder, CsvLayout layout) = Encode(path, preprocessing, hasHeader);
        return layout.Target >= 0
            ? Create(path, encoder, preprocessing)
            : throw new DataFormatException(path, $"there is no target column '{preprocessing.Target.Name}'");
    }

    /// <summary>Reads rows to predict, with the target column or without.</summary>
    /// <param name="path">The file.</param>
    /// <param name="preprocessing">What the model was trained with.</param>
    /// <param name="hasHeader">Whether the first row is names; told from the file where null.</param>
    /// <exception cref="DataFormatException">The file does not fit the model.</exception>
    public static Features LoadInputs(string path, TabularPreprocessing preprocessing, bool? hasHeader = null)
    {
        ArgumentNullException.ThrowIfNull(preprocessing);
        return new FloatFeatures(Encode(path, preprocessing, hasHeader).Encoder.Features, preprocessing.Width);
    }

    private static (CsvEncoder Encoder, TabularPreprocessing Plan) Encode(string path, CsvOptions options)
    {
        CsvSchema schema = CsvSchema.Read(path, options);
        TabularPreprocessing plan = CsvFit.Plan(schema, options);
        var encoder = new CsvEncoder(path, plan, CsvLayout.Of(schema, plan));
        encoder.Reserve(schema.Rows);
        using var reader = new CsvReader(path, schema.Separator);
        if (schema.HasHeader)
        {
            reader.Read();
        }

        while (reader.Read())
        {
            encoder.Add(reader);
        }

        return (encoder, plan);
    }

    private static (CsvEncoder Encoder, CsvLayout Layout) Encode(string path, TabularPreprocessing preprocessing, bool? hasHeader)
    {
        using var reader = new CsvReader(path);
        if (!reader.Read())
        {
            throw new DataFormatException(path, "the file has no rows");
        }

        CsvLayout layout = CsvLayout.Detect(reader, path, preprocessing, hasHeader);
        var encoder = new CsvEncoder(path, preprocessing, layout);
        for (bool more = !layout.HasHeader || reader.Read(); more; more = reader.Read())
        {
            encoder.Add(reader);
        }

        if (encoder.Rows == 0)
        {
            throw new DataFormatException(path, "there is nothing below the header");
        }

        Standardization.Apply(preprocessing, encoder.Features, encoder.Values);
        return (encoder, layout);
    }

    private static (Dataset Data, TabularPreprocessing Preprocessing) Finish(
        string path, CsvEncoder encoder, TabularPreprocessing plan, int[] training, CsvOptions options)
    {
        TabularPreprocessing fitted = Standardization.Fit(plan, encoder.Features, encoder.Values, training, options.StandardizeTarget);
        Standardization.Apply(fitted, encoder.Features, encoder.Values);
        return (Create(path, encoder, fitted), fitted);
    }

    private static Dataset Create(string path, CsvEncoder encoder, TabularPreprocessing preprocessing)
    {
        string name = Path.GetFileNameWithoutExtension(path);
        var shape = new Shape(preprocessing.Width);
        var features = new FloatFeatures(encoder.Features, preprocessing.Width);
        TabularTarget target = preprocessing.Target;
        return target.IsClassification
            ? Dataset.Classification(name, shape, features, encoder.Labels, target.Classes.Count, target.Classes)
            : Dataset.Regression(name, shape, features, encoder.Values, 1, [target.Name]);
    }
}
