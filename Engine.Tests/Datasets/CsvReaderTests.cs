using Engine.Datasets.Files;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;

namespace Engine.Tests.Datasets;

public sealed class CsvReaderTests
{
    private static readonly char[] Alphabet = ['a', 'b', '"', ',', ';', '\t', '\n', '\r', ' ', '1', '.', 'ä', '€'];

    internal static List<string[]> ReadAll(string path, char? separator = null)
    {
        var rows = new List<string[]>();
        using var reader = new CsvReader(path, separator);
        while (reader.Read())
        {
            rows.Add([.. Enumerable.Range(0, reader.Count).Select(i => reader[i].ToString())]);
        }

        return rows;
    }

    [TestCase("a,b\n1,2\n", "a|b/1|2")]
    [TestCase("a,b\r\n1,2", "a|b/1|2")]
    [TestCase("a,b\r1,2\r", "a|b/1|2")]
    [TestCase("\n\na;b;c\n\n;;\n1;2;3\n\n", "a|b|c/1|2|3")]
    [TestCase("a\tb\n1 x\t2,5\n", "a|b/1 x|2,5")]
    [TestCase("  a , b  \n", "a|b")]
    [TestCase("\"a,b\", \"c \"\"d\"\"\" ,e\n", "a,b|c \"d\"|e")]
    [TestCase("a,\n,b\n", "a|/|b")]
    [TestCase("one\ntwo\n", "one/two")]
    [TestCase("\uFEFFa,b\n", "a|b")]
    [TestCase("it's 5\" wide,b\n", "it's 5\" wide|b")]
    public void ReadsRows(string text, string expected)
    {
        using var folder = new TemporaryFolder();
        Assert.That(string.Join('/', ReadAll(folder.Write("a.csv", text)).Select(row => string.Join('|', row))), Is.EqualTo(expected));
        Assert.That(string.Join('/', ReadAll(folder.Write("a.csv.gz", TemporaryFolder.Gzip(System.Text.Encoding.UTF8.GetBytes(text)))).Select(row => string.Join('|', row))), Is.EqualTo(expected));
    }

    [TestCase("a,b\n1,\"2", "line 2 opens a quote")]
    [TestCase("a,b\n\n\"1\"x,2\n", "line 3 has text after")]
    [TestCase("a,b\n1,\0\n", "line 2 holds a zero byte")]
    public void SaysWhereTheTextIsWrong(string text, string because)
    {
        using var folder = new TemporaryFolder();
        Assert.That(Corruptions.Refuses(folder.Write("a.csv", text), path => ReadAll(path)), Does.Contain(because));
    }

    [Test]
    public void RefusesOtherEncodings()
    {
        using var folder = new TemporaryFolder();
        Assert.That(Corruptions.Refuses(folder.Write("a.csv", [(byte)'a', (byte)',', 0xE4, (byte)'\n']), path => ReadAll(path)), Does.Contain("not UTF-8"));
    }

    [Test]
    public void CountsLinesInsideQuotes()
    {
        using var folder = new TemporaryFolder();
        using var reader = new CsvReader(folder.Write("a.csv", "\"a\r\nb\nc\rd\",1\nx,2\n"));
        Assert.That(reader.Read() && reader.Read(), Is.True);
        Assert.That(reader.Line, Is.EqualTo(5));
    }

    [Test]
    public void ReadsRowsAcrossBuffers()
    {
        using var folder = new TemporaryFolder();
        string[] fields = [.. Enumerable.Range(0, 30_000).Select(i => $"field {i}")];
        List<string[]> rows = ReadAll(folder.Write("a.csv", string.Join(',', fields) + "\r\n" + string.Join(',', fields)));
        Assert.That(rows, Has.Count.EqualTo(2));
        Assert.That(rows[1], Is.EqualTo(fields));
    }

    [Test]
    public void ReadsWhatAnyWriterQuotes()
    {
        using var folder = new TemporaryFolder();
        Gen<string> field = Gen.Elements(Alphabet).ArrayOf().Select(characters => new string(characters));
        Gen<string[][]> table = Gen.Choose(1, 4).SelectMany(width => field.ArrayOf(width).ArrayOf());
        Prop.ForAll(table.ToArbitrary(), Gen.Elements(',', ';', '\t').ToArbitrary(), (rows, separator) =>
        {
            string text = string.Concat(rows.Select(row => string.Join(separator, row.Select(x => $"\"{x.Replace("\"", "\"\"")}\"")) + "\n"));
            if (rows.Length == 0)
            {
                return true;
            }

            string[][] expected = [.. rows.Where(row => row.Any(x => x.Length > 0))];
            List<string[]> read = ReadAll(folder.Write("a.csv", text), separator);
            return read.Count == expected.Length && read.Zip(expected).All(pair => pair.First.SequenceEqual(pair.Second));
        }).QuickCheckThrowOnFailure();
    }
}
