using System.Runtime.InteropServices;

namespace Engine.Bench.Peers;

/// <summary>
/// oneDNN's matrix product, called in this process. The library is the user's own (Debian: package libdnnl2). OpenBLAS is not asked:
/// its packaged detection mistakes new processors for old ones, and where forced it is the slower of the two.
/// </summary>
internal static unsafe class OneDnn
{
    private static readonly nint Library = Load("libdnnl.so.3", "libdnnl.so.2", "libdnnl.so", "dnnl");
    private static readonly nint Product = Export(Library, "dnnl_sgemm");
    private static readonly nint SetThreads = Export(Load("libgomp.so.1"), "omp_set_num_threads");

    /// <summary>Gets whether the library was found.</summary>
    public static bool IsInstalled => Product != 0;

    /// <summary>Limits the library to a number of threads, where it runs on GNU's OpenMP.</summary>
    public static void UseThreads(int threads)
    {
        if (SetThreads != 0)
        {
            ((delegate* unmanaged<int, void>)SetThreads)(threads);
        }
    }

    /// <summary>C[M,N] = A·B of row-major matrices whose rows lie tight.</summary>
    public static void Multiply(bool transposeA, bool transposeB, long m, long n, long k, float* a, float* b, float* c)
    {
        var multiply = (delegate* unmanaged<byte, byte, long, long, long, float, float*, long, float*, long, float, float*, long, int>)Product;
        multiply(Letter(transposeA), Letter(transposeB), m, n, k, 1, a, transposeA ? m : k, b, transposeB ? k : n, 0, c, n);
    }

    private static byte Letter(bool transpose) => (byte)(transpose ? 'T' : 'N');

    private static nint Load(params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (NativeLibrary.TryLoad(name, out nint library))
            {
                return library;
            }
        }

        return 0;
    }

    private static nint Export(nint library, string name) => library != 0 && NativeLibrary.TryGetExport(library, name, out nint address) ? address : 0;
}
