namespace Engine.Pools.Basis;

/// <summary>How much of each basis term a function holds.</summary>
/// <param name="Positive">Of max(z, 0).</param>
/// <param name="Negative">Of min(z, 0).</param>
/// <param name="Exponential">Of e^z - 1 below 0.</param>
/// <param name="Sigmoid">Of the logistic function.</param>
/// <param name="Tanh">Of the hyperbolic tangent.</param>
/// <param name="Step">Of the step at 0.</param>
/// <param name="Silu">Of z times the logistic function.</param>
/// <param name="Softplus">Of log(1 + e^z).</param>
internal readonly record struct BasisVector(
    float Positive = 0,
    float Negative = 0,
    float Exponential = 0,
    float Sigmoid = 0,
    float Tanh = 0,
    float Step = 0,
    float Silu = 0,
    float Softplus = 0)
{
    /// <summary>Gets the terms that are not 0.</summary>
    public BasisTerms Terms
    {
        get
        {
            BasisTerms terms = BasisTerms.None;
            for (int term = 0; term < BasisCoefficients.Count; term++)
            {
                terms |= this[term] == 0 ? BasisTerms.None : (BasisTerms)(1 << term);
            }

            return terms;
        }
    }

    /// <summary>The coefficient in a row of a coefficient matrix.</summary>
    public float this[int term] => term switch
    {
        BasisCoefficients.Positive => Positive,
        BasisCoefficients.Negative => Negative,
        BasisCoefficients.Exponential => Exponential,
        BasisCoefficients.Sigmoid => Sigmoid,
        BasisCoefficients.Tanh => Tanh,
        BasisCoefficients.Step => Step,
        BasisCoefficients.Silu => Silu,
        BasisCoefficients.Softplus => Softplus,
        _ => throw new ArgumentOutOfRangeException(nameof(term)),
    };
}
