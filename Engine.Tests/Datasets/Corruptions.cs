using Engine.Datasets;
using NUnit.Framework;

namespace Engine.Tests.Datasets;

/// <summary>Damages files in every way that is cheap to enumerate, and asks the reader for one clear sentence.</summary>
internal static class Corruptions
{
    // Reading a file of some hundred bytes has no reason to allocate more, whatever it declares.
    private const long AllocationLimit = 16 << 20;

    /// <summary>Every shorter version of a file is refused.</summary>
    public static void RefusesTruncation(TemporaryFolder folder, string name, byte[] content, Action<string> read)
    {
        for (int length = 0; length < content.Length; length++)
        {
            Refuses(folder.Write(name, content.AsSpan(0, length)), read, $"cut to {length} of {content.Length} bytes");
        }
    }

    /// <summary>Further bytes are refused.</summary>
    public static void RefusesTrailing(TemporaryFolder folder, string name, byte[] content, Action<string> read) =>
        Refuses(folder.Write(name, [.. content, 0]), read, "one byte too many");

    /// <summary>With any bit turned, the file is read or refused, but nothing else happens.</summary>
    public static void SurvivesFlips(TemporaryFolder folder, string name, byte[] content, Action<string> read, int bytes)
    {
        for (int bit = 0; bit < 8 * Math.Min(bytes, content.Length); bit++)
        {
            byte[] damaged = [.. content];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            string path = folder.Write(name, damaged);
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                read(path);
            }
            catch (DataFormatException error)
            {
                AssertSentence(error, path);
            }

            Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(AllocationLimit), $"bit {bit}");
        }
    }

    /// <summary>A file is refused with a sentence that names it.</summary>
    public static string Refuses(string path, Action<string> read, string how = "")
    {
        DataFormatException? error = null;
        try
        {
            read(path);
        }
        catch (DataFormatException refused)
        {
            error = refused;
        }

        Assert.That(error, Is.Not.Null, $"not refused: {how}");
        AssertSentence(error!, path);
        return error!.Message;
    }

    private static void AssertSentence(DataFormatException error, string path)
    {
        Assert.That(error.Message, Does.Contain(Path.GetDirectoryName(path)!).And.EndsWith(".").And.Not.Contains("\n"));
    }
}
