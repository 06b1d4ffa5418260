namespace Engine.Pools;

/// <summary>A number that moves linearly with the progress of training and stays before and after.</summary>
/// <param name="Start">The value up to <paramref name="From"/>.</param>
/// <param name="End">The value after <paramref name="Until"/>.</param>
/// <param name="From">The share of training at which it begins to move.</param>
/// <param name="Until">The share of training at which it arrives.</param>
public readonly record struct Ramp(float Start, float End, float From = 0, float Until = 1)
{
    /// <summary>A number that never moves.</summary>
    /// <param name="value">The number.</param>
    public static Ramp Constant(float value) => new(value, value);

    /// <summary>The value at a share of training.</summary>
    /// <param name="progress">From 0 to 1.</param>
    public float At(double progress)
    {
        double share = Until > From ? Math.Clamp((progress - From) / (Until - From), 0, 1) : progress < From ? 0 : 1;
        return (float)(Start * (1 - share) + End * share);
    }
}
