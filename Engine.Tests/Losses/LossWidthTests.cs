using Engine.Losses;
using Engine.Numerics;
using Engine.Numerics.Lanes;
using NUnit.Framework;

namespace Engine.Tests.Losses;

internal sealed unsafe class LossWidthTests
{
    private const int Batch = 13;
    private const int Outputs = 11;

    [Test]
    public void CrossEntropyAgreesAtAllWidths()
    {
        foreach ((bool hasLabels, bool isDouble) in ((bool, bool)[])[(true, false), (false, false), (true, true), (false, true)])
        {
            float[] narrow = CrossEntropyBlock<Lanes128>(hasLabels, isDouble);
            Assert.That(CrossEntropyBlock<Lanes256>(hasLabels, isDouble), Is.EqualTo(narrow));
            Assert.That(CrossEntropyBlock<Lanes512>(hasLabels, isDouble), Is.EqualTo(narrow));
        }
    }

    [Test]
    public void ElementLossesAgreeAtAllWidths() => Assert.Multiple(() =>
    {
        CheckElements(default(MeanSquaredError.Square));
        CheckElements(default(MeanAbsoluteError.Magnitude));
        CheckElements(new HuberLoss.Huber(0.5f));
        CheckElements(default(BinaryCrossEntropy.SigmoidCrossEntropy));
    });

    private static void CheckElements<TLoss>(TLoss loss)
        where TLoss : unmanaged, IElementLoss
    {
        (double Sum, float[] Gradient) narrow = ElementBlock<TLoss, Lanes128>(loss);
        Assert.That(ElementBlock<TLoss, Lanes256>(loss), Is.EqualTo(narrow));
        Assert.That(ElementBlock<TLoss, Lanes512>(loss), Is.EqualTo(narrow));
    }

    private static float[] CrossEntropyBlock<T>(bool hasLabels, bool isDouble)
        where T : struct, ILanes<T>
    {
        var random = new Random(12);
        AlignedBuffer logits = Random(random), values = Random(random), gradient = new(Batch * Outputs);
        AlignedBuffer losses = new(LaneWidth.Virtual), memory = new(3 * LaneWidth.Virtual * Outputs);
        int* labels = stackalloc int[Batch];
        for (int i = 0; i < Batch; i++)
        {
            labels[i] = random.Next(Outputs);
        }

        var work = new CrossEntropyWork
        {
            Logits = logits.Pointer,
            Gradient = gradient.Pointer,
            Values = hasLabels ? null : values.Pointer,
            Labels = hasLabels ? labels : null,
            Losses = losses.Pointer,
            Scratch = memory.Pointer,
            ScratchLength = memory.Length,
            Batch = Batch,
            Outputs = Outputs,
            Parts = 1,
            Kept = 0.9f,
            Spread = 0.1f / Outputs,
            Scale = 1f / Batch,
            IsDouble = isDouble,
        };
        work.Block<T>(0, memory.Pointer);
        return [.. gradient.Span, .. losses.Span[..Batch]];
    }

    private static (double Sum, float[] Gradient) ElementBlock<TLoss, T>(TLoss loss)
        where TLoss : unmanaged, IElementLoss
        where T : struct, ILanes<T>
    {
        var random = new Random(13);
        AlignedBuffer predictions = Random(random), values = Random(random), gradient = new(Batch * Outputs);
        double sum = 0;
        var work = new ElementLossWork<TLoss>
        {
            Loss = loss,
            Predictions = predictions.Pointer,
            Gradient = gradient.Pointer,
            Values = values.Pointer,
            Labels = null,
            Sums = &sum,
            Count = Batch * Outputs,
            Outputs = Outputs,
            Parts = 1,
        };
        sum = work.Block<T>(0, Batch * Outputs, values.Pointer);
        return (sum, gradient.Span.ToArray());
    }

    private static AlignedBuffer Random(Random random)
    {
        var buffer = new AlignedBuffer(Batch * Outputs);
        foreach (ref float value in buffer.Span)
        {
            value = (random.NextSingle() * 8) - 4;
        }

        return buffer;
    }
}
