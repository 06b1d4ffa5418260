namespace Engine.Numerics.Convolution;

/// <summary>What becomes of a tile's sums before they are written: known while the kernel is compiled, so that it costs no branch.</summary>
internal interface ITileEnd
{
    /// <summary>Gets whether the sums stay as they are, with <see cref="Denormals.SumStart"/> in them.</summary>
    static abstract bool IsOpen { get; }
}

/// <summary>The guard is taken away; bias and ReLU, where the kernel knows them, are applied.</summary>
internal readonly struct FinishedSums : ITileEnd
{
    public static bool IsOpen => false;
}

/// <summary>Sums that are only combined with others: the transform that reads them takes the guard away, once for all.</summary>
internal readonly struct OpenSums : ITileEnd
{
    public static bool IsOpen => true;
}
