using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Engine.Bench.Output;

namespace Engine.Bench.Commands;

/// <summary>Writes rows of numbers as CSV, or as a NumPy array where the name ends in .npy.</summary>
internal static class PredictionFile
{
    // The header is padded so that the numbers start at a multiple of this, as NumPy's own writer does.
    private const int NpyAlignment = 64;

    /// <summary>Writes the rows.</summary>
    public static void Write(Terminal terminal, string path, float[] values, int width)
    {
        if (path.EndsWith(".npy", StringComparison.OrdinalIgnoreCase))
        {
            TargetFile.Write(path, stream => WriteNpy(stream, values, width));
            return;
        }

        WriteLines(terminal, path, Enumerable.Range(0, values.Length / width).Select(row => Csv(values.AsSpan(row * width, width))));
    }

    /// <summary>Writes lines of text, to the output where the path is <c>-</c>.</summary>
    public static void WriteLines(Terminal terminal, string path, IEnumerable<string> lines)
    {
        if (path == JsonReport.ToOutput)
        {
            foreach (string line in lines)
            {
                terminal.Line(line);
            }

            return;
        }

        TargetFile.Write(path, stream =>
        {
            using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" };
            foreach (string line in lines)
            {
                writer.WriteLine(line);
            }
        });
    }

    // The shortest text that reads back as the same number.
    private static string Csv(ReadOnlySpan<float> row)
    {
        var line = new StringBuilder();
        foreach (float value in row)
        {
            line.Append(line.Length == 0 ? string.Empty : ",").Append(value.ToString("R", CultureInfo.InvariantCulture));
        }

        return line.ToString();
    }

    private static void WriteNpy(Stream stream, float[] values, int width)
    {
        ReadOnlySpan<byte> magic = [0x93, .. "NUMPY"u8, 1, 0];
        string header = string.Create(CultureInfo.InvariantCulture, $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({values.Length / width}, {width}), }}");
        int used = magic.Length + sizeof(ushort) + header.Length + 1;
        header = header.PadRight(header.Length + ((NpyAlignment - (used % NpyAlignment)) % NpyAlignment)) + '\n';
        stream.Write(magic);
        stream.Write(BitConverter.GetBytes((ushort)header.Length));
        stream.Write(Encoding.ASCII.GetBytes(header));
        stream.Write(MemoryMarshal.AsBytes<float>(values));
    }
}
