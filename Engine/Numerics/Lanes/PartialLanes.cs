using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Engine.Numerics.Lanes;

/// <summary>Loads and stores of fewer lanes than a register has: the last neurons or channels of a layer.</summary>
internal static unsafe class PartialLanes
{
    /// <summary>Reads the first lanes; the others become 0.</summary>
    /// <typeparam name="T">The lanes.</typeparam>
    /// <param name="source">Where to read.</param>
    /// <param name="live">The number of lanes to read, less than all.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Load<T>(float* source, int live)
        where T : struct, ILanes<T>
    {
        if (typeof(T) == typeof(Lanes512) && Avx512F.IsSupported)
        {
            var mask = Vector512.LessThan(Vector512<int>.Indices, Vector512.Create(live)).AsSingle();
            return Unsafe.BitCast<Vector512<float>, T>(Avx512F.MaskLoad(source, mask, Vector512<float>.Zero));
        }

        if (typeof(T) == typeof(Lanes256) && Avx2.IsSupported)
        {
            var mask = Vector256.LessThan(Vector256<int>.Indices, Vector256.Create(live)).AsSingle();
            return Unsafe.BitCast<Vector256<float>, T>(Avx.MaskLoad(source, mask));
        }

        if (typeof(T) == typeof(Lanes128))
        {
            Vector128<float> value = live >= 2 ? Vector128.CreateScalar(Unsafe.ReadUnaligned<double>(source)).AsSingle() : default;
            return Unsafe.BitCast<Vector128<float>, T>(live % 2 == 0 ? value : value.WithElement(live - 1, source[live - 1]));
        }

        float* lanes = stackalloc float[Lanes512.Count];
        for (int i = 0; i < T.Count; i++)
        {
            lanes[i] = i < live ? source[i] : 0;
        }

        return T.Load(ref *lanes, 0);
    }

    /// <summary>Writes the first lanes and leaves the memory behind them alone.</summary>
    /// <typeparam name="T">The lanes.</typeparam>
    /// <param name="value">What to write.</param>
    /// <param name="destination">Where to write.</param>
    /// <param name="live">The number of lanes to write, less than all.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<T>(T value, float* destination, int live)
        where T : struct, ILanes<T>
    {
        if (typeof(T) == typeof(Lanes512) && Avx512F.IsSupported)
        {
            var mask = Vector512.LessThan(Vector512<int>.Indices, Vector512.Create(live)).AsSingle();
            Avx512F.MaskStore(destination, mask, Unsafe.BitCast<T, Vector512<float>>(value));
            return;
        }

        if (typeof(T) == typeof(Lanes256) && Avx2.IsSupported)
        {
            var mask = Vector256.LessThan(Vector256<int>.Indices, Vector256.Create(live)).AsSingle();
            Avx.MaskStore(destination, mask, Unsafe.BitCast<T, Vector256<float>>(value));
            return;
        }

        if (typeof(T) == typeof(Lanes128))
        {
            Vector128<float> vector = Unsafe.BitCast<T, Vector128<float>>(value);
            if (live >= 2)
            {
                Unsafe.WriteUnaligned(destination, vector.AsDouble().ToScalar());
            }

            if (live % 2 != 0)
            {
                destination[live - 1] = vector.GetElement(live - 1);
            }

            return;
        }

        float* lanes = stackalloc float[Lanes512.Count];
        T.Store(value, ref *lanes, 0);
        for (int i = 0; i < live; i++)
        {
            destination[i] = lanes[i];
        }
    }
}
