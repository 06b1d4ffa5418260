using System.Runtime.CompilerServices;
using Engine.Numerics;
using Engine.Numerics.Lanes;

namespace Engine.Optimizers;

/// <summary>
/// Adam (Kingma and Ba 2015): m = β₁m + (1-β₁)g, v = β₂v + (1-β₂)g², w -= η·m̂/(√v̂ + ε), with bias-corrected m̂ and v̂.
/// Weight decay is added to the gradient; <see cref="AdamW"/> decouples it.
/// </summary>
public unsafe class Adam : Optimizer
{
    private static readonly string[] Moments = ["first-moment", "second-moment"];

    private double firstCorrection;
    private double secondCorrection;

    /// <summary>Creates the optimizer.</summary>
    /// <param name="learningRate">η.</param>
    /// <param name="firstDecay">β₁, from 0 to below 1.</param>
    /// <param name="secondDecay">β₂, from 0 to below 1.</param>
    /// <param name="epsilon">ε, above 0, added to the corrected root.</param>
    /// <param name="weightDecay">Added to the gradient as decay·w.</param>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    public Adam(float learningRate = 0.001f, double firstDecay = 0.9, double secondDecay = 0.999, double epsilon = 1e-8, double weightDecay = 0)
        : base(learningRate, weightDecay)
    {
        ThrowUnless(firstDecay is >= 0 and < 1, "The first moment's decay", firstDecay, "from 0 to below 1");
        ThrowUnless(secondDecay is >= 0 and < 1, "The second moment's decay", secondDecay, "from 0 to below 1");
        ThrowUnless(epsilon is > 0 and < 1, "Epsilon", epsilon, "above 0 and below 1");
        FirstDecay = firstDecay;
        SecondDecay = secondDecay;
        Epsilon = epsilon;
    }

    /// <inheritdoc/>
    public override string Name => "adam";

    /// <summary>Gets β₁.</summary>
    public double FirstDecay { get; }

    /// <summary>Gets β₂.</summary>
    public double SecondDecay { get; }

    /// <summary>Gets ε.</summary>
    public double Epsilon { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> StateNames => Moments;

    /// <inheritdoc/>
    internal override IReadOnlyList<double> Settings => [FirstDecay, SecondDecay, Epsilon, WeightDecay];

    private protected virtual bool DecaysValues => false;

    private protected override void Prepare()
    {
        firstCorrection = 1 - Math.Pow(FirstDecay, StepCount);
        secondCorrection = 1 - Math.Pow(SecondDecay, StepCount);
    }

    private protected override void Configure(ref ParameterUpdate update, double rate, double decay)
    {
        ref UpdateCoefficients c = ref update.Coefficients;
        c.Decay = DecaysValues ? 0 : (float)decay;
        c.Shrink = DecaysValues ? (float)(rate * decay) : 0;
        c.Rate = (float)(rate / firstCorrection);
        c.Momentum = (float)FirstDecay;
        c.FirstShare = (float)(1 - FirstDecay);
        c.SecondDecay = (float)SecondDecay;
        c.SecondShare = (float)(1 - SecondDecay);
        c.RootScale = (float)(1 / Math.Sqrt(secondCorrection));
        c.Epsilon = (float)Epsilon;
        update.Kernel = UpdateKernel<Rule>.Address;
    }

    internal readonly struct Rule : IUpdateRule
    {
        public static int States => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T Apply<T>(in UpdateCoefficients c, T value, T gradient, ref T first, ref T second)
            where T : struct, ILanes<T>
        {
            T g = UpdateTerms.Gradient(in c, value, gradient);
            T guard = T.Broadcast(Denormals.Guard);
            T fresh = T.FusedMultiplyAdd(T.Broadcast(c.FirstShare), g, guard);
            first = T.FusedMultiplyAdd(T.Broadcast(c.Momentum), first, fresh) - guard;
            second = UpdateTerms.MeanSquare(in c, second, g);
            T root = T.FusedMultiplyAdd(T.Sqrt(second), T.Broadcast(c.RootScale), T.Broadcast(c.Epsilon));
            T shrunk = T.FusedMultiplyAdd(T.Broadcast(-c.Shrink), value, value);
            return T.FusedMultiplyAdd(T.Broadcast(-c.Rate), first / root, shrunk);
        }
    }
}
