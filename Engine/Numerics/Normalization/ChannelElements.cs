namespace Engine.Numerics.Normalization;

/// <summary>What the passes of batch normalization over <c>[rows, channels]</c> read and write; each uses some of it.</summary>
internal unsafe struct ChannelElements
{
    public int Rows;
    public int Channels;

    /// <summary>x.</summary>
    public float* Values;

    /// <summary>dL/dy.</summary>
    public float* Gradient;

    /// <summary>One value per channel, as all that follow.</summary>
    public float* Mean;

    public float* InverseDeviation;
    public float* Gamma;
    public float* Beta;

    /// <summary>The mean of the gradient that <see cref="IOutputGate"/> lets through.</summary>
    public float* MeanGradient;

    /// <summary>The mean of that gradient times x̂.</summary>
    public float* MeanProduct;

    /// <summary>y forward, dL/dx backward.</summary>
    public float* Output;
}
