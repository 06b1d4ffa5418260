using System.Buffers.Binary;
using System.IO.Compression;

namespace Engine.Datasets.Files;

/// <summary>
/// The unpacked bytes of a gzip file. The framework's reader takes a file that was cut off for one that ended, so the end is
/// checked against the length in the trailer; the checksum is the framework's part.
/// </summary>
internal sealed class GzipContent : Stream
{
    private const int LengthFieldBytes = 4;

    private readonly string path;
    private readonly FileStream file;
    private readonly GZipStream unpacked;
    private uint total;
    private bool ended;

    public GzipContent(string path, FileStream file)
    {
        this.path = path;
        this.file = file;
        unpacked = new GZipStream(file, CompressionMode.Decompress, leaveOpen: true);
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        if (ended || buffer.IsEmpty)
        {
            return 0;
        }

        int read;
        try
        {
            read = unpacked.Read(buffer);
        }
        catch (InvalidDataException error)
        {
            throw new DataFormatException(path, "the gzip data is corrupt", error);
        }

        // The length field counts modulo 2^32, as this sum does.
        total = unchecked(total + (uint)read);
        if (read == 0)
        {
            CheckEnd();
        }

        return read;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            unpacked.Dispose();
            file.Dispose();
        }

        base.Dispose(disposing);
    }

    private void CheckEnd()
    {
        ended = true;
        Span<byte> field = stackalloc byte[LengthFieldBytes];
        file.Position = Math.Max(0, file.Length - LengthFieldBytes);
        if (file.ReadAtLeast(field, LengthFieldBytes, throwOnEndOfStream: false) < LengthFieldBytes || BinaryPrimitives.ReadUInt32LittleEndian(field) != total)
        {
            throw new DataFormatException(path, "the gzip data is truncated, or something follows it");
        }
    }
}
