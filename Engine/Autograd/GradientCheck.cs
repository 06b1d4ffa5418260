using Engine.Numerics;

namespace Engine.Autograd;

/// <summary>
/// Compares the gradients of a computation with differences of its values. The upstream gradient is random, so that errors
/// cannot cancel; differences are of fourth order with a wide step, the best that single precision allows (about 1e-4).
/// </summary>
public static class GradientCheck
{
    private const float RelativeStep = 1f / 64; // balances the step's own error, h⁴, against rounding, ε/h

    /// <summary>Checks the gradients of inputs and parameters.</summary>
    /// <param name="function">The computation: takes the inputs on a tape and gives any value. Must be smooth around the inputs.</param>
    /// <param name="shapes">The shapes of the inputs, which are drawn from the standard normal distribution.</param>
    /// <param name="parameters">Parameters that the computation uses.</param>
    /// <param name="seed">Seeds inputs and upstream gradient.</param>
    /// <param name="adjust">Changes the drawn inputs, such as moving them away from a kink; gets the position and the values.</param>
    public static GradientReport Run(
        Func<Tape, IReadOnlyList<Value>, Value> function,
        IReadOnlyList<Shape> shapes,
        IReadOnlyList<Parameter>? parameters = null,
        ulong seed = 1,
        Action<int, float[]>? adjust = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(shapes);
        var inputs = new float[shapes.Count][];
        for (int i = 0; i < inputs.Length; i++)
        {
            inputs[i] = new float[shapes[i].Count];
            new CounterRandom(seed, (uint)i, 0).FillNormal(inputs[i]);
            adjust?.Invoke(i, inputs[i]);
        }

        var tape = new Tape();
        Value output = Record(tape, function, shapes, inputs, out Value[] values);
        var upstream = new float[output.Shape.Count];
        new CounterRandom(seed, (uint)inputs.Length, 0).FillNormal(upstream);
        foreach (Parameter parameter in parameters ?? [])
        {
            parameter.ClearGradient();
        }

        tape.Backward(output, upstream);
        float[][] gradients = [.. values.Select(value => value.Gradient.ToArray())];
        var report = new GradientReport(0, "nothing", 0);
        double Loss() => Dot(Record(tape, function, shapes, inputs, out _).Data, upstream);
        for (int i = 0; i < inputs.Length; i++)
        {
            report = Compare(report, $"input {i}", inputs[i], gradients[i], Loss);
        }

        foreach (Parameter parameter in parameters ?? [])
        {
            report = Compare(report, parameter.Name, parameter.Value, parameter.Gradient.ToArray(), Loss);
        }

        return report;
    }

    private static Value Record(Tape tape, Func<Tape, IReadOnlyList<Value>, Value> function, IReadOnlyList<Shape> shapes, float[][] inputs, out Value[] values)
    {
        tape.Reset();
        values = new Value[inputs.Length];
        for (int i = 0; i < inputs.Length; i++)
        {
            values[i] = tape.Constant(shapes[i], inputs[i], requiresGradient: true);
        }

        return function(tape, values);
    }

    private static GradientReport Compare(GradientReport report, string name, Span<float> values, float[] gradient, Func<double> loss)
    {
        double scale = 1;
        foreach (float g in gradient)
        {
            scale = Math.Max(scale, Math.Abs(g));
        }

        for (int i = 0; i < gradient.Length; i++)
        {
            double numeric = Difference(ref values[i], loss);
            double error = Math.Abs(numeric - gradient[i]) / scale;
            if (!(error <= report.LargestError))
            {
                report = report with { LargestError = error, Where = $"{name}[{i}]: {gradient[i]:G6} against {numeric:G6}" };
            }
        }

        return report with { Checked = report.Checked + gradient.Length };
    }

    private static double Difference(ref float value, Func<double> loss)
    {
        float at = value;
        float h = RelativeStep * Math.Max(1, Math.Abs(at));
        double Shifted(ref float v, float by)
        {
            v = at + by;
            return loss();
        }

        double near = Shifted(ref value, h) - Shifted(ref value, -h);
        double far = Shifted(ref value, 2 * h) - Shifted(ref value, -2 * h);
        value = at;
        return ((8 * near) - far) / (12 * (double)h);
    }

    private static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += (double)a[i] * b[i];
        }

        return sum;
    }
}
