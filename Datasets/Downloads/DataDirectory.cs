namespace Engine.Datasets.Downloads;

/// <summary>The folder with a user's data sets, one folder each.</summary>
public sealed class DataDirectory
{
    /// <summary>The environment variable that names the folder.</summary>
    public const string Variable = "ENGINE_DATA";

    private const string CacheFolder = "engine-datasets";

    // Debian and its kin install packaged data sets here, such as dataset-fashion-mnist.
    private const string SystemFolder = "/usr/share/datasets";

    private readonly Downloader downloader;

    /// <summary>Uses a folder.</summary>
    /// <param name="path">The folder; need not exist yet.</param>
    /// <param name="downloader">Fetches what is missing; an ordinary one where null.</param>
    public DataDirectory(string path, Downloader? downloader = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Root = path;
        this.downloader = downloader ?? new Downloader();
    }

    /// <summary>Gets the folder.</summary>
    public string Root { get; }

    /// <summary>Finds the folder: the argument, else the variable <see cref="Variable"/>, else the user's cache folder.</summary>
    /// <param name="argument">What the user asked for, if anything.</param>
    public static DataDirectory Find(string? argument = null)
    {
        string? stated = string.IsNullOrEmpty(argument) ? Environment.GetEnvironmentVariable(Variable) : argument;
        return new DataDirectory(string.IsNullOrEmpty(stated) ? Path.Combine(Cache(), CacheFolder) : stated);
    }

    /// <summary>The folder of one data set, whether it is there or not: in this directory, else where the system keeps it.</summary>
    /// <param name="name">The data set's name.</param>
    public string Folder(string name)
    {
        string own = Path.Combine(Root, name);
        string system = Path.Combine(SystemFolder, name);
        return !Directory.Exists(own) && Directory.Exists(system) ? system : own;
    }

    /// <summary>Downloads those files of a data set that are missing.</summary>
    /// <param name="folder">The data set's folder.</param>
    /// <param name="files">Its files; a file <c>x.gz</c> is also there where <c>x</c> is.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellation">Stops; what has come stays for the next time.</param>
    /// <exception cref="IOException">A file could not be downloaded.</exception>
    public async Task CompleteAsync(
        string folder,
        IReadOnlyList<RemoteFile> files,
        IProgress<DownloadProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(files);
        foreach (RemoteFile file in files)
        {
            string path = Path.Combine(folder, file.Name);
            if (!File.Exists(path) && !File.Exists(Path.ChangeExtension(path, null)))
            {
                await downloader.DownloadAsync(file, folder, progress, cancellation).ConfigureAwait(false);
            }
        }
    }

    private static string Cache()
    {
        string? cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        if (string.IsNullOrEmpty(cache))
        {
            string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            cache = OperatingSystem.IsWindows() || home.Length == 0
                ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
                : Path.Combine(home, OperatingSystem.IsMacOS() ? "Library/Caches" : ".cache");
        }

        return cache.Length > 0 ? cache : Path.GetTempPath();
    }
}
