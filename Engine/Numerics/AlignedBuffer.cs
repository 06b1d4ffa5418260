using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Engine.Numerics;

/// <summary>
/// Floats on the pinned heap that start on a cache line, so kernels may keep pointers to them and full-width loads never
/// cross a line. The garbage collector frees it: nothing to dispose.
/// </summary>
public sealed class AlignedBuffer
{
    /// <summary>Bytes to which the first element is aligned: one cache line, one Vector512.</summary>
    public const int Alignment = 64;

    /// <summary>As many floats: a cache line of them.</summary>
    internal const int AlignmentFloats = Alignment / sizeof(float);

    private readonly float[] array;
    private readonly int start;

    /// <summary>Allocates <paramref name="length"/> zeros.</summary>
    /// <param name="length">Number of floats; not negative.</param>
    public AlignedBuffer(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        array = GC.AllocateArray<float>(length + AlignmentFloats, pinned: true);
        Length = length;
        nint address = Marshal.UnsafeAddrOfPinnedArrayElement(array, 0);
        start = (int)((-address & (Alignment - 1)) / sizeof(float));
    }

    /// <summary>Gets the number of floats.</summary>
    public int Length { get; }

    /// <summary>Gets the contents.</summary>
    public Span<float> Span => array.AsSpan(start, Length);

    /// <summary>Gets the contents as memory that may be kept.</summary>
    public Memory<float> Memory => array.AsMemory(start, Length);

    /// <summary>Gets the address of the first element; valid as long as this object is reachable.</summary>
    internal unsafe float* Pointer => (float*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(array)) + start;
}
