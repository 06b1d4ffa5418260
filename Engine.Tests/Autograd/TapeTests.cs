using Engine.Autograd;
using NUnit.Framework;

namespace Engine.Tests.Autograd;

[TestFixture]
internal sealed class TapeTests
{
    [Test]
    public void GradientsAccumulateInParametersUntilCleared()
    {
        var weight = new Parameter("weight", new Shape(3));
        new float[] { 1, 2, 3 }.CopyTo(weight.Value);
        var tape = new Tape();
        for (int pass = 1; pass <= 3; pass++)
        {
            tape.Reset();
            tape.Backward(tape.Use(weight).Square().Sum());
            Assert.That(weight.Gradient.ToArray(), Is.EqualTo(new float[] { 2 * pass, 4 * pass, 6 * pass }));
        }

        weight.ClearGradient();
        tape.Reset();
        tape.Backward(tape.Use(weight).Sum());
        Assert.That(weight.Gradient.ToArray(), Is.EqualTo(new float[] { 1, 1, 1 }));
    }

    [Test]
    public void AParameterUsedTwiceInOnePassGetsBothGradients()
    {
        var weight = new Parameter("weight", new Shape(2));
        new float[] { 3, 5 }.CopyTo(weight.Value);
        var tape = new Tape();
        tape.Backward((tape.Use(weight) * tape.Use(weight)).Sum());
        Assert.That(weight.Gradient.ToArray(), Is.EqualTo(new float[] { 6, 10 }));
    }

    [Test]
    public void AReshapedValueSharesItsNumbersAndAddsToItsGradient()
    {
        var tape = new Tape();
        Value x = tape.Constant(new Shape(2, 3), [1, 2, 3, 4, 5, 6], requiresGradient: true);
        Value flat = x.Reshape(new Shape(6));
        Value sum = (flat.Square() + (x * 10f).Reshape(new Shape(6))).Sum() + x.Sum();
        tape.Backward(sum);
        Assert.That(x.Gradient.ToArray(), Is.EqualTo(new float[] { 13, 15, 17, 19, 21, 23 }));
    }

    [Test]
    public void ConstantsGetNoGradientUnlessAsked()
    {
        var tape = new Tape();
        Value a = tape.Constant(new Shape(2), [1, 2]);
        Value b = tape.Constant(new Shape(2), [3, 4], requiresGradient: true);
        tape.Backward((a * b).Sum());
        Assert.That(a.Gradient.IsEmpty);
        Assert.That(b.Gradient.ToArray(), Is.EqualTo(new float[] { 1, 2 }));
    }

    [Test]
    public void ARepeatedPassAllocatesNothing()
    {
        var weight = new Parameter("weight", new Shape(20, 30));
        weight.Value.Fill(0.25f);
        var data = new float[10 * 20];
        var tape = new Tape();
        void Pass()
        {
            tape.Reset();
            Value x = tape.Constant(new Shape(10, 20), data);
            Value loss = (x.MatMul(tape.Use(weight)) - 1f).Square().Mean();
            weight.ClearGradient();
            tape.Backward(loss);
        }

        for (int i = 0; i < 50; i++)
        {
            Pass();
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            Pass();
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    [Test]
    public void MistakesAreNamed()
    {
        var tape = new Tape();
        Value a = tape.Constant(new Shape(2, 3));
        Value b = tape.Constant(new Shape(4, 5));
        Assert.That(() => a + b, Throws.ArgumentException.With.Message.Contains("[2, 3]").And.Message.Contains("[4, 5]"));
        Assert.That(() => a.MatMul(b), Throws.ArgumentException.With.Message.Contains("MatMul"));
        Assert.That(() => a.Reshape(new Shape(7)), Throws.ArgumentException.With.Message.Contains("[7]"));
        Assert.That(() => tape.Backward(a), Throws.ArgumentException.With.Message.Contains("[2, 3]"));
        Assert.That(() => new Tape().Backward(a), Throws.ArgumentException);
        Assert.That(() => tape.Constant(new Shape(2), [1, 2, 3]), Throws.ArgumentException);
        Assert.That(() => default(Value).Data.Length, Throws.InvalidOperationException);
        tape.Reset();
        Assert.That(() => tape.Backward(a), Throws.ArgumentException);
    }
}
