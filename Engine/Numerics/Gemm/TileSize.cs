namespace Engine.Numerics;

/// <summary>A small number as a type, so that the compiler of the machine drops the rows and vectors a tile does not have.</summary>
internal interface ITileSize
{
    /// <summary>Gets the number.</summary>
    static abstract int Count { get; }
}

internal readonly struct Size1 : ITileSize
{
    public static int Count => 1;
}

internal readonly struct Size2 : ITileSize
{
    public static int Count => 2;
}

internal readonly struct Size3 : ITileSize
{
    public static int Count => 3;
}

internal readonly struct Size4 : ITileSize
{
    public static int Count => 4;
}

internal readonly struct Size5 : ITileSize
{
    public static int Count => 5;
}

internal readonly struct Size6 : ITileSize
{
    public static int Count => 6;
}

internal readonly struct Size7 : ITileSize
{
    public static int Count => 7;
}

internal readonly struct Size8 : ITileSize
{
    public static int Count => 8;
}

internal readonly struct Size9 : ITileSize
{
    public static int Count => 9;
}

internal readonly struct Size10 : ITileSize
{
    public static int Count => 10;
}

internal readonly struct Size11 : ITileSize
{
    public static int Count => 11;
}

internal readonly struct Size12 : ITileSize
{
    public static int Count => 12;
}
