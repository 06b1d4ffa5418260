using System.Runtime.CompilerServices;
using Engine.Numerics.Lanes;

namespace Engine.Optimizers;

/// <summary>
/// Stochastic gradient descent: v = μv + g, w -= ηv, with g the gradient plus weight decay; Nesterov's variant steps along
/// g + μv (Sutskever et al. 2013, in PyTorch's form). Without momentum it keeps no state.
/// </summary>
public sealed unsafe class Sgd : Optimizer
{
    private static readonly string[] MomentumState = ["momentum"];

    /// <summary>Creates the optimizer.</summary>
    /// <param name="learningRate">η.</param>
    /// <param name="momentum">μ, from 0 to below 1.</param>
    /// <param name="nesterov">Whether to look ahead; needs momentum.</param>
    /// <param name="weightDecay">Added to the gradient as decay·w.</param>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    public Sgd(float learningRate = 0.01f, double momentum = 0, bool nesterov = false, double weightDecay = 0)
        : base(learningRate, weightDecay)
    {
        ThrowUnless(momentum is >= 0 and < 1, "Momentum", momentum, "from 0 to below 1");
        ThrowUnless(!nesterov || momentum > 0, "Momentum", momentum, "above 0 for Nesterov's method");
        Momentum = momentum;
        IsNesterov = nesterov;
    }

    /// <inheritdoc/>
    public override string Name => IsNesterov ? "nesterov" : Momentum > 0 ? "momentum" : "sgd";

    /// <summary>Gets the momentum μ.</summary>
    public double Momentum { get; }

    /// <summary>Gets whether steps look ahead.</summary>
    public bool IsNesterov { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> StateNames => Momentum > 0 ? MomentumState : [];

    /// <inheritdoc/>
    internal override IReadOnlyList<double> Settings => [Momentum, WeightDecay];

    private protected override void Configure(ref ParameterUpdate update, double rate, double decay)
    {
        ref UpdateCoefficients c = ref update.Coefficients;
        c.Rate = (float)rate;
        c.Momentum = (float)Momentum;
        if (Momentum > 0)
        {
            c.Decay = (float)decay;
            update.Kernel = IsNesterov ? UpdateKernel<NesterovRule>.Address : UpdateKernel<MomentumRule>.Address;
        }
        else
        {
            // w - η(s·g + λw): both factors are known now, which leaves two multiply-adds for each value.
            c.Shrink = (float)(rate * decay);
            c.Rate = (float)(rate * c.GradientScale);
            update.Kernel = UpdateKernel<PlainRule>.Address;
        }
    }

    internal readonly struct PlainRule : IUpdateRule
    {
        public static int States => 0;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T Apply<T>(in UpdateCoefficients c, T value, T gradient, ref T first, ref T second)
            where T : struct, ILanes<T> =>
            T.FusedMultiplyAdd(T.Broadcast(-c.Rate), gradient, T.FusedMultiplyAdd(T.Broadcast(-c.Shrink), value, value));
    }

    internal readonly struct MomentumRule : IUpdateRule
    {
        public static int States => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T Apply<T>(in UpdateCoefficients c, T value, T gradient, ref T first, ref T second)
            where T : struct, ILanes<T>
        {
            T g = UpdateTerms.Gradient(in c, value, gradient);
            first = UpdateTerms.Decaying(T.Broadcast(c.Momentum), first, g);
            return T.FusedMultiplyAdd(T.Broadcast(-c.Rate), first, value);
        }
    }

    internal readonly struct NesterovRule : IUpdateRule
    {
        public static int States => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T Apply<T>(in UpdateCoefficients c, T value, T gradient, ref T first, ref T second)
            where T : struct, ILanes<T>
        {
            T momentum = T.Broadcast(c.Momentum);
            T g = UpdateTerms.Gradient(in c, value, gradient);
            first = UpdateTerms.Decaying(momentum, first, g);
            return T.FusedMultiplyAdd(T.Broadcast(-c.Rate), UpdateTerms.Decaying(momentum, first, g), value);
        }
    }
}
