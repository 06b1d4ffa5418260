using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Engine.Autograd;
using Engine.Layers;

namespace Engine.Bench.Commands;

/// <summary>A digest of all parameters: equal exactly where two trained networks are equal bit for bit.</summary>
internal static class ParameterDigest
{
    /// <summary>SHA-256 of the parameters' names, shapes and values, in hexadecimal.</summary>
    public static string Of(Network network)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (Parameter parameter in network.Parameters)
        {
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes($"{parameter.Name}{parameter.Shape}"));
            hash.AppendData(MemoryMarshal.AsBytes(parameter.Value));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
