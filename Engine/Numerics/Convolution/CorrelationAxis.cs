namespace Engine.Numerics.Convolution;

/// <summary>
/// One axis of a <see cref="Correlation"/>: output i, kept at pixel <c>OutputStart + i·OutputStep</c>, sees input pixel
/// <c>Origin + i·Stride + t·Dilation</c> through tap t, which is tap <c>FirstTap + t·TapStep</c> of the kernel.
/// </summary>
internal readonly record struct CorrelationAxis(
    int Input, int Output, int Count, int Taps, int Origin, int Stride, int Dilation, int OutputStart, int OutputStep, int FirstTap, int TapStep)
{
    /// <summary>Gets the input pixels that all outputs together see, padding included.</summary>
    public int Span => ((Count - 1) * Stride) + ((Taps - 1) * Dilation) + 1;

    /// <summary>Gets whether every pixel seen lies inside the input.</summary>
    public bool IsInside => Origin >= 0 && Origin + Span <= Input;

    /// <summary>The axis of a forward pass.</summary>
    public static CorrelationAxis Forward(in WindowAxis axis) =>
        new(axis.Input, axis.Output, axis.Output, axis.Kernel, -axis.PadBefore, axis.Stride, axis.Dilation, 0, 1, 0, 1);

    /// <summary>
    /// The axis of an input gradient, for the input pixels of one residue modulo the stride. Output pixel o fed input pixel
    /// i through tap k when i + pad = o·stride + k·dilation, so within a residue neighboring input pixels see neighboring
    /// output pixels through every (stride / gcd)-th tap, in reverse order: a correlation of stride 1.
    /// </summary>
    /// <param name="axis">The forward window.</param>
    /// <param name="residue">First input pixel, below the stride.</param>
    public static CorrelationAxis Gradient(in WindowAxis axis, int residue)
    {
        int step = axis.Stride / GreatestCommonDivisor(axis.Stride, axis.Dilation);
        int first = 0;
        while (first < step && (residue + axis.PadBefore - (first * axis.Dilation)) % axis.Stride != 0)
        {
            first++;
        }

        int taps = first < Math.Min(step, axis.Kernel) ? ((axis.Kernel - 1 - first) / step) + 1 : 0;
        int dilation = step * axis.Dilation / axis.Stride;
        int origin = ((residue + axis.PadBefore - (first * axis.Dilation)) / axis.Stride) - ((taps - 1) * dilation);
        int count = residue < axis.Input ? ((axis.Input - 1 - residue) / axis.Stride) + 1 : 0;
        return new(axis.Output, axis.Input, count, taps, origin, 1, dilation, residue, axis.Stride, first + ((taps - 1) * step), -step);
    }

    /// <summary>
    /// The axis of an input gradient at stride 2 and three taps by pairs of input pixels, of which the first and the last may lie
    /// half outside. Pair j sees the output pixels o and o - 1 that its left pixel sees through its first tap and its third.
    /// </summary>
    /// <param name="axis">The forward window.</param>
    public static CorrelationAxis Pairs(in WindowAxis axis)
    {
        int first = axis.PadBefore / axis.Stride;
        int last = (axis.Input - 1 + axis.PadBefore) / axis.Stride;
        return new(axis.Output, axis.Input, last - first + 1, axis.Stride, first - 1, 1, 1, (first * axis.Stride) - axis.PadBefore, axis.Stride, axis.Kernel - 1, -axis.Stride);
    }

    private static int GreatestCommonDivisor(int a, int b)
    {
        while (b != 0)
        {
            (a, b) = (b, a % b);
        }

        return a;
    }
}
