using System.Diagnostics;
using System.Runtime.CompilerServices;
using Engine.Numerics.Lanes;
using Engine.Threading;

namespace Engine.Numerics;

/// <summary>
/// Matrix products C[M,N] (+)= A[M,K]·B[K,N] of row-major matrices, either factor stored plain or transposed, with the bias and the
/// ReLU of a dense layer folded in. Every output is one fused multiply-add accumulator along k inside fixed blocks, whose sums
/// are added in order: the bits are the same at every lane width, at every thread count, and for a row whatever other rows there are.
/// A single row by a transposed B is the one exception: it folds 16 lanes, at every lane width and thread count.
/// </summary>
public static unsafe class Gemm
{
    /// <summary>Computes C (+)= A·B, then adds the bias, then clips at 0.</summary>
    /// <param name="a">A: [M,K], or [K,M] if <paramref name="transposeA"/>.</param>
    /// <param name="b">B: [K,N], or [N,K] if <paramref name="transposeB"/>.</param>
    /// <param name="c">C: [M,N]; must not overlap A, B or the bias.</param>
    /// <param name="m">Rows of C.</param>
    /// <param name="n">Columns of C.</param>
    /// <param name="k">Length of the sums; with 0, the product is 0.</param>
    /// <param name="team">The threads.</param>
    /// <param name="transposeA">Whether A is stored transposed.</param>
    /// <param name="transposeB">Whether B is stored transposed.</param>
    /// <param name="accumulate">Whether the product is added to what C holds.</param>
    /// <param name="bias">N values added to each row after the sum; empty for none.</param>
    /// <param name="relu">Whether negative results become 0 (after the bias).</param>
    /// <param name="lda">Floats between stored rows of A; 0 if they lie tight.</param>
    /// <param name="ldb">Floats between stored rows of B; 0 if they lie tight.</param>
    /// <param name="ldc">Floats between rows of C; 0 if they lie tight. What lies between rows is left as it is.</param>
    /// <exception cref="ArgumentException">A span is too short for its shape, or C overlaps an operand.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A size is negative, or a leading dimension is smaller than a row.</exception>
    public static void Multiply(
        ReadOnlySpan<float> a,
        ReadOnlySpan<float> b,
        Span<float> c,
        int m,
        int n,
        int k,
        WorkerTeam team,
        bool transposeA = false,
        bool transposeB = false,
        bool accumulate = false,
        ReadOnlySpan<float> bias = default,
        bool relu = false,
        int lda = 0,
        int ldb = 0,
        int ldc = 0)
    {
        ArgumentNullException.ThrowIfNull(team);
        lda = CheckMatrix(a, nameof(a), transposeA ? k : m, transposeA ? m : k, lda);
        ldb = CheckMatrix(b, nameof(b), transposeB ? n : k, transposeB ? k : n, ldb);
        ldc = CheckMatrix(c, nameof(c), m, n, ldc);
        if (!bias.IsEmpty && bias.Length != n)
        {
            throw new ArgumentException($"A product with {n} columns got a bias of {bias.Length} values.", nameof(bias));
        }

        if (c.Overlaps(a) || c.Overlaps(b) || c.Overlaps(bias))
        {
            throw new ArgumentException("The result of a product must not overlap its operands.", nameof(c));
        }

        fixed (float* aPointer = a, bPointer = b, cPointer = c, biasPointer = bias)
        {
            var product = new GemmArguments(aPointer, bPointer, cPointer, m, n, k, transposeA, transposeB)
            {
                Lda = lda,
                Ldb = ldb,
                Ldc = ldc,
                Accumulate = accumulate,
                Bias = biasPointer,
                Relu = relu,
            };
            Multiply(in product, team);
        }
    }

