namespace Engine.Bench.Output;

/// <summary>A file that a command will write: checked before the work begins, and written whole or not at all.</summary>
public static class TargetFile
{
    // Written in place: renaming a file over a device would replace the device.
    private const string DeviceFolder = "/dev/";

    /// <summary>Refuses a path that could not be written, so that an hour of work isn't lost to a spelling.</summary>
    /// <param name="path">The path, or null when nothing is to be written.</param>
    /// <param name="allowsDevice">Whether something like /dev/stdout will do; a file that is renamed into place can't be one.</param>
    /// <exception cref="CommandException">The folder is missing or not writable, or the path is a folder.</exception>
    public static void Check(string? path, bool allowsDevice = false)
    {
        if (path is null)
        {
            return;
        }

        if (path.Length == 0 || Directory.Exists(path))
        {
            throw new CommandException($"'{path}' is a folder, not a file to write.");
        }

        string folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/";
        if (!Directory.Exists(folder))
        {
            throw new CommandException($"The folder of '{path}' does not exist.");
        }

        if (IsDevice(path))
        {
            if (!allowsDevice)
            {
                throw new CommandException($"'{path}' is a device, not a file to write.");
            }

            return;
        }

        string probe = Path.Combine(folder, Path.GetRandomFileName());
        try
        {
            using FileStream stream = new(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"'{path}' cannot be written: {Failure.Sentence(exception)}");
        }
    }

    /// <summary>Refuses a path that the command line also names for something else, which would be lost.</summary>
    /// <param name="path">The path, or null when nothing is to be written.</param>
    /// <param name="others">The files that the command reads or writes beside it; null for none.</param>
    /// <exception cref="CommandException">One of them is the same file.</exception>
    public static void CheckApart(string? path, params ReadOnlySpan<string?> others)
    {
        foreach (string? other in others)
        {
            if (!string.IsNullOrEmpty(path) && !string.IsNullOrEmpty(other) && Path.GetFullPath(path) == Path.GetFullPath(other))
            {
                throw CommandException.Usage($"'{path}' is named twice: what is written needs a file of its own.");
            }
        }
    }

    /// <summary>Writes a file under a temporary name and renames it, so that a failure leaves what was there before.</summary>
    /// <param name="path">Where it ends up.</param>
    /// <param name="write">Writes the content.</param>
    /// <exception cref="CommandException">The file can't be written, or the disk is full.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(write);
        string place = IsDevice(path) ? path : $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            using (FileStream stream = new(place, IsDevice(path) ? FileMode.Open : FileMode.Create, FileAccess.Write))
            {
                write(stream);
            }

            if (place != path)
            {
                File.Move(place, path, overwrite: true);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Remove(place, path);
            throw new CommandException($"'{path}' cannot be written: {Failure.Sentence(exception)}");
        }
        catch
        {
            Remove(place, path);
            throw;
        }
    }

    private static bool IsDevice(string path) => Path.GetFullPath(path).StartsWith(DeviceFolder, StringComparison.Ordinal);

    private static void Remove(string place, string path)
    {
        if (place != path)
        {
            File.Delete(place);
        }
    }
}
