namespace Engine.Numerics.Convolution;

/// <summary>The pixels along an axis that the first window sees, from the first to the last; of an input gradient, the first windows of all residues.</summary>
/// <param name="First">First pixel.</param>
/// <param name="Last">Last pixel.</param>
internal readonly record struct CorrelationReach(int First, int Last)
{
    /// <summary>The reach of one axis.</summary>
    public static CorrelationReach Of(in CorrelationAxis axis) => new(axis.Origin, axis.Origin + ((axis.Taps - 1) * axis.Dilation));

    /// <summary>The reach of an input gradient.</summary>
    public static CorrelationReach Gradient(in WindowAxis axis)
    {
        CorrelationReach? all = null;
        for (int residue = 0; residue < axis.Stride; residue++)
        {
            CorrelationAxis part = CorrelationAxis.Gradient(in axis, residue);
            if (part.Taps > 0 && part.Count > 0)
            {
                CorrelationReach one = Of(in part);
                all = all is { } before ? new(Math.Min(before.First, one.First), Math.Max(before.Last, one.Last)) : one;
            }
        }

        return all ?? default;
    }

    /// <summary>Pixels that so many windows see.</summary>
    public int Span(int windows, int stride) => ((windows - 1) * stride) + Last - First + 1;
}
