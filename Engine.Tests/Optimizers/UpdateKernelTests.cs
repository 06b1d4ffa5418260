using Engine.Numerics;
using Engine.Numerics.Lanes;
using Engine.Optimizers;
using NUnit.Framework;

namespace Engine.Tests.Optimizers;

internal sealed unsafe class UpdateKernelTests
{
    [Test]
    public void WidthsAgreeBitForBit() => Assert.Multiple(() =>
    {
        Check<Sgd.PlainRule>();
        Check<Sgd.MomentumRule>();
        Check<Sgd.NesterovRule>();
        Check<Adam.Rule>();
        Check<RmsProp.PlainRule>();
        Check<RmsProp.MomentumRule>();
        Check<Adagrad.Rule>();
    });

    [Test]
    public void TouchesNothingBeyondItsRange()
    {
        const float Sentinel = 12345;
        foreach (int count in (int[])[0, 1, 15, 16, 17, 33])
        {
            var buffers = new AlignedBuffer[3];
            for (int i = 0; i < buffers.Length; i++)
            {
                buffers[i] = new AlignedBuffer(count + 32);
                buffers[i].Span.Fill(Sentinel);
                buffers[i].Span.Slice(16, count).Fill(1);
            }

            var gradient = new AlignedBuffer(count);
            gradient.Span.Fill(1);
            var update = new ParameterUpdate
            {
                Value = buffers[0].Pointer,
                First = buffers[1].Pointer,
                Second = buffers[2].Pointer,
                Count = count + 32,
                Coefficients = Coefficients(),
                Kernel = UpdateKernel<Adam.Rule>.Address,
            };
            update.Apply(16, gradient.Pointer, count);
            foreach (AlignedBuffer buffer in buffers)
            {
                Assert.That(buffer.Span[..16].ToArray().Concat(buffer.Span[(16 + count)..].ToArray()), Is.All.EqualTo(Sentinel));
                Assert.That(buffer.Span.Slice(16, count).ToArray(), Has.None.EqualTo(1f));
            }
        }
    }

    private static void Check<TRule>()
        where TRule : struct, IUpdateRule
    {
        float[] narrow = Run<TRule, Lanes128>();
        Assert.That(Run<TRule, Lanes256>(), Is.EqualTo(narrow), $"{typeof(TRule)} 256");
        Assert.That(Run<TRule, Lanes512>(), Is.EqualTo(narrow), $"{typeof(TRule)} 512");
    }

    private static float[] Run<TRule, T>()
        where TRule : struct, IUpdateRule
        where T : struct, ILanes<T>
    {
        const int Count = 45;
        var random = new Random(5);
        AlignedBuffer[] buffers = [new(Count), new(Count), new(Count), new(Count)];
        foreach (AlignedBuffer buffer in buffers)
        {
            foreach (ref float value in buffer.Span)
            {
                value = random.NextSingle();
            }
        }

        var update = new ParameterUpdate
        {
            Value = buffers[0].Pointer,
            First = buffers[1].Pointer,
            Second = buffers[2].Pointer,
            Count = Count,
            Coefficients = Coefficients(),
        };
        UpdateKernel<TRule>.Run<T>(in update, 0, buffers[3].Pointer, Count);
        return [.. buffers[0].Span, .. buffers[1].Span, .. buffers[2].Span];
    }

    private static UpdateCoefficients Coefficients() => new()
    {
        GradientScale = 0.7f,
        Decay = 0.1f,
        Shrink = 0.01f,
        Rate = 0.05f,
        Momentum = 0.9f,
        FirstShare = 0.1f,
        SecondDecay = 0.99f,
        SecondShare = 0.01f,
        RootScale = 1.3f,
        Epsilon = 1e-3f,
    };
}
