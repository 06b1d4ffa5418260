using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Engine.Tests.Support;

/// <summary>A running SHA-256 of results' bits. Every NaN counts as the same one: its sign and payload are nobody's promise.</summary>
public sealed class BitHash : IDisposable
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public void Add(float value) => Add([value]);

    public void Add(ReadOnlySpan<float> values)
    {
        float[] canonical = values.ToArray();
        for (int i = 0; i < canonical.Length; i++)
        {
            if (float.IsNaN(canonical[i]))
            {
                canonical[i] = float.NaN;
            }
        }

        hash.AppendData(MemoryMarshal.AsBytes(canonical.AsSpan()));
    }

    public void Add(ReadOnlySpan<int> values) => hash.AppendData(MemoryMarshal.AsBytes(values));

    public string Finish() => Convert.ToHexString(hash.GetHashAndReset()).ToLower(CultureInfo.InvariantCulture);

    public void Dispose() => hash.Dispose();
}
