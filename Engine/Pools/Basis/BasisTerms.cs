namespace Engine.Pools.Basis;

/// <summary>The functions that share one exponential t = e^-|z| and one division; mixtures of them cost little more than one.</summary>
[Flags]
public enum BasisTerms
{
    /// <summary>No term.</summary>
    None = 0,

    /// <summary>max(z, 0).</summary>
    Positive = 1 << 0,

    /// <summary>min(z, 0).</summary>
    Negative = 1 << 1,

    /// <summary>e^z - 1 where z &lt; 0, else 0: the bend of ELU and SELU.</summary>
    Exponential = 1 << 2,

    /// <summary>The logistic function 1 / (1 + e^-z).</summary>
    Sigmoid = 1 << 3,

    /// <summary>The hyperbolic tangent.</summary>
    Tanh = 1 << 4,

    /// <summary>1 where z &gt; 0, else 0.</summary>
    Step = 1 << 5,

    /// <summary>z times the logistic function of z.</summary>
    Silu = 1 << 6,

    /// <summary>log(1 + e^z).</summary>
    Softplus = 1 << 7,
}
