using Engine.Formats;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;

namespace Engine.Tests.Formats;

internal sealed class SafetensorsPropertyTests
{
    private static readonly Config Repeatable = Config.QuickThrowOnFailure.WithReplay(20, 25);

    [Test]
    public void WhatIsWrittenIsRead()
    {
        Arbitrary<Contents> contents = Arb.From(
            from count in Gen.Choose(0, 6)
            from tensors in Gen.ArrayOf(Tensors(), count)
            from names in Gen.ArrayOf(Text(), count)
            from metadata in Gen.ListOf(Text().Two())
            select Contents.Of(tensors, names, metadata));
        Prop.ForAll(contents, ReadsBack).Check(Repeatable);
    }

    [Test]
    public void RandomBytesNeverEscapeTheReader()
    {
        // Behind a plausible length, so that they reach the parser.
        Arbitrary<byte[]> noise = Arb.From(
            from tokens in Gen.ListOf(Gen.Elements("{", "}", "[", "]", ":", ",", "\"a\"", "\"dtype\"", "\"F32\"", "\"shape\"", "\"data_offsets\"", "0", "4", " ", "\\", "\""))
            from tail in Gen.Choose(0, 8)
            select SafetensorsBytes.Of("{" + string.Concat(tokens), tail));
        Prop.ForAll(noise, IsLoadedOrRefused).Check(Repeatable.WithMaxTest(2000));
    }

    private static bool ReadsBack(Contents contents)
    {
        SafetensorsTensor[] tensors = [.. contents.Tensors.Select(t => new SafetensorsTensor(t.Name, t.Shape, t.Values))];
        SafetensorsFile file = SafetensorsBytes.Load(SafetensorsBytes.Write(tensors, contents.Metadata));
        bool same = file.Tensors.Count == tensors.Length && file.Metadata.Count == contents.Metadata.Count;
        foreach ((string name, Shape shape, float[] values) in contents.Tensors)
        {
            var read = new float[values.Length];
            file.CopyTo(name, shape, read);
            same &= Array.ConvertAll(read, BitConverter.SingleToInt32Bits).SequenceEqual(Array.ConvertAll(values, BitConverter.SingleToInt32Bits));
        }

        return same && contents.Metadata.All(entry => file.Metadata[entry.Key] == entry.Value);
    }

    private static bool IsLoadedOrRefused(byte[] bytes)
    {
        try
        {
            SafetensorsBytes.Load(bytes);
        }
        catch (ModelFormatException)
        {
            // Refused in the one way that is allowed.
        }

        return true;
    }

    private static Gen<(Shape Shape, float[] Values)> Tensors() =>
        from rank in Gen.Choose(0, 4)
        from lengths in Gen.ArrayOf(Gen.Choose(1, 5), rank)
        let shape = new Shape(lengths)
        from bits in Gen.ArrayOf(Gen.Choose(int.MinValue, int.MaxValue), shape.Count)
        select (shape, Array.ConvertAll(bits, BitConverter.Int32BitsToSingle));

    private static Gen<string> Text() =>
        from letters in Gen.NonEmptyListOf(Gen.Elements("a", "Z", "0", ".", "\"", "\\", "/", "\n", "\t", "\u0001", "é", "漢", "😀", " ", "<", "{"))
        select string.Concat(letters);

    private sealed record Contents((string Name, Shape Shape, float[] Values)[] Tensors, Dictionary<string, string> Metadata)
    {
        public static Contents Of((Shape Shape, float[] Values)[] tensors, string[] names, IEnumerable<(string, string)> metadata) => new(
            [.. tensors.Select((t, i) => ($"{i}{names[i]}", t.Shape, t.Values))],
            metadata.DistinctBy(entry => entry.Item1).ToDictionary(entry => entry.Item1, entry => entry.Item2));
    }
}
