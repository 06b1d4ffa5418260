using Engine.Activations;
using Engine.Threading;

namespace Engine.Pools;

/// <summary>How many of a layer's neurons still pass gradients on, measured on some inputs.</summary>
/// <param name="DeadNeurons">The neurons whose function is flat at every input.</param>
/// <param name="DeadShare">Their share of all neurons.</param>
/// <param name="SaturatedShare">The share of all values at which the function's slope is below <see cref="SaturationSlope"/>.</param>
public sealed record NeuronHealth(IReadOnlyList<int> DeadNeurons, double DeadShare, double SaturatedShare)
{
    /// <summary>A slope below which next to no gradient passes.</summary>
    public const float SaturationSlope = 0.01f;

    // Wide enough that float rounding moves a difference quotient of values around 1 by less than 1e-4.
    private const float HalfDifference = 1e-3f;

    /// <summary>Measures slopes as differences, so it asks nothing of the activation but values, and leaves gradients alone.</summary>
    /// <param name="activation">The layer's activation.</param>
    /// <param name="inputs">What it gets, z, as rows of neurons; at least one row.</param>
    /// <param name="neurons">The number of neurons.</param>
    /// <param name="team">The threads to use.</param>
    /// <exception cref="ArgumentException">There is no whole number of rows.</exception>
    public static NeuronHealth Measure(Activation activation, ReadOnlySpan<float> inputs, int neurons, WorkerTeam team)
    {
        ArgumentNullException.ThrowIfNull(activation);
        ArgumentOutOfRangeException.ThrowIfLessThan(neurons, 1);
        if (inputs.IsEmpty || inputs.Length % neurons != 0)
        {
            throw new ArgumentException($"{inputs.Length} values are no rows of {neurons} neurons.", nameof(inputs));
        }

        Activation constant = activation.Freeze();
        float[] above = Values(constant, inputs, neurons, HalfDifference, team), below = Values(constant, inputs, neurons, -HalfDifference, team);
        bool[] alive = new bool[neurons];
        int saturated = 0;
        for (int i = 0; i < above.Length; i++)
        {
            float rise = Math.Abs(above[i] - below[i]);
            alive[i % neurons] |= rise > 0;
            saturated += rise < 2 * HalfDifference * SaturationSlope ? 1 : 0;
        }

        int[] dead = Enumerable.Range(0, neurons).Where(j => !alive[j]).ToArray();
        return new NeuronHealth(dead, dead.Length / (double)neurons, saturated / (double)above.Length);
    }

    private static float[] Values(Activation activation, ReadOnlySpan<float> inputs, int neurons, float shift, WorkerTeam team)
    {
        float[] moved = new float[inputs.Length], values = new float[inputs.Length];
        for (int i = 0; i < moved.Length; i++)
        {
            moved[i] = inputs[i] + shift;
        }

        activation.Forward(new ActivationForward { Neurons = neurons, Input = moved, Output = values, Team = team });
        return values;
    }
}
