using Engine.Numerics.Lanes;

namespace Engine.Activations;

/// <summary>
/// A fixed elementwise function with its derivative, written once over lanes, and all that is true of it. A readonly struct;
/// its fields, if any, are the function's settings. <see cref="ElementwiseActivation{TFunction}"/> makes it an
/// <see cref="Activation"/>.
/// </summary>
public interface IActivationFunction
{
    /// <summary>Gets the name that the command line and model files use, such as <c>leaky-relu</c>.</summary>
    static abstract string Name { get; }

    /// <summary>Gets the ONNX operator that computes it, or null where it takes several.</summary>
    static abstract string? OnnxOperator { get; }

    /// <summary>Gets what <see cref="Derivative"/> is computed from: the input, the output, or nothing; not both.</summary>
    static abstract BackwardNeeds Needs { get; }

    /// <summary>Gets the inputs at which the derivative jumps or does not exist; difference quotients across them mean nothing.</summary>
    static virtual ReadOnlySpan<float> Kinks => [];

    /// <summary>Gets the number that a spelling gives in brackets, as in <c>leaky-relu(0.2)</c>; null if there is none or it is the usual one.</summary>
    float? Setting => null;

    /// <summary>Gets whether the function never falls, so that the maximum of its values is its value at the maximum.</summary>
    bool IsNonDecreasing => false;

    /// <summary>Gets the attributes that the ONNX operator needs to compute exactly this function.</summary>
    IReadOnlyList<OnnxAttribute> OnnxAttributes => [];

    /// <summary>f(z).</summary>
    /// <typeparam name="T">The lanes.</typeparam>
    /// <param name="z">The input.</param>
    T Value<T>(T z)
        where T : struct, ILanes<T>;

    /// <summary>f'(z), from the input or from the output as <see cref="Needs"/> says.</summary>
    /// <typeparam name="T">The lanes.</typeparam>
    /// <param name="known">The input z or the output y; zero where neither is needed.</param>
    T Derivative<T>(T known)
        where T : struct, ILanes<T>;
}
