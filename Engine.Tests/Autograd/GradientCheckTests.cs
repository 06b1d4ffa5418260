using Engine.Autograd;
using NUnit.Framework;

namespace Engine.Tests.Autograd;

[TestFixture]
internal sealed class GradientCheckTests
{
    [Test]
    public void ARightGradientPasses()
    {
        var weight = new Parameter("weight", new Shape(4, 3));
        weight.Value.Fill(0.3f);
        GradientReport report = GradientCheck.Run((tape, x) => x[0].MatMul(tape.Use(weight)).Exp() * x[1], [new Shape(5, 4), new Shape(3)], [weight]);
        Assert.That(report.Checked, Is.EqualTo(20 + 3 + 12));
        Assert.That(report.LargestError, Is.LessThan(2e-3));
        Assert.DoesNotThrow(() => report.ThrowIfAbove(2e-3));
    }

    [Test]
    public void AWrongGradientFailsAndIsLocated()
    {
        GradientReport report = GradientCheck.Run((tape, x) => tape.Apply(new WrongSquare(), [x[0]]), [new Shape(6)]);
        Assert.That(report.LargestError, Is.GreaterThan(0.1));
        Assert.That(() => report.ThrowIfAbove(1e-2), Throws.InvalidOperationException.With.Message.Contains("input 0["));
    }

    private sealed class WrongSquare : Operation
    {
        public override Shape OutputShape(ReadOnlySpan<Shape> inputs) => inputs[0];

        public override void Forward(in OperationForward pass)
        {
            for (int i = 0; i < pass.Output.Length; i++)
            {
                pass.Output[i] = pass.Input(0)[i] * pass.Input(0)[i];
            }
        }

        public override void Backward(in OperationBackward pass)
        {
            for (int i = 0; i < pass.Output.Length; i++)
            {
                pass.InputGradient(0)[i] = pass.OutputGradient[i] * pass.Input(0)[i];
            }
        }
    }
}
