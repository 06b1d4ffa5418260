using Engine.Numerics.Lanes;

namespace Engine.Numerics;

/// <summary>
/// A right factor B[K,N] that serves many products, copied once into the order in which the micro-kernel reads it: panels as wide as
/// a tile, each in one piece of memory. A weight matrix that is beyond the nearer caches then arrives as fast as memory can give it.
/// </summary>
internal sealed unsafe class PackedMatrix
{
    private readonly AlignedBuffer panels;

    private PackedMatrix(AlignedBuffer panels, int rows, int columns, int panelColumns)
    {
        this.panels = panels;
        Rows = rows;
        Columns = columns;
        PanelColumns = panelColumns;
    }

    /// <summary>Gets K.</summary>
    public int Rows { get; }

    /// <summary>Gets N.</summary>
    public int Columns { get; }

    /// <summary>Gets the columns of a panel.</summary>
    public int PanelColumns { get; }

    /// <summary>Gets the panels.</summary>
    public ReadOnlySpan<float> Panels => panels.Span;

    /// <summary>Packs a matrix for this machine's lanes.</summary>
    /// <param name="values">B, row-major.</param>
    /// <param name="rows">K.</param>
    /// <param name="columns">N.</param>
    public static PackedMatrix Pack(ReadOnlySpan<float> values, int rows, int columns) =>
        LaneWidth.Is512 ? Pack<Lanes512>(values, rows, columns)
        : LaneWidth.Is256 ? Pack<Lanes256>(values, rows, columns)
        : Pack<Lanes128>(values, rows, columns);

    /// <summary>Packs a matrix for products at a given lane width.</summary>
    public static PackedMatrix Pack<T>(ReadOnlySpan<float> values, int rows, int columns)
        where T : struct, ILanes<T>
    {
        int width = BlockedProduct<T>.PanelColumns;
        var panels = new AlignedBuffer(rows * GemmBlocking.RoundUp(columns, width));
        fixed (float* source = values)
        {
            Packing<T>.Panels(source, columns, transposed: false, rows, columns, panels.Pointer);
        }

        return new PackedMatrix(panels, rows, columns, width);
    }
}
