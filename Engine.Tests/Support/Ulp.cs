namespace Engine.Tests.Support;

/// <summary>Distances in units of the last place of a float.</summary>
public static class Ulp
{
    private const int SmallestExponent = -126;
    private const int MantissaBits = 23;

    /// <summary>How many ulp of the expected value the actual one is away; infinite where one of them is NaN or infinite and the other not.</summary>
    public static double Distance(float actual, double expected)
    {
        float rounded = (float)expected;
        if (float.IsNaN(rounded) || float.IsNaN(actual) || float.IsInfinity(rounded) || float.IsInfinity(actual))
        {
            return rounded.Equals(actual) ? 0 : double.PositiveInfinity;
        }

        int exponent = expected == 0 ? SmallestExponent : Math.Max(Math.ILogB(expected), SmallestExponent);
        return Math.Abs(actual - expected) / Math.ScaleB(1, exponent - MantissaBits);
    }

    /// <summary>Every value that sweeps should not miss: zeros, limits, neighbors of 1, infinities, NaN.</summary>
    public static float[] SpecialValues() =>
    [
        0f, -0f, 1f, -1f, 0.5f, -0.5f, 2f, -2f,
        float.Epsilon, -float.Epsilon, 1e-40f, -1e-40f, 1.17549435e-38f, -1.17549435e-38f,
        MathF.BitIncrement(1), MathF.BitDecrement(1), -MathF.BitIncrement(1), -MathF.BitDecrement(1),
        88.72283f, 88.72284f, -87.33654f, -87.33655f, -103.97f, -104f, 40f, -40f, 1e4f, -1e4f, 1e30f, -1e30f,
        float.MaxValue, float.MinValue, float.PositiveInfinity, float.NegativeInfinity, float.NaN, -float.NaN,
        BitConverter.Int32BitsToSingle(0x7FC00001), BitConverter.Int32BitsToSingle(unchecked((int)0xFFFFFFFF)),
    ];

    /// <summary>Values of both signs spread evenly over the exponents of all normal floats, then evenly over a range, then the special ones.</summary>
    public static float[] Sweep(int count, float low, float high)
    {
        var values = new List<float>();
        double step = (Math.Log2(float.MaxValue) - SmallestExponent) / count;
        for (int i = 0; i < count; i++)
        {
            float magnitude = (float)Math.Pow(2, SmallestExponent + (i * step));
            values.Add(magnitude);
            values.Add(-magnitude);
        }

        for (int i = 0; i <= count; i++)
        {
            values.Add((float)(low + ((high - (double)low) * i / count)));
        }

        values.AddRange(SpecialValues());
        return [.. values];
    }
}
