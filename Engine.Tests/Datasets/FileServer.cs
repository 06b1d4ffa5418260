using System.Net;
using System.Net.Sockets;

namespace Engine.Tests.Datasets;

/// <summary>A web server on this machine that misbehaves on request.</summary>
internal sealed class FileServer : IDisposable
{
    private readonly HttpListener listener = new();
    private readonly Func<HttpListenerRequest, Reply> answer;
    private readonly Task loop;

    public FileServer(Func<HttpListenerRequest, Reply> answer)
    {
        this.answer = answer;
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Root = new Uri($"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/");
        }

        listener.Prefixes.Add(Root.ToString());
        listener.Start();
        loop = Task.Run(ServeAsync);
    }

    public Uri Root { get; }

    /// <summary>Gets the ranges that were asked for, in order; none is an empty text.</summary>
    public List<string> Ranges { get; } = [];

    /// <summary>What to send of a file: from a range's start on, and how much until the connection breaks or stalls.</summary>
    public static Reply Send(byte[] content, HttpListenerRequest request, int limit = int.MaxValue, bool ignoresRange = false, bool stalls = false)
    {
        string? range = ignoresRange ? null : request.Headers["Range"];
        int start = range is null ? 0 : int.Parse(range["bytes=".Length..^1]);
        return start >= content.Length && range is not null
            ? new Reply(416, [], 0, $"bytes */{content.Length}", stalls)
            : new Reply(range is null ? 200 : 206, content[start..], Math.Min(limit, content.Length - start), range is null ? null : $"bytes {start}-{content.Length - 1}/{content.Length}", stalls);
    }

    public void Dispose()
    {
        listener.Close();
        loop.Wait();
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await listener.GetContextAsync();
            }
            catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            Ranges.Add(context.Request.Headers["Range"] ?? string.Empty);
            Reply reply = answer(context.Request);
            HttpListenerResponse response = context.Response;
            response.StatusCode = reply.Status;
            response.ContentLength64 = reply.Body.Length;
            if (reply.ContentRange is not null)
            {
                response.Headers["Content-Range"] = reply.ContentRange;
            }

            try
            {
                await response.OutputStream.WriteAsync(reply.Body.AsMemory(0, reply.Sent));
                await response.OutputStream.FlushAsync();
                if (reply.Sent == reply.Body.Length)
                {
                    response.Close();
                }
                else if (!reply.Stalls)
                {
                    response.Abort();
                }
            }
            catch (Exception error) when (error is HttpListenerException or IOException or ObjectDisposedException or InvalidOperationException)
            {
                // The client went away.
            }
        }
    }

    internal sealed record Reply(int Status, byte[] Body, int Sent, string? ContentRange, bool Stalls);
}
