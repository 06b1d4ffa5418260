namespace Engine.Pools.Basis;

/// <summary>
/// A set of basis terms as a type, so that the just-in-time compiler drops the code of all others. Every question is one
/// constant, because the compiler's budget for following calls is what limits these kernels.
/// </summary>
internal interface ILiveTerms
{
    /// <summary>Gets whether the slope below 0 may differ from 0.</summary>
    static virtual bool Negative => false;

    /// <summary>Gets whether any term needs e^-|z|; the exponential bend below 0 is then live.</summary>
    static virtual bool Exponential => false;

    /// <summary>Gets whether sigmoid and tanh, which share a division, are live.</summary>
    static virtual bool Sigmoidal => false;

    /// <summary>Gets whether the step is live.</summary>
    static virtual bool Step => false;

    /// <summary>Gets whether SiLU is live; sigmoid and tanh are then live too.</summary>
    static virtual bool Silu => false;

    /// <summary>Gets whether softplus is live; sigmoid and tanh are then live too.</summary>
    static virtual bool Softplus => false;
}

/// <summary>ReLU and step: activation pools of McLeod's kind.</summary>
internal readonly struct RectifiedTerms : ILiveTerms
{
    /// <inheritdoc/>
    public static bool Step => true;
}

/// <summary>Two slopes: leaky, parametric and gradual ReLU.</summary>
internal readonly struct SlopeTerms : ILiveTerms
{
    /// <inheritdoc/>
    public static bool Negative => true;
}

/// <summary>Two slopes and a jump at 0.</summary>
internal readonly struct PiecewiseTerms : ILiveTerms
{
    /// <inheritdoc/>
    public static bool Negative => true;

    /// <inheritdoc/>
    public static bool Step => true;
}

/// <summary>Two slopes and the exponential bend: ReLU, ELU, SELU and their like; no division.</summary>
internal readonly struct BentTerms : ILiveTerms
{
    /// <inheritdoc/>
    public static bool Negative => true;

    /// <inheritdoc/>
    public static bool Exponential => true;
}

/// <summary>The six candidates of SmartMixed.</summary>
internal readonly struct SmartMixedTerms : ILiveTerms
{
    /// <inheritdoc/>
    public static bool Negative => true;

    /// <inheritdoc/>
    public static bool Exponential => true;

    /// <inheritdoc/>
    public static bool Sigmoidal => true;
}

/// <summary>All terms that need no logarithm.</summary>
internal readonly struct CommonTerms : ILiveTerms
{
    /// <inheritdoc/>
    public static bool Negative => true;

    /// <inheritdoc/>
    public static bool Exponential => true;

    /// <inheritdoc/>
    public static bool Sigmoidal => true;

    /// <inheritdoc/>
    public static bool Step => true;

    /// <inheritdoc/>
    public static bool Silu => true;
}

/// <summary>Every term.</summary>
internal readonly struct AllTerms : ILiveTerms
{
    /// <inheritdoc/>
    public static bool Negative => true;

    /// <inheritdoc/>
    public static bool Exponential => true;

    /// <inheritdoc/>
    public static bool Sigmoidal => true;

    /// <inheritdoc/>
    public static bool Step => true;

    /// <inheritdoc/>
    public static bool Silu => true;

    /// <inheritdoc/>
    public static bool Softplus => true;
}
