using Engine.Autograd;
using Engine.Formats;
using NUnit.Framework;

namespace Engine.Tests.Formats;

internal sealed class SafetensorsGoldenTests
{
    [Test]
    public void ReadsWhatPythonWrote()
    {
        SafetensorsFile file = SafetensorsBytes.Load(SafetensorsBytes.Golden("golden.safetensors"));
        Assert.Multiple(() =>
        {
            Assert.That(file.Tensors.Select(t => t.ToString()), Is.EqualTo(new[]
            {
                "0.weight F32 [2, 3]", "half F16 [3]", "brain BF16 [2]", "double F64 [2]", "größe I64 []", "empty F32 [0, 4]", "flags Bool [3]",
            }));
            Assert.That(file.Metadata, Is.EquivalentTo(new Dictionary<string, string> { ["format"] = "pt", ["note"] = "a \"quoted\" line\n" }));
            Assert.That(Bits(file, "0.weight", new Shape(2, 3)), Is.EqualTo(new[] { 0, int.MinValue, 0x3FC00000, 1, 0x7F800000, unchecked((int)0xC0500000) }));
            Assert.That(Floats(file, "half", new Shape(3)), Is.EqualTo(new[] { 1f, -2.5f, 65504f }));
            Assert.That(Floats(file, "brain", new Shape(2)), Is.EqualTo(new[] { 1f, -3.140625f }));
            Assert.That(Floats(file, "double", new Shape(2)), Is.EqualTo(new[] { 0.1f, float.NegativeInfinity }));
            Assert.That(file.Contains("flags"), Is.True);
            Assert.That(file.Contains("Flags"), Is.False);
        });
    }

    [Test]
    public void WritesWhatPythonWrites()
    {
        var parameter = new Parameter("b.weight", new Shape(1, 3));
        new[] { 0.5f, 0.25f, 3 }.CopyTo(parameter.Value);
        byte[] bytes = SafetensorsBytes.Write(
            [new("a", new Shape(2), new[] { 1f, -2 }), new(parameter), new("scalar", Shape.Scalar, new[] { -0f })],
            new Dictionary<string, string> { ["engine"] = "1" });
        Assert.That(bytes, Is.EqualTo(SafetensorsBytes.Golden("written.safetensors")));
    }

    [Test]
    public void SaysWhatDoesNotFit()
    {
        SafetensorsFile file = SafetensorsBytes.Load(SafetensorsBytes.Golden("golden.safetensors"));
        Assert.Multiple(() =>
        {
            Assert.That(() => file.CopyTo("1.weight", new Shape(6), new float[6]), Throws.TypeOf<ModelFormatException>()
                .With.Message.EqualTo("model.safetensors: there is no tensor '1.weight'."));
            Assert.That(() => file.CopyTo("0.weight", new Shape(3, 2), new float[6]), Throws.TypeOf<ModelFormatException>()
                .With.Message.EqualTo("model.safetensors: tensor 0.weight F32 [2, 3] should have the shape [3, 2]."));
            Assert.That(() => file.CopyTo("flags", new Shape(3), new float[3]), Throws.TypeOf<ModelFormatException>().With.Message.Contains("Bool"));
            Assert.That(() => file.CopyTo("half", new Shape(3), new float[2]), Throws.ArgumentException);
        });
    }

    private static float[] Floats(SafetensorsFile file, string name, Shape shape)
    {
        var values = new float[shape.Count];
        file.CopyTo(name, shape, values);
        return values;
    }

    private static int[] Bits(SafetensorsFile file, string name, Shape shape) =>
        Array.ConvertAll(Floats(file, name, shape), BitConverter.SingleToInt32Bits);
}
