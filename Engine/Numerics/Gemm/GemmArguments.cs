namespace Engine.Numerics;

/// <summary>
/// One product C[M,N] (+)= A[M,K]·B[K,N] of row-major matrices behind pointers; either factor may be stored transposed.
/// The memory must stay where it is and C must not overlap a factor.
/// </summary>
internal unsafe struct GemmArguments
{
    /// <summary>The left factor: [M,K], or [K,M] when <see cref="TransposeA"/>.</summary>
    public float* A;

    /// <summary>The right factor: [K,N], or [N,K] when <see cref="TransposeB"/>, or panels when <see cref="IsPackedB"/>.</summary>
    public float* B;

    /// <summary>The result [M,N].</summary>
    public float* C;

    /// <summary>N values added to every row after the sum, or null.</summary>
    public float* Bias;

    /// <summary>Floats from one stored row of A to the next.</summary>
    public nint Lda;

    /// <summary>Floats from one stored row of B to the next.</summary>
    public nint Ldb;

    /// <summary>Floats from one row of C to the next.</summary>
    public nint Ldc;

    /// <summary>Rows of C.</summary>
    public int M;

    /// <summary>Columns of C.</summary>
    public int N;

    /// <summary>Length of the sums.</summary>
    public int K;

    /// <summary>Whether A is stored as [K,M].</summary>
    public bool TransposeA;

    /// <summary>Whether B is stored as [N,K].</summary>
    public bool TransposeB;

    /// <summary>
    /// Whether B is a <see cref="PackedMatrix"/>: each panel of columns is a matrix of its own, [K, panel], behind the one before; the last is
    /// filled up with zeros. Such a B is cut between panels only.
    /// </summary>
    public bool IsPackedB;

    /// <summary>Whether the product is added to what C holds.</summary>
    public bool Accumulate;

    /// <summary>Whether negative results become 0.</summary>
    public bool Relu;

    /// <summary>Whether this is, or is part of, a product of one row in all with a transposed B, which is summed in an order of its own.</summary>
    public bool IsMatrixByVector;

    /// <summary>Describes a product of matrices whose rows lie tight behind each other.</summary>
    public GemmArguments(float* a, float* b, float* c, int m, int n, int k, bool transposeA = false, bool transposeB = false)
    {
        A = a;
        B = b;
        C = c;
        M = m;
        N = n;
        K = k;
        TransposeA = transposeA;
        TransposeB = transposeB;
        Lda = transposeA ? m : k;
        Ldb = transposeB ? k : n;
        Ldc = n;
    }

    /// <summary>Floats from an element of A to the one in the next row of C.</summary>
    public readonly nint RowStrideA => TransposeA ? 1 : Lda;

    /// <summary>Floats from an element of A to the next one along k.</summary>
    public readonly nint ColumnStrideA => TransposeA ? Lda : 1;

    /// <summary>
    /// Floats from an element of B to the one in the next column of C. Of a packed B it finds panels only: that which begins at a column
    /// is so many times the column behind the start.
    /// </summary>
    public readonly nint ColumnStrideB => IsPackedB ? K : TransposeB ? Ldb : 1;

    /// <summary>Floats from an element of B to the next one along k.</summary>
    public readonly nint RowStrideB => TransposeB ? 1 : Ldb;

    /// <summary>The part of the product that fills a rectangle of C.</summary>
    public readonly GemmArguments Slice(int row, int rows, int column, int columns)
    {
        GemmArguments slice = this;
        slice.A += row * RowStrideA;
        slice.B += column * ColumnStrideB;
        slice.C += (row * Ldc) + column;
        slice.Bias = Bias == null ? null : Bias + column;
        slice.M = rows;
        slice.N = columns;
        return slice;
    }

    /// <summary>What to do with the sum over one block of k.</summary>
    public readonly GemmFinish Finish(bool first, bool last)
    {
        GemmFinish finish = first && !Accumulate ? GemmFinish.None : GemmFinish.Accumulate;
        finish |= last && Bias != null ? GemmFinish.Bias : GemmFinish.None;
        return finish | (last && Relu ? GemmFinish.Relu : GemmFinish.None);
    }
}
