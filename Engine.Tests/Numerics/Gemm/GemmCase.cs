using Engine.Numerics;
using Engine.Numerics.Lanes;
using Engine.Threading;
using NUnit.Framework;

namespace Engine.Tests.Numerics;

/// <summary>One product with its operands in buffers whose gaps and ends hold sentinels, and its slow twin.</summary>
internal sealed unsafe class GemmCase
{
    private const float Sentinel = -98765.25f;
    private const int Guard = 40;

    private readonly float[] a;
    private readonly float[] b;
    private readonly float[] start;
    private readonly float[] bias;
    private readonly int lda;
    private readonly int ldb;
    private readonly int ldc;

    /// <summary>Draws operands.</summary>
    /// <param name="m">Rows of C.</param>
    /// <param name="n">Columns of C.</param>
    /// <param name="k">Length of the sums.</param>
    /// <param name="transposes">Bit 0: A is stored transposed. Bit 1: B is.</param>
    /// <param name="gap">Floats between the rows of every matrix.</param>
    /// <param name="draw">Draws one value.</param>
    public GemmCase(int m, int n, int k, int transposes, int gap, Func<float> draw)
    {
        M = m;
        N = n;
        K = k;
        TransposeA = (transposes & 1) != 0;
        TransposeB = (transposes & 2) != 0;
        lda = (TransposeA ? m : k) + gap;
        ldb = (TransposeB ? k : n) + gap;
        ldc = n + gap;
        a = Draw(TransposeA ? k : m, TransposeA ? m : k, lda, draw);
        b = Draw(TransposeB ? n : k, TransposeB ? k : n, ldb, draw);
        start = Draw(m, n, ldc, draw);
        bias = Draw(1, n, n, draw);
    }

    /// <summary>Gets whether the product has an order of summation of its own.</summary>
    public bool IsMatrixByVector => M == 1 && TransposeB;

    public int M { get; }

    public int N { get; }

    public int K { get; }

    public bool TransposeA { get; }

    public bool TransposeB { get; }

    public bool Accumulate { get; set; }

    public bool UseBias { get; set; }

    public bool Relu { get; set; }

    /// <summary>Runs the product on a team through the public door and checks that nothing but C was written.</summary>
    public float[] Multiply(WorkerTeam team)
    {
        float[] c = [.. start];
        Gemm.Multiply(
            a.AsSpan(Guard), b.AsSpan(Guard), c.AsSpan(Guard, c.Length - (2 * Guard)), M, N, K, team, TransposeA, TransposeB, Accumulate, UseBias ? bias.AsSpan(Guard, N) : default, Relu, lda, ldb, ldc);
        return Inside(c);
    }

    /// <summary>Runs the product at a lane width.</summary>
    public float[] Multiply<T>()
        where T : struct, ILanes<T> => Multiply<T>(0, M, isWhole: true);

    /// <summary>Runs some of the product's rows at a lane width.</summary>
    public float[] Multiply<T>(int firstRow, int rows, bool isWhole = false)
        where T : struct, ILanes<T>
    {
        float[] c = [.. start];
        fixed (float* aPointer = a, bPointer = b, cPointer = c, biasPointer = bias)
        {
            var product = new GemmArguments(aPointer + Guard, bPointer + Guard, cPointer + Guard, M, N, K, TransposeA, TransposeB)
            {
                Lda = lda,
                Ldb = ldb,
                Ldc = ldc,
                Accumulate = Accumulate,
                Bias = UseBias ? biasPointer + Guard : null,
                Relu = Relu,
            };
            product.IsMatrixByVector = isWhole && IsMatrixByVector;
            Gemm.Multiply<T>(product.Slice(firstRow, rows, 0, N), new Scratch());
        }

        return Inside(c)[(firstRow * N)..((firstRow + rows) * N)];
    }

    /// <summary>The product in double precision, and for each output the sum of the terms' magnitudes, from which an error bound follows.</summary>
    public (double[] Values, double[] Magnitudes) Reference()
    {
        var values = new double[M * N];
        var magnitudes = new double[M * N];
        for (int row = 0; row < M; row++)
        {
            for (int column = 0; column < N; column++)
            {
                double sum = Accumulate ? start[Guard + (row * ldc) + column] : 0;
                double magnitude = Math.Abs(sum);
                for (int k = 0; k < K; k++)
                {
                    double term = (double)a[Guard + (TransposeA ? (k * lda) + row : (row * lda) + k)]
                        * b[Guard + (TransposeB ? (column * ldb) + k : (k * ldb) + column)];
                    sum += term;
                    magnitude += Math.Abs(term);
                }

                sum += UseBias ? bias[Guard + column] : 0;
                magnitude += UseBias ? Math.Abs(bias[Guard + column]) : 0;
                values[(row * N) + column] = Relu ? Math.Max(sum, 0) : sum;
                magnitudes[(row * N) + column] = magnitude;
            }
        }

        return (values, magnitudes);
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"[{M},{K}]{(TransposeA ? "ᵀ" : string.Empty)}·[{K},{N}]{(TransposeB ? "ᵀ" : string.Empty)} accumulate {Accumulate} bias {UseBias} relu {Relu}";

    private static float[] Draw(int rows, int columns, int leading, Func<float> draw)
    {
        var values = new float[(2 * Guard) + (rows * leading)];
        Array.Fill(values, Sentinel);
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                values[Guard + (row * leading) + column] = draw();
            }
        }

        return values;
    }

    private float[] Inside(float[] c)
    {
        var inside = new float[M * N];
        for (int i = 0; i < c.Length; i++)
        {
            int row = (i - Guard) / ldc;
            int column = (i - Guard) % ldc;
            if (i >= Guard && row < M && column < N)
            {
                inside[(row * N) + column] = c[i];
            }
            else if (c[i] != Sentinel)
            {
                Assert.Fail($"{this}: element {i - Guard} outside of C became {c[i]}.");
            }
        }

        return inside;
    }
}
