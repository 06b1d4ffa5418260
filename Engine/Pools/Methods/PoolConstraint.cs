namespace Engine.Pools;

/// <summary>What holds a parametric pool's coefficients in bounds.</summary>
public enum PoolConstraint
{
    /// <summary>Nothing, as in the original.</summary>
    None,

    /// <summary>Each stays within plus and minus its starting value; the original's "-t" variants.</summary>
    Clip,

    /// <summary>They are a softmax of the parameters: positive, of sum 1 (the convex hull of Manessi and Rozza 2018).</summary>
    Softmax,

    /// <summary>They are the nearest point of the simplex: not negative, of sum 1, and many exactly 0.</summary>
    Simplex,

    /// <summary>They have sum 1 and any sign (the affine hull of Manessi and Rozza 2018).</summary>
    Affine,
}
