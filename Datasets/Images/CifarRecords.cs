using Engine.Datasets.Files;
using Engine.Training;

namespace Engine.Datasets.Images;

/// <summary>
/// Collects records of CIFAR-10's binary format: a label byte, then the red, green and blue planes of 32×32 bytes each. Held
/// with channels last, as the engine wants images.
/// </summary>
internal sealed class CifarRecords
{
    private const int Side = 32;
    private const int Channels = 3;
    private const int PlaneBytes = Side * Side;
    private const int ImageBytes = PlaneBytes * Channels;
    private const int RecordBytes = 1 + ImageBytes;

    // What arrays grow to first where a file's length did not tell the number of records.
    private const int FirstCapacity = 1024;

    // More images than this do not fit one array.
    private const int MaximumRecords = int.MaxValue / ImageBytes;

    private readonly byte[] record = new byte[RecordBytes];
    private byte[] pixels = [];
    private int[] labels = [];
    private int count;

    /// <summary>Adds all records of a file, plain or gzip.</summary>
    public void AddFile(string path)
    {
        using Content content = Content.Open(path);
        Reserve((int)Math.Min(count + (content.FileLength / RecordBytes), MaximumRecords));
        Add(content.Stream, path);
    }

    /// <summary>Adds all records of a stream.</summary>
    /// <param name="stream">Read to its end.</param>
    /// <param name="path">Its name, for messages.</param>
    public void Add(Stream stream, string path)
    {
        int before = count;
        while (true)
        {
            int got = stream.ReadAtLeast(record, RecordBytes, throwOnEndOfStream: false);
            if (got == 0)
            {
                break;
            }

            int number = count - before;
            if (got < RecordBytes)
            {
                throw new DataFormatException(path, $"it ends inside record {number}, after {got} of {RecordBytes} bytes");
            }

            if (record[0] >= Cifar10.ClassNames.Count)
            {
                throw new DataFormatException(path, $"record {number} has the label {record[0]}, but there are only {Cifar10.ClassNames.Count} classes");
            }

            if (count == labels.Length)
            {
                int more = Math.Min(Math.Max(FirstCapacity, count * 2), MaximumRecords);
                Reserve(more > count ? more : throw new DataFormatException(path, $"it holds more than {MaximumRecords} records"));
            }

            labels[count] = record[0];
            Interleave(record.AsSpan(1), pixels.AsSpan(count * ImageBytes, ImageBytes));
            count++;
        }

        if (count == before)
        {
            throw new DataFormatException(path, "it holds no records");
        }
    }

    /// <summary>All records as a data set.</summary>
    public Dataset ToDataset(string name)
    {
        Reserve(count);
        var images = new ByteFeatures(pixels, ImageBytes, NumericArray.ByteScale);
        return Dataset.Classification(name, new Shape(Side, Side, Channels), images, labels, Cifar10.ClassNames.Count, Cifar10.ClassNames);
    }

    private void Reserve(int capacity)
    {
        Array.Resize(ref labels, capacity);
        Array.Resize(ref pixels, capacity * ImageBytes);
    }

    private static void Interleave(ReadOnlySpan<byte> planes, Span<byte> image)
    {
        ReadOnlySpan<byte> red = planes[..PlaneBytes];
        ReadOnlySpan<byte> green = planes.Slice(PlaneBytes, PlaneBytes);
        ReadOnlySpan<byte> blue = planes.Slice(2 * PlaneBytes, PlaneBytes);
        for (int i = 0; i < PlaneBytes; i++)
        {
            image[Channels * i] = red[i];
            image[(Channels * i) + 1] = green[i];
            image[(Channels * i) + 2] = blue[i];
        }
    }
}
