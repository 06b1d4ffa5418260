using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Engine.Datasets.Files;

namespace Engine.Datasets.Downloads;

/// <summary>
/// Downloads files: under a temporary name until they are whole and have the right digest, and on from where an earlier
/// attempt broke off, be it in this call or in an earlier run.
/// </summary>
public sealed class Downloader
{
    private const int Attempts = 5;
    private const int BufferBytes = 1 << 17;
    private const string PartSuffix = ".part";

    /// <summary>Gets how long to wait before going on after a broken connection.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Gets how long a server may send nothing until the connection counts as broken.</summary>
    public TimeSpan StallLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Downloads a file, replacing one of its name.</summary>
    /// <param name="file">Which.</param>
    /// <param name="folder">Where to; created if missing, once a server has answered.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellation">Stops; what has come stays for the next time.</param>
    /// <exception cref="IOException">It could not be downloaded.</exception>
    /// <exception cref="DataFormatException">What came has another digest, and is removed.</exception>
    public async Task DownloadAsync(RemoteFile file, string folder, IProgress<DownloadProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        string path = Path.Combine(folder, file.Name);
        string part = path + PartSuffix;
        using var client = new HttpClient();
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                await FetchAsync(client, file, part, progress, cancellation).ConfigureAwait(false);
                break;
            }
            catch (Exception error) when (error is IOException or HttpRequestException)
            {
                if (attempt == Attempts || !IsPassing(error) || (error is IOException && !Directory.Exists(folder)))
                {
                    throw new IOException($"{file.Address} could not be downloaded: {error.Message.TrimEnd('.')}.", error);
                }
            }

            await Task.Delay(RetryDelay, cancellation).ConfigureAwait(false);
        }

        Verify(file, part);
        File.Move(part, path, overwrite: true);
    }

    private static bool IsPassing(Exception error) => error is not HttpRequestException { StatusCode: { } status } || status >= HttpStatusCode.InternalServerError;

    private async Task FetchAsync(HttpClient client, RemoteFile file, string part, IProgress<DownloadProgress>? progress, CancellationToken cancellation)
    {
        long have = File.Exists(part) ? new FileInfo(part).Length : 0;
        using var request = new HttpRequestMessage(HttpMethod.Get, file.Address);
        request.Headers.Range = have > 0 ? new RangeHeaderValue(have, null) : null;
        using HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
        ContentRangeHeaderValue? range = response.Content.Headers.ContentRange;
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable && have > 0)
        {
            if (range?.Length != have)
            {
                File.Delete(part);
                throw new IOException("the part that was there is longer than the file");
            }

            return;
        }

        response.EnsureSuccessStatusCode();
        Directory.CreateDirectory(Path.GetDirectoryName(part)!); // not sooner: a mistyped folder that nothing came to leaves no trace
        bool resumes = response.StatusCode == HttpStatusCode.PartialContent && range?.From == have;
        if (response.StatusCode == HttpStatusCode.PartialContent && !resumes)
        {
            File.Delete(part);
            throw new IOException("the server sent another range than was asked for");
        }

        have = resumes ? have : 0;
        long? total = have + response.Content.Headers.ContentLength;
        var target = new FileStream(part, resumes ? FileMode.Append : FileMode.Create, FileAccess.Write, FileShare.None);
        await using (target.ConfigureAwait(false))
        {
            Stream source = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
            await using (source.ConfigureAwait(false))
            {
                await CopyAsync(source, target, done => progress?.Report(new DownloadProgress(file.Name, have + done, total)), cancellation).ConfigureAwait(false);
            }
        }
    }

    private async Task CopyAsync(Stream source, FileStream target, Action<long> report, CancellationToken cancellation)
    {
        byte[] buffer = new byte[BufferBytes];
        long done = 0;
        while (true)
        {
            using var stall = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            stall.CancelAfter(StallLimit);
            int read;
            try
            {
                read = await source.ReadAsync(buffer, stall.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException error) when (!cancellation.IsCancellationRequested)
            {
                throw new IOException($"the server sent nothing for {StallLimit.TotalSeconds} s", error);
            }

            if (read == 0)
            {
                return;
            }

            await target.WriteAsync(buffer.AsMemory(0, read), cancellation).ConfigureAwait(false);
            done += read;
            report(done);
        }
    }

    private static void Verify(RemoteFile file, string part)
    {
        string digest;
        try
        {
            digest = Digest(part, file.IsContentDigest);
        }
        catch (DataFormatException)
        {
            File.Delete(part);
            throw;
        }

        if (!string.Equals(digest, file.Sha256, StringComparison.OrdinalIgnoreCase))
        {
            File.Delete(part);
            throw new DataFormatException(file.Address.ToString(), $"what the server sent has the SHA-256 {digest} instead of {file.Sha256} and was removed");
        }
    }

    private static string Digest(string path, bool ofContent)
    {
        if (ofContent)
        {
            using Content content = Content.Open(path);
            return Convert.ToHexStringLower(SHA256.HashData(content.Stream));
        }

        using FileStream file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
