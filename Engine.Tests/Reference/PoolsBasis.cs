namespace Engine.Tests.Reference;

/// <summary>The terms of a basis mixture in double precision, straight from their definitions.</summary>
internal static class PoolsBasis
{
    public const int Terms = 8;

    /// <summary>The value of a term: positive, negative, exponential, sigmoid, tanh, step, SiLU, softplus.</summary>
    public static double Value(int term, double z) => term switch
    {
        0 => Math.Max(z, 0),
        1 => Math.Min(z, 0),
        2 => z < 0 ? ExpM1(z) : 0,
        3 => Sigmoid(z),
        4 => Math.Tanh(z),
        5 => z > 0 ? 1 : 0,
        6 => z * Sigmoid(z),
        7 => Math.Max(z, 0) + Math.Log(1 + Math.Exp(-Math.Abs(z))),
        _ => throw new ArgumentOutOfRangeException(nameof(term)),
    };

    /// <summary>The derivative of a term; at 0 the one from the left.</summary>
    public static double Slope(int term, double z) => term switch
    {
        0 => z > 0 ? 1 : 0,
        1 => z > 0 ? 0 : 1,
        2 => z > 0 ? 0 : Math.Exp(z),
        3 => Sigmoid(z) * Sigmoid(-z),
        4 => 1 - Math.Tanh(z) * Math.Tanh(z),
        5 => 0,
        6 => Sigmoid(z) + z * Sigmoid(z) * Sigmoid(-z),
        7 => Sigmoid(z),
        _ => throw new ArgumentOutOfRangeException(nameof(term)),
    };

    private static double Sigmoid(double z) => 1 / (1 + Math.Exp(-z));

    // e^z - 1 = 2 e^(z/2) sinh(z/2): no cancellation near 0.
    private static double ExpM1(double z) => 2 * Math.Exp(z / 2) * Math.Sinh(z / 2);
}
