namespace Engine.Datasets.Downloads;

/// <summary>A file on a public mirror.</summary>
/// <param name="Name">What it is called on the disk.</param>
/// <param name="Address">Where it is.</param>
/// <param name="Sha256">The SHA-256 it must have, in lower-case hexadecimal.</param>
/// <param name="IsContentDigest">Whether the digest is that of the unpacked content; mirrors pack the same content differently.</param>
public sealed record RemoteFile(string Name, Uri Address, string Sha256, bool IsContentDigest = true);
