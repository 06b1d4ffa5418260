namespace Engine.Datasets.Files;

/// <summary>
/// What a data file holds, unpacked where it is gzip (told by its first bytes, not by its name). Never allocates more than
/// the file can fill, whatever its header declares.
/// </summary>
internal sealed class Content : IDisposable
{
    private const int BufferBytes = 1 << 16;

    // Deflate's longest match is 258 bytes for two bits: no stream unpacks to more than 1,032 times its length.
    private const long MaximumUnpacking = 1032;

    // Unpacked arrays start at this size and double, so that only a file that really fills a large array gets one.
    private const int FirstBlockBytes = 1 << 22;

    private readonly long limit;
    private readonly bool packed;
    private long consumed;

    private Content(string path, Stream stream, long fileLength, bool packed)
    {
        Path = path;
        Stream = stream;
        FileLength = fileLength;
        this.packed = packed;
        limit = packed ? fileLength * MaximumUnpacking : fileLength;
    }

    /// <summary>Gets the file's path.</summary>
    public string Path { get; }

    /// <summary>Gets the unpacked bytes; a truncated or corrupt gzip file throws <see cref="DataFormatException"/> here.</summary>
    public Stream Stream { get; }

    /// <summary>Gets the length of the file as it lies on the disk.</summary>
    public long FileLength { get; }

    /// <summary>Opens a file.</summary>
    /// <exception cref="DataFormatException">The file is empty.</exception>
    public static Content Open(string path)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferBytes, FileOptions.SequentialScan);
        try
        {
            if (file.Length == 0)
            {
                throw new DataFormatException(path, "the file is empty");
            }

            bool packed = file.ReadByte() == 0x1f && file.ReadByte() == 0x8b;
            file.Position = 0;
            return new Content(path, packed ? new GzipContent(path, file) : file, file.Length, packed);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Fills a short header.</summary>
    public void ReadHeader(Span<byte> header)
    {
        int got = Stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
        consumed += got;
        if (got < header.Length)
        {
            throw new DataFormatException(Path, $"the file ends inside its header, after {consumed} bytes");
        }
    }

    /// <summary>Reads a declared number of bytes.</summary>
    /// <param name="count">How many.</param>
    /// <param name="what">What they are, for the message.</param>
    public byte[] ReadBytes(long count, string what)
    {
        if (count > limit - consumed || count > Array.MaxLength)
        {
            string room = count > Array.MaxLength ? $"more than the {Array.MaxLength} bytes that are supported" : $"the file of {FileLength} bytes can't hold them";
            throw new DataFormatException(Path, $"the header declares {count} bytes of {what}: {room}");
        }

        byte[] bytes = new byte[packed ? Math.Min(count, FirstBlockBytes) : count];
        long got = 0;
        while (got < count)
        {
            if (got == bytes.Length)
            {
                Array.Resize(ref bytes, (int)Math.Min(count, bytes.Length * 2L));
            }

            int read = Stream.Read(bytes, (int)got, bytes.Length - (int)got);
            if (read == 0)
            {
                throw new DataFormatException(Path, $"the file is truncated: {got} of {count} bytes of {what}");
            }

            got += read;
        }

        consumed += got;
        return bytes;
    }

    /// <summary>Refuses bytes after the last one that the header declares.</summary>
    public void ExpectEnd()
    {
        if (Stream.ReadByte() >= 0)
        {
            throw new DataFormatException(Path, $"there are bytes after the {consumed} that the header declares");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Stream.Dispose();
}