    /// <summary>Computes C = A·B with a B that was packed once, then adds the bias, then clips at 0.</summary>
    /// <param name="a">A [M,K].</param>
    /// <param name="b">B [K,N].</param>
    /// <param name="c">C [M,N]; does not overlap A or the bias.</param>
    /// <param name="m">Rows of C.</param>
    /// <param name="team">The threads.</param>
    /// <param name="bias">N values added to each row after the sum; empty for none.</param>
    /// <param name="relu">Whether negative results become 0 (after the bias).</param>
    internal static void Multiply(
        ReadOnlySpan<float> a, PackedMatrix b, Span<float> c, int m, WorkerTeam team, ReadOnlySpan<float> bias, bool relu)
    {
        Debug.Assert(a.Length == m * b.Rows && c.Length == m * b.Columns, "The layer gives whole batches.");
        Debug.Assert(bias.IsEmpty || bias.Length == b.Columns, "One bias a column.");
        fixed (float* aPointer = a, bPointer = b.Panels, cPointer = c, biasPointer = bias)
        {
            var product = new GemmArguments(aPointer, bPointer, cPointer, m, b.Columns, b.Rows)
            {
                IsPackedB = true,
                Ldb = b.PanelColumns,
                Bias = biasPointer,
                Relu = relu,
            };
            Multiply(in product, team);
        }
    }

    /// <summary>Computes a product on a team's threads. To be called from outside of the team's work.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Multiply(in GemmArguments product, WorkerTeam team)
    {
        bool small = (long)product.M * product.N * product.K < GemmBlocking.SingleThreadWork;
        GemmArguments whole = product;
        whole.IsMatrixByVector = product.M == 1 && product.TransposeB;
        GemmWork work = GemmWork.Divide(in whole, small ? 1 : team.Count);
        team.Run(in work, work.Parts);
    }

    /// <summary>Computes a product on the calling thread; for use inside a part of a team's work.</summary>
    /// <param name="product">The product.</param>
    /// <param name="scratch">The thread's memory; what <see cref="Scratch.Get"/> gave stays as it is.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Multiply(in GemmArguments product, Scratch scratch)
    {
        if (LaneWidth.Is512)
        {
            Multiply<Lanes512>(in product, scratch);
        }
        else if (LaneWidth.Is256)
        {
            Multiply<Lanes256>(in product, scratch);
        }
        else
        {
            Multiply<Lanes128>(in product, scratch);
        }
    }

    /// <summary>Computes a product on the calling thread at a given lane width.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Multiply<T>(in GemmArguments product, Scratch scratch)
        where T : struct, ILanes<T>
    {
        Debug.Assert(product.M >= 0 && product.N >= 0 && product.K >= 0, "Sizes are checked at the door.");
        if (product.M == 0 || product.N == 0)
        {
            return;
        }

        if (product.K == 0)
        {
            FinishEmptySum(in product);
        }
        else
        {
            BlockedProduct<T>.Multiply(in product, scratch);
        }
    }

    /// <summary>A sum over nothing is 0; the bias and the ReLU still apply.</summary>
    private static void FinishEmptySum(in GemmArguments product)
    {
        for (int row = 0; row < product.M; row++)
        {
            for (int column = 0; column < product.N; column++)
            {
                float* c = product.C + (row * product.Ldc) + column;
                float sum = (product.Accumulate ? *c : 0) + (product.Bias == null ? 0 : product.Bias[column]);
                *c = product.Relu && sum < 0 ? 0 : sum;
            }
        }
    }

    private static int CheckMatrix(ReadOnlySpan<float> matrix, string name, int rows, int columns, int leading)
    {
        if (rows < 0 || columns < 0 || leading < 0)
        {
            throw new ArgumentOutOfRangeException(name, $"Matrix {name} got the shape [{rows}, {columns}] with rows {leading} apart; none may be negative.");
        }

        leading = leading == 0 ? columns : leading;
        if (leading < columns)
        {
            throw new ArgumentOutOfRangeException(name, $"Matrix {name} has rows of {columns}, which do not fit if they are {leading} apart.");
        }

        long needed = rows == 0 || columns == 0 ? 0 : ((long)(rows - 1) * leading) + columns;
        return matrix.Length >= needed
            ? leading
            : throw new ArgumentException($"Matrix {name} [{rows}, {columns}] needs {needed} values but got {matrix.Length}.", name);
    }
}
