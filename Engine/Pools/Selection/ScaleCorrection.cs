using Engine.Activations;
using Engine.Numerics;
using Engine.Numerics.Lanes;
using Engine.Pools.Kernels;
using Engine.Threading;

namespace Engine.Pools.Selection;

/// <summary>The factor that gives a candidate unit mean square over a standard normal input.</summary>
internal static class ScaleCorrection
{
    // The mean is a sum over a grid from -6 to 6: the normal density beyond is 1e-8 and the trapezoidal rule converges fast.
    private const int Points = 1537;
    private const float Range = 6;

    /// <summary>The gain of each candidate.</summary>
    public static float[] Gains(IReadOnlyList<Candidate> candidates) => candidates.Select(Gain).ToArray();

    private static float Gain(Candidate candidate)
    {
        float[] input = new float[Points], output = new float[Points];
        for (int i = 0; i < Points; i++)
        {
            input[i] = 2 * Range * i / (Points - 1) - Range;
        }

        ColumnKernel kernel = candidate.CreateKernel(float.PositiveInfinity);
        PaddedRows one = kernel.CreateCoefficients(1);
        one.Row(0)[0] = 1;
        kernel.Forward(new ActivationForward { Neurons = 1, Input = input, Output = output, Team = new WorkerTeam() }, one, 0, 1);
        Span<float> density = stackalloc float[Lanes128.Count];
        double square = 0, total = 0;
        for (int i = 0; i < Points; i++)
        {
            // The library's own exponential, whose bits are the same on every machine.
            Lanes128.Store(LaneMath.Exp(Lanes128.Broadcast(-0.5f * input[i] * input[i])), ref density[0], 0);
            square += (double)density[0] * output[i] * output[i];
            total += density[0];
        }

        return (float)Math.Sqrt(total / square);
    }
}
