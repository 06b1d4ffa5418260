using System.Runtime.CompilerServices;
using Engine.Numerics.Lanes;

namespace Engine.Optimizers;

/// <summary>
/// RMSProp (Hinton 2012): s = αs + (1-α)g², w -= η·g/(√s + ε); with momentum, u = μu + g/(√s + ε) and w -= ηu.
/// </summary>
public sealed unsafe class RmsProp : Optimizer
{
    private static readonly string[] Square = ["square"];
    private static readonly string[] SquareAndMomentum = ["square", "momentum"];

    /// <summary>Creates the optimizer.</summary>
    /// <param name="learningRate">η.</param>
    /// <param name="squareDecay">α, from 0 to below 1.</param>
    /// <param name="epsilon">ε, above 0, added to the root.</param>
    /// <param name="momentum">μ, from 0 to below 1.</param>
    /// <param name="weightDecay">Added to the gradient as decay·w.</param>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    public RmsProp(float learningRate = 0.01f, double squareDecay = 0.99, double epsilon = 1e-8, double momentum = 0, double weightDecay = 0)
        : base(learningRate, weightDecay)
    {
        ThrowUnless(squareDecay is >= 0 and < 1, "The square's decay", squareDecay, "from 0 to below 1");
        ThrowUnless(epsilon is > 0 and < 1, "Epsilon", epsilon, "above 0 and below 1");
        ThrowUnless(momentum is >= 0 and < 1, "Momentum", momentum, "from 0 to below 1");
        SquareDecay = squareDecay;
        Epsilon = epsilon;
        Momentum = momentum;
    }

    /// <inheritdoc/>
    public override string Name => "rmsprop";

    /// <summary>Gets α.</summary>
    public double SquareDecay { get; }

    /// <summary>Gets ε.</summary>
    public double Epsilon { get; }

    /// <summary>Gets μ.</summary>
    public double Momentum { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> StateNames => Momentum > 0 ? SquareAndMomentum : Square;

    /// <inheritdoc/>
    internal override IReadOnlyList<double> Settings => [SquareDecay, Epsilon, Momentum, WeightDecay];

    private protected override void Configure(ref ParameterUpdate update, double rate, double decay)
    {
        ref UpdateCoefficients c = ref update.Coefficients;
        c.Decay = (float)decay;
        c.Rate = (float)rate;
        c.Momentum = (float)Momentum;
        c.SecondDecay = (float)SquareDecay;
        c.SecondShare = (float)(1 - SquareDecay);
        c.Epsilon = (float)Epsilon;
        update.Kernel = Momentum > 0 ? UpdateKernel<MomentumRule>.Address : UpdateKernel<PlainRule>.Address;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Normalized<T>(in UpdateCoefficients c, T value, T gradient, ref T square)
        where T : struct, ILanes<T>
    {
        T g = UpdateTerms.Gradient(in c, value, gradient);
        square = UpdateTerms.MeanSquare(in c, square, g);
        return g / (T.Sqrt(square) + T.Broadcast(c.Epsilon));
    }

    internal readonly struct PlainRule : IUpdateRule
    {
        public static int States => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T Apply<T>(in UpdateCoefficients c, T value, T gradient, ref T first, ref T second)
            where T : struct, ILanes<T> =>
            T.FusedMultiplyAdd(T.Broadcast(-c.Rate), Normalized(in c, value, gradient, ref first), value);
    }

    internal readonly struct MomentumRule : IUpdateRule
    {
        public static int States => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T Apply<T>(in UpdateCoefficients c, T value, T gradient, ref T first, ref T second)
            where T : struct, ILanes<T>
        {
            T direction = Normalized(in c, value, gradient, ref first);
            second = UpdateTerms.Decaying(T.Broadcast(c.Momentum), second, direction);
            return T.FusedMultiplyAdd(T.Broadcast(-c.Rate), second, value);
        }
    }
}
