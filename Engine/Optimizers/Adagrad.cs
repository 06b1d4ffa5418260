using System.Runtime.CompilerServices;
using Engine.Numerics.Lanes;

namespace Engine.Optimizers;

/// <summary>Adagrad (Duchi et al. 2011): s += g², w -= η/(1 + (t-1)·decay) · g/(√s + ε).</summary>
public sealed unsafe class Adagrad : Optimizer
{
    private static readonly string[] SumOfSquares = ["sum-of-squares"];

    /// <summary>Creates the optimizer.</summary>
    /// <param name="learningRate">η.</param>
    /// <param name="rateDecay">How fast the rate itself decays with the steps t; 0 or more.</param>
    /// <param name="epsilon">ε, above 0, added to the root.</param>
    /// <param name="weightDecay">Added to the gradient as decay·w.</param>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    public Adagrad(float learningRate = 0.01f, double rateDecay = 0, double epsilon = 1e-10, double weightDecay = 0)
        : base(learningRate, weightDecay)
    {
        ThrowUnless(double.IsFinite(rateDecay) && rateDecay >= 0, "The rate's decay", rateDecay, "0 or more");
        ThrowUnless(epsilon is > 0 and < 1, "Epsilon", epsilon, "above 0 and below 1");
        RateDecay = rateDecay;
        Epsilon = epsilon;
    }

    /// <inheritdoc/>
    public override string Name => "adagrad";

    /// <summary>Gets how fast the rate decays.</summary>
    public double RateDecay { get; }

    /// <summary>Gets ε.</summary>
    public double Epsilon { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> StateNames => SumOfSquares;

    /// <inheritdoc/>
    internal override IReadOnlyList<double> Settings => [RateDecay, Epsilon, WeightDecay];

    private protected override void Configure(ref ParameterUpdate update, double rate, double decay)
    {
        ref UpdateCoefficients c = ref update.Coefficients;
        c.Decay = (float)decay;
        c.Rate = (float)(rate / (1 + ((StepCount - 1) * RateDecay)));
        c.Epsilon = (float)Epsilon;
        update.Kernel = UpdateKernel<Rule>.Address;
    }

    internal readonly struct Rule : IUpdateRule
    {
        public static int States => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T Apply<T>(in UpdateCoefficients c, T value, T gradient, ref T first, ref T second)
            where T : struct, ILanes<T>
        {
            T g = UpdateTerms.Gradient(in c, value, gradient);
            first = T.FusedMultiplyAdd(g, g, first + T.Broadcast(UpdateTerms.SquareFloor));
            return T.FusedMultiplyAdd(T.Broadcast(-c.Rate), g / (T.Sqrt(first) + T.Broadcast(c.Epsilon)), value);
        }
    }
}
