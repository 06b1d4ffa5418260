using Engine.Activations;
using Engine.Pools;
using Engine.Tests.Support;
using Engine.Threading;
using NUnit.Framework;

namespace Engine.Tests.Pools;

/// <summary>
/// Pools of two slopes and a jump write their output over their input and go back from it where it tells the input: gradients
/// against double precision, for coefficients that allow it and for others.
/// </summary>
[TestFixture]
internal sealed class InvertedColumnTests
{
    private const int Rows = 1100; // more than a chunk

    [Test]
    public void GradientsFollowFromOutputsWrittenOverTheInputs(
        [Values("prelu", "pap(relu,step)", "pap(relu,leaky-relu,step)")] string method, [Values(3, 16, 37, 130)] int neurons, [Values(0, 1, 2, 3, 4, 5)] int variant)
    {
        Activation pool = PoolCatalog.Parse(method).Bind(neurons);
        float[] starts = variant switch
        {
            0 => [0.5f, 0.3f, 0.2f],
            1 => [0.9f, -0.4f, -0.3f], // a jump downward, or a slope that turns
            2 => [-0.7f, 0.2f, 0.1f],
            3 => [1e-9f, 0.5f, 0], // nothing of z is left in y
            4 => [0, 0, 0],
            _ => [0.05f, 2.5f, 0.1f], // a jump too high above the slope, where there is one
        };
        bool isPRelu = method == "prelu";
        int count = pool.Parameters[0].Count / neurons;
        for (int k = 0; k < count; k++)
        {
            pool.Parameters[0].Value.Slice(k * neurons, neurons).Fill(starts[k]);
        }

        var random = new Random(7);
        float[] z = [.. Enumerable.Range(0, Rows * neurons).Select(i => i % 11 == 0 ? 1e-9f * (i % 3 - 1) : (float)((random.NextDouble() * 4) - 2))];
        float[] dy = [.. z.Select(_ => (float)random.NextDouble() - 0.5f)];
        GuardedBuffer y = new(z.Length), dz = new(z.Length), saved = new(z.Length * pool.SavedPerElement);
        z.CopyTo(y.Span);
        dy.CopyTo(dz.Span);
        var team = new WorkerTeam(2);
        pool.Forward(new ActivationForward { Neurons = neurons, Input = y.Span, Output = y.Span, Saved = saved.Span, IsTraining = true, Team = team });
        double[] slopes = new double[z.Length], wanted = new double[count * neurons], sizes = new double[count * neurons];
        for (int i = 0; i < z.Length; i++)
        {
            double[] terms = isPRelu ? [Math.Min(z[i], 0)] : [Math.Max(z[i], 0), .. count == 3 ? [z[i] > 0 ? z[i] : 0.01 * z[i]] : Array.Empty<double>(), z[i] > 0 ? 1 : 0];
            double[] derivatives = isPRelu ? [z[i] > 0 ? 0 : 1] : [z[i] > 0 ? 1 : 0, .. count == 3 ? [z[i] > 0 ? 1 : 0.01] : Array.Empty<double>(), 0];
            double expected = isPRelu ? Math.Max(z[i], 0) : 0;
            slopes[i] = isPRelu && z[i] > 0 ? 1 : 0;
            for (int k = 0; k < count; k++)
            {
                expected += starts[k] * terms[k];
                slopes[i] += starts[k] * derivatives[k];
                wanted[(k * neurons) + (i % neurons)] += dy[i] * terms[k];
                sizes[(k * neurons) + (i % neurons)] += Math.Abs(dy[i] * terms[k]);
            }

            Assert.That(y.Span[i], Is.EqualTo(expected).Within(1e-6), $"y at {i}, z {z[i]}");
        }

        pool.Backward(new ActivationBackward { Neurons = neurons, Output = y.Span, Saved = saved.Span, OutputGradient = dz.Span, InputGradient = dz.Span, Team = team });
        for (int i = 0; i < z.Length; i++)
        {
            Assert.That(dz.Span[i], Is.EqualTo(dy[i] * slopes[i]).Within(1e-6), $"dz at {i}, z {z[i]}");
        }

        for (int k = 0; k < wanted.Length; k++)
        {
            Assert.That(pool.Parameters[0].Gradient[k], Is.EqualTo(wanted[k]).Within(1e-6 + (1e-5 * sizes[k])), $"coefficient {k}");
        }

        y.AssertIntact();
        dz.AssertIntact();
        saved.AssertIntact();
    }

    [Test]
    public void InputsAreKeptOnlyWhereTheyMustBe([Values] bool turns)
    {
        Activation pool = new PRelu().Bind(20);
        pool.Parameters[0].Value[3] = turns ? -0.1f : 0.1f;
        float[] z = [.. Enumerable.Range(0, 60).Select(i => MathF.Sin(i))], y = new float[60], saved = new float[60];
        pool.Forward(new ActivationForward { Neurons = 20, Input = z, Output = y, Saved = saved, IsTraining = true, Team = new WorkerTeam() });
        Assert.That(saved, Is.EqualTo(turns ? z : new float[60]));
        Assert.That(pool.Needs, Is.EqualTo(BackwardNeeds.Output));
        var missing = Assert.Throws<ArgumentException>(() =>
            pool.Backward(new ActivationBackward { Neurons = 20, Input = z, Saved = saved, OutputGradient = y, InputGradient = y, Team = new WorkerTeam() }));
        Assert.That(missing!.Message, Does.Contain("0 floats"));
    }
}
