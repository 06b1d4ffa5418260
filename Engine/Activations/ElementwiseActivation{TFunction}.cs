using System.Globalization;
using System.Runtime.CompilerServices;
using Engine.Numerics;
using Engine.Numerics.Lanes;
using Engine.Threading;

namespace Engine.Activations;

/// <summary>
/// Applies one function to all neurons. The bits depend on neither lanes nor threads: elements are independent, and a bias
/// gradient is summed row by row in an order that the shape alone decides.
/// </summary>
/// <typeparam name="TFunction">The function.</typeparam>
/// <param name="function">The function with its settings.</param>
public sealed class ElementwiseActivation<TFunction>(TFunction function) : ElementwiseActivation
    where TFunction : unmanaged, IActivationFunction
{
    /// <summary>The one object for a function that has no settings.</summary>
    internal static readonly ElementwiseActivation<TFunction> Plain = new(default);

    /// <summary>Gets the function with its settings.</summary>
    public TFunction Function => function;

    /// <summary>Gets the name, with the settings where they are not the usual ones: <c>leaky-relu(0.2)</c>.</summary>
    public override string Name { get; } = Spell(function);

    /// <inheritdoc/>
    public override BackwardNeeds Needs => TFunction.Needs;

    /// <inheritdoc/>
    public override string? OnnxOperator => TFunction.OnnxOperator;

    /// <inheritdoc/>
    public override IReadOnlyList<OnnxAttribute> OnnxAttributes => function.OnnxAttributes;

    /// <inheritdoc/>
    public override ReadOnlySpan<float> Kinks => TFunction.Kinks;

    /// <inheritdoc/>
    internal override bool IsRelu => typeof(TFunction) == typeof(Relu);

    /// <inheritdoc/>
    internal override bool IsIdentity => typeof(TFunction) == typeof(Identity);

    /// <inheritdoc/>
    internal override bool IsNonDecreasing => function.IsNonDecreasing;

    /// <inheritdoc/>
    public override void Forward(in ActivationForward pass) => pass.Team.Apply(new ValueOperator(function), pass.Input, pass.Output);

    /// <inheritdoc/>
    public override unsafe void Backward(in ActivationBackward pass)
    {
        ReadOnlySpan<float> gradient = pass.OutputGradient;
        ReadOnlySpan<float> known = TFunction.Needs switch
        {
            BackwardNeeds.Input => pass.Input,
            BackwardNeeds.Output => pass.Output,
            _ => gradient, // never read
        };
        Check(in pass, known);

        if (pass.BiasGradient.IsEmpty || pass.Neurons % LaneWidth.Virtual != 0)
        {
            pass.Team.Apply(new GradientOperator(function), known, gradient, pass.InputGradient);
            if (!pass.BiasGradient.IsEmpty)
            {
                pass.Team.ColumnSums(pass.InputGradient, pass.BiasGradient, pass.AccumulateBias);
            }

            return;
        }

        fixed (float* source = known, upstream = gradient, target = pass.InputGradient)
        {
            var term = new GradientTerm(function, source, upstream, target);
            TeamColumnSums.Run(pass.Team, term, gradient.Length / pass.Neurons, pass.BiasGradient, pass.AccumulateBias);
        }
    }

    private static void Check(in ActivationBackward pass, ReadOnlySpan<float> known)
    {
        int length = pass.OutputGradient.Length;
        if (length % pass.Neurons != 0 || (!pass.BiasGradient.IsEmpty && pass.BiasGradient.Length != pass.Neurons))
        {
            throw new ArgumentException(
                $"A gradient of {length} values and a bias gradient of {pass.BiasGradient.Length} do not fit {pass.Neurons} neurons.", nameof(pass));
        }

        Map.Check(known, pass.InputGradient, nameof(pass));
        Map.Check(pass.OutputGradient, pass.InputGradient, nameof(pass));
    }

    private static string Spell(TFunction function) => function.Setting is float setting
        ? string.Create(CultureInfo.InvariantCulture, $"{TFunction.Name}({setting})")
        : TFunction.Name;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Gradient<T>(TFunction function, T known, T upstream)
        where T : struct, ILanes<T> => Denormals.Multiply(function.Derivative(known), upstream);

    private readonly struct ValueOperator(TFunction function) : IUnaryOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Invoke<T>(T x)
            where T : struct, ILanes<T> => function.Value(x);
    }

    private readonly struct GradientOperator(TFunction function) : IBinaryOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Invoke<T>(T x, T y)
            where T : struct, ILanes<T> => Gradient(function, x, y);
    }

    /// <summary>Computes dz on the way to its column sums.</summary>
    private readonly unsafe struct GradientTerm(TFunction function, float* known, float* upstream, float* target) : IColumnTerm
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Next<T>(nuint index)
            where T : struct, ILanes<T>
        {
            T gradient = Gradient(function, T.Load(in *known, index), T.Load(in *upstream, index));
            T.Store(gradient, ref *target, index);
            return gradient;
        }
    }
}
