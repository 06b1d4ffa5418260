using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Engine.Numerics.Lanes;

namespace Engine.Numerics.Pooling;

/// <summary>Moves the integers in lanes to and from bytes: the positions that a max pool remembers.</summary>
internal static unsafe class IndexLanes
{
    /// <summary>Writes the low byte of each lane's bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<T>(T bits, byte* destination)
        where T : struct, ILanes<T>
    {
        if (typeof(T) == typeof(Lanes512))
        {
            Vector512<int> v = Unsafe.BitCast<T, Vector512<int>>(bits);
            if (Avx512F.IsSupported)
            {
                Avx512F.ConvertToVector128Byte(v.AsUInt32()).Store(destination);
            }
            else
            {
                Vector256.Narrow(Vector512.Narrow(v, v).GetLower(), Vector256<short>.Zero).AsByte().GetLower().Store(destination);
            }
        }
        else if (typeof(T) == typeof(Lanes256))
        {
            Vector256<int> v = Unsafe.BitCast<T, Vector256<int>>(bits);
            Vector128<short> shorts = Vector128.Narrow(v.GetLower(), v.GetUpper());
            Unsafe.WriteUnaligned(destination, Vector128.Narrow(shorts, shorts).AsUInt64().ToScalar());
        }
        else if (typeof(T) == typeof(Lanes128))
        {
            Vector128<int> v = Unsafe.BitCast<T, Vector128<int>>(bits);
            Vector128<short> shorts = Vector128.Narrow(v, v);
            Unsafe.WriteUnaligned(destination, Vector128.Narrow(shorts, shorts).AsUInt32().ToScalar());
        }
        else
        {
            *destination = (byte)Unsafe.BitCast<T, int>(bits);
        }
    }

    /// <summary>Reads a byte into each lane's bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Load<T>(byte* source)
        where T : struct, ILanes<T>
    {
        if (typeof(T) == typeof(Lanes512))
        {
            Vector128<byte> bytes = Vector128.Load(source);
            Vector512<uint> wide = Avx512F.IsSupported
                ? Avx512F.ConvertToVector512UInt32(bytes)
                : Vector512.Create(Widen(Vector128.WidenLower(bytes)), Widen(Vector128.WidenUpper(bytes)));
            return Unsafe.BitCast<Vector512<uint>, T>(wide);
        }

        if (typeof(T) == typeof(Lanes256))
        {
            Vector128<byte> bytes = Vector128.CreateScalar(Unsafe.ReadUnaligned<ulong>(source)).AsByte();
            return Unsafe.BitCast<Vector256<uint>, T>(Widen(Vector128.WidenLower(bytes)));
        }

        if (typeof(T) == typeof(Lanes128))
        {
            Vector128<byte> bytes = Vector128.CreateScalar(Unsafe.ReadUnaligned<uint>(source)).AsByte();
            return Unsafe.BitCast<Vector128<uint>, T>(Vector128.WidenLower(Vector128.WidenLower(bytes)));
        }

        return Unsafe.BitCast<uint, T>(*source);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Widen(Vector128<ushort> v) => Vector256.Create(Vector128.WidenLower(v), Vector128.WidenUpper(v));
}
