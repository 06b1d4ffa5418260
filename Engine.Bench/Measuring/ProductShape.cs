namespace Engine.Bench.Measuring;

/// <summary>A matrix product to measure: C[M,N] = A·B with sums of K terms.</summary>
/// <param name="M">Rows of the result.</param>
/// <param name="K">Length of the sums.</param>
/// <param name="N">Columns of the result.</param>
/// <param name="TransposeA">Whether A is stored as [K,M].</param>
/// <param name="TransposeB">Whether B is stored as [N,K].</param>
public sealed record ProductShape(int M, int K, int N, bool TransposeA = false, bool TransposeB = false)
{
    /// <summary>
    /// The products of a dense layer (forward, gradient of the input, gradient of the weights) at small, medium and large widths, a single
    /// sample, and convolutions seen as products: what networks ask for, and the corners.
    /// </summary>
    public static IReadOnlyList<ProductShape> All { get; } =
    [
        .. Dense(128, 784, 256), .. Dense(128, 256, 256), .. Dense(256, 1024, 1024), .. Dense(1024, 1024, 1024), .. Dense(2048, 2048, 2048),
        .. Dense(1, 784, 256), .. Dense(32, 3136, 128), new(36864, 27, 32), new(36864, 144, 16), new(36864, 144, 32), new(36864, 288, 32),
        new(36864, 288, 64), .. Dense(64, 512, 512), .. Dense(16, 256, 256),
    ];

    /// <summary>Gets the number of floating-point operations: a multiplication and an addition for each term.</summary>
    public double Operations => 2.0 * M * K * N;

    /// <summary>Gets whether all sums are long and rows wide, and all three matrices fit a 2 MB cache: where nothing excuses being slow.</summary>
    public bool IsResident => K >= 256 && N >= 256 && M >= 16 && (((double)M * K) + ((double)K * N) + ((double)M * N)) * sizeof(float) <= 2 << 20;

    /// <summary>Gets the two letters of the field: N for a plain factor, T for a transposed one.</summary>
    public string Form => $"{(TransposeA ? 'T' : 'N')}{(TransposeB ? 'T' : 'N')}";

    /// <inheritdoc/>
    public override string ToString() => $"{M}x{K}x{N} {Form}";

    private static IEnumerable<ProductShape> Dense(int m, int k, int n) => [new(m, k, n), new(m, k, n, TransposeB: true), new(m, k, n, TransposeA: true)];
}
