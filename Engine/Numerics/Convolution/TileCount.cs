namespace Engine.Numerics.Convolution;

/// <summary>
/// A small number as a type. A kernel written for the most rows drops the rest where it is instantiated with fewer, because
/// the comparison with a constant is decided when the code is compiled: one body serves every tile height.
/// </summary>
internal interface ITileCount
{
    static abstract int Value { get; }
}

internal readonly struct Count1 : ITileCount
{
    public static int Value => 1;
}

internal readonly struct Count2 : ITileCount
{
    public static int Value => 2;
}

internal readonly struct Count3 : ITileCount
{
    public static int Value => 3;
}

internal readonly struct Count4 : ITileCount
{
    public static int Value => 4;
}

internal readonly struct Count5 : ITileCount
{
    public static int Value => 5;
}

internal readonly struct Count6 : ITileCount
{
    public static int Value => 6;
}

internal readonly struct Count7 : ITileCount
{
    public static int Value => 7;
}

internal readonly struct Count8 : ITileCount
{
    public static int Value => 8;
}

internal readonly struct Count9 : ITileCount
{
    public static int Value => 9;
}

internal readonly struct Count10 : ITileCount
{
    public static int Value => 10;
}

internal readonly struct Count11 : ITileCount
{
    public static int Value => 11;
}

internal readonly struct Count12 : ITileCount
{
    public static int Value => 12;
}

internal readonly struct Count13 : ITileCount
{
    public static int Value => 13;
}

internal readonly struct Count14 : ITileCount
{
    public static int Value => 14;
}
