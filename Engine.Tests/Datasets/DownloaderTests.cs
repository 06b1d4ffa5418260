using System.Security.Cryptography;
using Engine.Datasets;
using Engine.Datasets.Downloads;
using NUnit.Framework;

namespace Engine.Tests.Datasets;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class DownloaderTests : IDisposable
{
    private static readonly byte[] Content = [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i * i / 7))];
    private static readonly byte[] Packed = TemporaryFolder.Gzip(Content);
    private static readonly string Digest = Convert.ToHexStringLower(SHA256.HashData(Content));

    private readonly TemporaryFolder folder = new();
    private readonly Downloader downloader = new() { RetryDelay = TimeSpan.Zero, StallLimit = TimeSpan.FromSeconds(10) };

    private string Target => Path.Combine(folder.Root, "new", "data.gz");

    private string Part => Target + ".part";

    public void Dispose() => folder.Dispose();

    [Test]
    public async Task DownloadsAndReportsProgress()
    {
        using var server = new FileServer(request => FileServer.Send(Packed, request));
        var progress = new Collector();
        await downloader.DownloadAsync(File(server), Path.GetDirectoryName(Target)!, progress);
        Assert.That(await System.IO.File.ReadAllBytesAsync(Target), Is.EqualTo(Packed));
        Assert.That(System.IO.File.Exists(Part), Is.False);
        Assert.That(progress.Reports[^1], Is.EqualTo(new DownloadProgress("data.gz", Packed.Length, Packed.Length)));
        Assert.That(progress.Reports.Select(report => report.Bytes), Is.Ordered);
    }

    [Test]
    public async Task GoesOnWhereTheConnectionBroke()
    {
        int calls = 0;
        using var server = new FileServer(request => FileServer.Send(Packed, request, calls++ < 2 ? Packed.Length / 4 : int.MaxValue));
        await downloader.DownloadAsync(File(server), Path.GetDirectoryName(Target)!);
        Assert.That(await System.IO.File.ReadAllBytesAsync(Target), Is.EqualTo(Packed));
        Assert.That(server.Ranges[0], Is.Empty);
        Assert.That(server.Ranges.Skip(1), Is.All.StartWith("bytes=").And.All.Not.EqualTo("bytes=0-"));
    }

    [Test]
    public async Task GoesOnFromAnEarlierRun()
    {
        using var server = new FileServer(request => FileServer.Send(Packed, request));
        folder.Write("new/data.gz.part", Packed.AsSpan(0, 1000));
        await downloader.DownloadAsync(File(server), Path.GetDirectoryName(Target)!);
        Assert.That(await System.IO.File.ReadAllBytesAsync(Target), Is.EqualTo(Packed));
        Assert.That(server.Ranges, Is.EqualTo(new[] { "bytes=1000-" }));
    }

    [Test]
    public async Task StartsAgainWhereAServerKnowsNoRanges()
    {
        using var server = new FileServer(request => FileServer.Send(Packed, request, ignoresRange: true));
        folder.Write("new/data.gz.part", new byte[1000]);
        await downloader.DownloadAsync(File(server), Path.GetDirectoryName(Target)!);
        Assert.That(await System.IO.File.ReadAllBytesAsync(Target), Is.EqualTo(Packed));
    }

    [TestCase(0)]
    [TestCase(10)]
    public async Task TakesAWholePartAndDropsALongerOne(int more)
    {
        using var server = new FileServer(request => FileServer.Send(Packed, request));
        folder.Write("new/data.gz.part", [.. Packed, .. new byte[more]]);
        await downloader.DownloadAsync(File(server), Path.GetDirectoryName(Target)!);
        Assert.That(await System.IO.File.ReadAllBytesAsync(Target), Is.EqualTo(Packed));
        Assert.That(server.Ranges, Has.Count.EqualTo(more == 0 ? 1 : 2));
    }

    [Test]
    public async Task DigestsOfTheFileItself()
    {
        using var server = new FileServer(request => FileServer.Send(Packed, request));
        var file = new RemoteFile("data.gz", new Uri(server.Root, "data.gz"), Convert.ToHexString(SHA256.HashData(Packed)), IsContentDigest: false);
        await downloader.DownloadAsync(file, Path.GetDirectoryName(Target)!);
        Assert.That(System.IO.File.Exists(Target));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void RefusesAndRemovesOtherContent(bool isGzip)
    {
        byte[] other = isGzip ? TemporaryFolder.Gzip(new byte[100]) : Packed[..^100];
        using var server = new FileServer(request => FileServer.Send(other, request));
        Assert.That(
            () => downloader.DownloadAsync(File(server), Path.GetDirectoryName(Target)!),
            Throws.TypeOf<DataFormatException>().With.Message.Contains(isGzip ? "SHA-256" : "truncated"));
        Assert.That(Directory.EnumerateFiles(Path.GetDirectoryName(Target)!), Is.Empty);
    }

    [TestCase(404, 1)]
    [TestCase(503, 5)]
    public void SaysWhatCouldNotBeDownloaded(int status, int calls)
    {
        using var server = new FileServer(_ => new FileServer.Reply(status, [], 0, null, false));
        Assert.That(
            () => downloader.DownloadAsync(File(server), Path.GetDirectoryName(Target)!),
            Throws.InstanceOf<IOException>().With.Message.StartsWith(server.Root.ToString()).And.Message.Contains($"{status}"));
        Assert.That(server.Ranges, Has.Count.EqualTo(calls));
        Assert.That(Directory.EnumerateFileSystemEntries(folder.Root), Is.Empty, "no folder for what never came");
    }

    [Test]
    public void AFolderThatCannotBeMadeIsAskedForOnce()
    {
        using var server = new FileServer(request => FileServer.Send(Packed, request));
        folder.Write("new", "a file of that name");
        Assert.That(() => downloader.DownloadAsync(File(server), Path.GetDirectoryName(Target)!), Throws.InstanceOf<IOException>().With.Message.Contains("new"));
        Assert.That(server.Ranges, Has.Count.EqualTo(1));
    }

    [Test]
    public void CancellationKeepsThePart()
    {
        using var stop = new CancellationTokenSource();
        using var server = new FileServer(request => FileServer.Send(Packed, request, 5000, stalls: true));
        var progress = new Collector { OnReport = _ => stop.Cancel() };
        Assert.That(() => downloader.DownloadAsync(File(server), Path.GetDirectoryName(Target)!, progress, stop.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(System.IO.File.Exists(Target), Is.False);
        Assert.That(new FileInfo(Part).Length, Is.EqualTo(progress.Reports[^1].Bytes).And.GreaterThan(0));
    }

    [Test]
    public async Task AStalledServerIsAskedAgain()
    {
        int calls = 0;
        using var server = new FileServer(request => FileServer.Send(Packed, request, calls++ == 0 ? 5000 : int.MaxValue, stalls: true));
        var impatient = new Downloader { RetryDelay = TimeSpan.Zero, StallLimit = TimeSpan.FromSeconds(0.3) };
        await impatient.DownloadAsync(File(server), Path.GetDirectoryName(Target)!);
        Assert.That(await System.IO.File.ReadAllBytesAsync(Target), Is.EqualTo(Packed));
        Assert.That(server.Ranges, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task OnlyMissingFilesAreDownloaded()
    {
        using var server = new FileServer(request => FileServer.Send(Packed, request));
        folder.Write("set/here.gz", "mine");
        folder.Write("set/unpacked", "mine");
        var directory = new DataDirectory(folder.Root, downloader);
        RemoteFile[] files = [.. new[] { "here.gz", "unpacked.gz", "missing.gz" }.Select(name => new RemoteFile(name, server.Root, Digest))];
        await directory.CompleteAsync(directory.Folder("set"), files);
        Assert.That(server.Ranges, Has.Count.EqualTo(1));
        Assert.That(Directory.EnumerateFiles(directory.Folder("set")).Select(Path.GetFileName).Order(), Is.EqualTo(new[] { "here.gz", "missing.gz", "unpacked" }));
    }

    [Test]
    public void TheManifestIsWhole()
    {
        RemoteFile[] files = [.. DataManifest.Mnist, .. DataManifest.FashionMnist, .. DataManifest.Cifar10];
        Assert.That(files, Has.Length.EqualTo(9));
        Assert.That(files.Select(file => file.Sha256), Is.Unique.And.All.Match("^[0-9a-f]{64}$"));
    }

    [Test]
    public void TheDirectoryIsTheArgumentOrTheVariableOrTheCache()
    {
        Assert.That(DataDirectory.Find("/some/where").Root, Is.EqualTo("/some/where"));
        string? variable = Environment.GetEnvironmentVariable(DataDirectory.Variable);
        Assert.That(DataDirectory.Find().Root, string.IsNullOrEmpty(variable) ? Does.EndWith("engine-datasets") : Is.EqualTo(variable));
    }

    private static RemoteFile File(FileServer server) => new("data.gz", new Uri(server.Root, "data.gz"), Digest);

    private sealed class Collector : IProgress<DownloadProgress>
    {
        public List<DownloadProgress> Reports { get; } = [];

        public Action<DownloadProgress>? OnReport { get; init; }

        public void Report(DownloadProgress value)
        {
            Reports.Add(value);
            OnReport?.Invoke(value);
        }
    }
}
