using System.Diagnostics;

namespace Engine.Optimizers;

/// <summary>
/// One parameter's part of one optimizer step, ready to be applied to any range of it from any thread. Unmanaged, so that it
/// travels inside a team's work, and so that a gradient can be used up block by block while it is in cache: the product
/// that forms the gradient need not store it. Ranges may be applied in any order, each value exactly once in a step.
/// </summary>
internal unsafe struct ParameterUpdate
{
    /// <summary>The values.</summary>
    public float* Value;

    /// <summary>The parameter's own gradient; unused when blocks come from elsewhere.</summary>
    public float* Gradient;

    /// <summary>The first state array, or null.</summary>
    public float* First;

    /// <summary>The second state array, or null.</summary>
    public float* Second;

    /// <summary>Number of values.</summary>
    public int Count;

    /// <summary>The numbers of this step.</summary>
    public UpdateCoefficients Coefficients;

    /// <summary>The formula's loop: update, start, gradient of the range, length.</summary>
    public delegate*<in ParameterUpdate, int, float*, int, void> Kernel;

    /// <summary>Updates the values from <paramref name="start"/> on.</summary>
    /// <param name="start">The first value's position in the parameter.</param>
    /// <param name="gradient">The gradients of these values alone.</param>
    /// <param name="count">How many.</param>
    public readonly void Apply(int start, float* gradient, int count)
    {
        Debug.Assert(start >= 0 && count >= 0 && start + count <= Count, "The range lies outside the parameter.");
        Kernel(in this, start, gradient, count);
    }
}
