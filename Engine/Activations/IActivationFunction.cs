using Engine.Numerics.Lanes;

namespace Engine.Activations;

/// <summary>
/// A fixed elementwise function with its derivative, written once over lanes. A readonly struct; its fields, if any, are the
/// function's constants. Wrapped by an elementwise activation into an <see cref="Activation"/>.
/// </summary>
public interface IActivationFunction
{
    /// <summary>Gets what <see cref="Derivative"/> is computed from: the input or the output, not both.</summary>
    static abstract BackwardNeeds Needs { get; }

    /// <summary>f(z).</summary>
    /// <typeparam name="T">The lanes.</typeparam>
    /// <param name="z">The input.</param>
    T Value<T>(T z)
        where T : struct, ILanes<T>;

    /// <summary>f'(z), from the input or from the output as <see cref="Needs"/> says.</summary>
    /// <typeparam name="T">The lanes.</typeparam>
    /// <param name="known">The input z or the output y.</param>
    T Derivative<T>(T known)
        where T : struct, ILanes<T>;
}
