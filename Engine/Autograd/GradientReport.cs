namespace Engine.Autograd;

/// <summary>What a <see cref="GradientCheck"/> found.</summary>
/// <param name="LargestError">The largest |analytic − numeric| over the scale of its array's gradient.</param>
/// <param name="Where">The array and element with the largest error, and both figures.</param>
/// <param name="Checked">Number of derivatives compared.</param>
public readonly record struct GradientReport(double LargestError, string Where, int Checked)
{
    /// <summary>Throws when the error is larger than allowed, or when nothing was checked.</summary>
    /// <param name="tolerance">The largest error allowed.</param>
    public void ThrowIfAbove(double tolerance)
    {
        if (Checked == 0 || !(LargestError <= tolerance))
        {
            throw new InvalidOperationException($"The gradient is off by {LargestError:G3} at {Where}; {tolerance:G3} is allowed ({Checked} derivatives checked).");
        }
    }
}
