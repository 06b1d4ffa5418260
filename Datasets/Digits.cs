using System.IO.Compression;
using System.Reflection;
using Engine.Training;

namespace Engine.Datasets;

/// <summary>
/// 1,797 handwritten digits of 8×8 pixels, part of this assembly: something real to train on without a download
/// (E. Alpaydin and C. Kaynak, "Optical Recognition of Handwritten Digits", UCI 1998, CC BY 4.0).
/// </summary>
public static class Digits
{
    private const int Count = 1797;
    private const int Side = 8;
    private const int Pixels = Side * Side;
    private const int Classes = 10;
    private const float Scale = 1f / 16;
    private const string Resource = "digits.csv.gz";

    /// <summary>Gets the names of the classes.</summary>
    public static IReadOnlyList<string> ClassNames { get; } = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

    /// <summary>All digits, of shape [8, 8, 1] and with values from 0 to 1.</summary>
    public static Dataset Load()
    {
        using Stream packed = Assembly.GetExecutingAssembly().GetManifestResourceStream(Resource)!;
        using var rows = new StreamReader(new GZipStream(packed, CompressionMode.Decompress));
        byte[] pixels = new byte[Count * Pixels];
        var labels = new int[Count];
        for (int i = 0; i < Count; i++)
        {
            string[] fields = rows.ReadLine()!.Split(',');
            for (int j = 0; j < Pixels; j++)
            {
                pixels[(i * Pixels) + j] = byte.Parse(fields[j]);
            }

            labels[i] = int.Parse(fields[Pixels]);
        }

        return Dataset.Classification("digits", new Shape(Side, Side, 1), new ByteFeatures(pixels, Pixels, Scale), labels, Classes, ClassNames);
    }

    /// <summary>Four fifths of each class to train on, one fifth to test on.</summary>
    /// <param name="seed">Decides which; 0 is the customary split.</param>
    public static DataSplit LoadSplit(ulong seed = 0)
    {
        (Dataset train, Dataset test) = Load().Split(DatasetCatalog.TestShare, seed);
        return new DataSplit(train, test);
    }
}
