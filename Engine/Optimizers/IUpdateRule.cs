using Engine.Numerics.Lanes;

namespace Engine.Optimizers;

/// <summary>An optimizer's formula for some neighbouring values, written once over lanes.</summary>
internal interface IUpdateRule
{
    /// <summary>Gets the number of state arrays that the formula keeps: 0, 1 or 2.</summary>
    static abstract int States { get; }

    /// <summary>Gives the new values.</summary>
    /// <typeparam name="T">The lanes.</typeparam>
    /// <param name="c">The numbers of this step.</param>
    /// <param name="value">The values before.</param>
    /// <param name="gradient">Their gradients, unscaled.</param>
    /// <param name="first">The first state, read and written.</param>
    /// <param name="second">The second state, read and written.</param>
    static abstract T Apply<T>(in UpdateCoefficients c, T value, T gradient, ref T first, ref T second)
        where T : struct, ILanes<T>;
}
