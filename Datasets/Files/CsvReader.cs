using System.Text;

namespace Engine.Datasets.Files;

/// <summary>
/// Rows of a CSV file, one at a time and in reused memory: quotes after RFC 4180, line ends of any kind, empty rows left out,
/// spaces around unquoted fields trimmed. Plain or gzip, UTF-8 or with a byte order mark.
/// </summary>
internal sealed class CsvReader : IDisposable
{
    // A longer row is a binary file, or a quote that never closes.
    private const int MaximumRowCharacters = 1 << 24;
    private const int BufferCharacters = 1 << 15;
    private const int End = -1;

    private static readonly Encoding StrictUtf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Content content;
    private readonly StreamReader reader;
    private readonly char[] buffer = new char[BufferCharacters];
    private int position;
    private int filled;
    private int nextLine = 1;
    private char[] text = new char[256];
    private int length;
    private int[] ends = new int[16];

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="separator">What separates fields; the most frequent of comma, semicolon and tab in the first line where null.</param>
    public CsvReader(string path, char? separator = null)
    {
        content = Content.Open(path);
        reader = new StreamReader(content.Stream, StrictUtf8);
        try
        {
            Separator = separator ?? DetectSeparator();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Gets what separates fields.</summary>
    public char Separator { get; }

    /// <summary>Gets the line on which the current row starts, from 1.</summary>
    public int Line { get; private set; }

    /// <summary>Gets the number of fields in the current row.</summary>
    public int Count { get; private set; }

    /// <summary>Gets a field of the current row, valid until the next.</summary>
    public ReadOnlySpan<char> this[int field]
    {
        get
        {
            int start = field == 0 ? 0 : ends[field - 1];
            return text.AsSpan(start, ends[field] - start);
        }
    }

    /// <summary>Goes to the next row that is not empty.</summary>
    /// <returns>Whether there is one.</returns>
    /// <exception cref="DataFormatException">A quote is misplaced, or this is no text.</exception>
    public bool Read()
    {
        while (ReadRow())
        {
            if (length > 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The error that something in the current row is wrong.</summary>
    public DataFormatException Error(string problem) => new(content.Path, $"line {Line}{problem}");

    /// <inheritdoc/>
    public void Dispose()
    {
        reader.Dispose();
        content.Dispose();
    }

    private bool ReadRow()
    {
        Count = 0;
        length = 0;
        Line = nextLine;
        if (Peek() == End)
        {
            return false;
        }

        int next;
        do
        {
            while (Peek() == ' ')
            {
                position++;
            }

            next = Peek() == '"' ? ReadQuoted() : ReadPlain();
            if (Count == ends.Length)
            {
                Array.Resize(ref ends, Count * 2);
            }

            ends[Count++] = length;
        }
        while (next == Separator);
        return true;
    }

    private int ReadPlain()
    {
        int start = length;
        int next;
        while ((next = Next()) != Separator && next is not ('\n' or '\r' or End))
        {
            Append((char)next);
        }

        while (length > start && char.IsWhiteSpace(text[length - 1]))
        {
            length--;
        }

        return EndRow(next);
    }

    private int ReadQuoted()
    {
        position++;
        while (true)
        {
            int next = Next();
            if (next == End)
            {
                throw Error(" opens a quote that is never closed");
            }

            if (next == '"')
            {
                if (Peek() != '"')
                {
                    break;
                }

                position++;
            }

            nextLine += next == '\n' || (next == '\r' && Peek() != '\n') ? 1 : 0;
            Append((char)next);
        }

        int after;
        while ((after = Next()) == ' ')
        {
        }

        return after == Separator || after is '\n' or '\r' or End ? EndRow(after) : throw Error(" has text after a closing quote");
    }

    private int EndRow(int next)
    {
        if (next is '\n' or '\r')
        {
            nextLine++;
            if (next == '\r' && Peek() == '\n')
            {
                position++;
            }
        }

        return next;
    }

    private void Append(char character)
    {
        if (length == text.Length)
        {
            if (length >= MaximumRowCharacters)
            {
                throw Error($" starts a row of more than {MaximumRowCharacters} characters");
            }

            Array.Resize(ref text, length * 2);
        }

        text[length++] = character != '\0' ? character : throw Error(" holds a zero byte: this is not a text file");
    }

    private int Peek() => position < filled || Fill() ? buffer[position] : End;

    private int Next() => position < filled || Fill() ? buffer[position++] : End;

    private bool Fill()
    {
        try
        {
            filled = reader.Read(buffer);
            position = 0;
            return filled > 0;
        }
        catch (DecoderFallbackException error)
        {
            throw new DataFormatException(content.Path, $"the text near line {nextLine} is not UTF-8", error);
        }
    }

    private char DetectSeparator()
    {
        ReadOnlySpan<char> candidates = [',', ';', '\t'];
        Span<int> counts = stackalloc int[candidates.Length];
        _ = Peek();
        bool quoted = false;
        bool started = false;
        foreach (char character in buffer.AsSpan(0, filled))
        {
            quoted ^= character == '"';
            if (!quoted && character is '\n' or '\r' && started)
            {
                break;
            }

            started |= !char.IsWhiteSpace(character);
            int candidate = quoted ? -1 : candidates.IndexOf(character);
            if (candidate >= 0)
            {
                counts[candidate]++;
            }
        }

        int best = 0;
        for (int i = 1; i < counts.Length; i++)
        {
            best = counts[i] > counts[best] ? i : best;
        }

        return candidates[best];
    }
}
