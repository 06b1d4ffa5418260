using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Engine.Numerics;

/// <summary>
/// The Philox 4x32-10 generator: a keyed mixing of a 128-bit counter into four random words (Salmon, Moraes, Dror, Shaw,
/// "Parallel random numbers: as easy as 1, 2, 3", 2011).
/// </summary>
/// <param name="Key0">The key's low word.</param>
/// <param name="Key1">The key's high word.</param>
/// <param name="Counter1">The counter's second word; the first numbers the blocks.</param>
/// <param name="Counter2">The counter's third word.</param>
/// <param name="Counter3">The counter's fourth word.</param>
internal readonly record struct Philox(uint Key0, uint Key1, uint Counter1, uint Counter2, uint Counter3)
{
    /// <summary>Blocks that are computed together.</summary>
    public const int ChunkBlocks = 16;

    /// <summary>Words of a chunk: the first words of all its blocks, then the second ones, and so on.</summary>
    public const int ChunkLength = 4 * ChunkBlocks;

    private const int Rounds = 10;

    // The multipliers and the steps of the keys (the golden ratio, √3 - 1) of the published generator.
    private const uint Multiplier0 = 0xD2511F53;
    private const uint Multiplier1 = 0xCD9E8D57;
    private const uint KeyStep0 = 0x9E3779B9;
    private const uint KeyStep1 = 0xBB67AE85;

    /// <summary>Computes one block of four words.</summary>
    /// <param name="block">The counter's first word.</param>
    public (uint W0, uint W1, uint W2, uint W3) Block(uint block)
    {
        (uint w0, uint w1, uint w2, uint w3) = (block, Counter1, Counter2, Counter3);
        (uint key0, uint key1) = (Key0, Key1);
        for (int round = 0; round < Rounds; round++)
        {
            ulong product0 = (ulong)Multiplier0 * w0;
            ulong product1 = (ulong)Multiplier1 * w2;
            w0 = (uint)(product1 >> 32) ^ w1 ^ key0;
            w1 = (uint)product1;
            w2 = (uint)(product0 >> 32) ^ w3 ^ key1;
            w3 = (uint)product0;
            key0 += KeyStep0;
            key1 += KeyStep1;
        }

        return (w0, w1, w2, w3);
    }

    /// <summary>Computes a chunk of blocks, word by word.</summary>
    /// <param name="chunk">Which chunk; its first block has <see cref="ChunkBlocks"/> times that number.</param>
    /// <param name="words">Room for <see cref="ChunkLength"/> words.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Chunk(uint chunk, Span<uint> words)
    {
        Debug.Assert(words.Length >= ChunkLength, "A chunk has to fit.");
        uint firstBlock = chunk * ChunkBlocks;
        if (Avx2.IsSupported)
        {
            for (int i = 0; i < ChunkBlocks; i += Vector256<uint>.Count)
            {
                EightBlocks(firstBlock + (uint)i, ref words[i]);
            }

            return;
        }

        for (int i = 0; i < ChunkBlocks; i++)
        {
            (words[i], words[i + ChunkBlocks], words[i + (2 * ChunkBlocks)], words[i + (3 * ChunkBlocks)]) = Block(firstBlock + (uint)i);
        }
    }

    /// <summary>
    /// Two times four blocks, each word in the low half of a 64-bit lane. What is left in the high halves is never read: the
    /// widening multiplication ignores it, and so does the narrowing at the end.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void EightBlocks(uint firstBlock, ref uint words)
    {
        Vector256<ulong> a0 = Vector256.Create((ulong)firstBlock) + Vector256.Create(0UL, 1, 2, 3);
        Vector256<ulong> b0 = Vector256.Create((ulong)firstBlock) + Vector256.Create(4UL, 5, 6, 7);
        Vector256<ulong> a1 = Vector256.Create((ulong)Counter1), b1 = a1;
        Vector256<ulong> a2 = Vector256.Create((ulong)Counter2), b2 = a2;
        Vector256<ulong> a3 = Vector256.Create((ulong)Counter3), b3 = a3;
        (uint key0, uint key1) = (Key0, Key1);
        for (int round = 0; round < Rounds; round++)
        {
            Round(ref a0, ref a1, ref a2, ref a3, key0, key1);
            Round(ref b0, ref b1, ref b2, ref b3, key0, key1);
            key0 += KeyStep0;
            key1 += KeyStep1;
        }

        Vector256.Narrow(a0, b0).StoreUnsafe(ref words);
        Vector256.Narrow(a1, b1).StoreUnsafe(ref words, ChunkBlocks);
        Vector256.Narrow(a2, b2).StoreUnsafe(ref words, 2 * ChunkBlocks);
        Vector256.Narrow(a3, b3).StoreUnsafe(ref words, 3 * ChunkBlocks);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round(ref Vector256<ulong> w0, ref Vector256<ulong> w1, ref Vector256<ulong> w2, ref Vector256<ulong> w3, uint key0, uint key1)
    {
        Vector256<ulong> product0 = Avx2.Multiply(w0.AsUInt32(), Vector256.Create((ulong)Multiplier0).AsUInt32());
        Vector256<ulong> product1 = Avx2.Multiply(w2.AsUInt32(), Vector256.Create((ulong)Multiplier1).AsUInt32());
        w0 = (product1 >>> 32) ^ w1 ^ Vector256.Create((ulong)key0);
        w1 = product1;
        w2 = (product0 >>> 32) ^ w3 ^ Vector256.Create((ulong)key1);
        w3 = product0;
    }
}
