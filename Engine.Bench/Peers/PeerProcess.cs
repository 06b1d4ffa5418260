using System.ComponentModel;
using System.Diagnostics;
using Engine.Bench.Output;

namespace Engine.Bench.Peers;

/// <summary>A rival in a process of its own that answers lines with lines.</summary>
public sealed class PeerProcess : IDisposable
{
    private const int MillisecondsToQuit = 2000;

    private readonly string name;
    private readonly Process process;
    private readonly Task<string> errors;

    private PeerProcess(string name, Process process)
    {
        this.name = name;
        this.process = process;
        errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Starts a rival and waits for the line that tells it is ready.</summary>
    /// <param name="name">For messages.</param>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="environment">Variables to set.</param>
    /// <param name="ready">Its first line.</param>
    /// <exception cref="CommandException">It can't be started, or it ended at once.</exception>
    public static PeerProcess Start(string name, IReadOnlyList<string> command, IReadOnlyDictionary<string, string> environment, out string ready)
    {
        ArgumentNullException.ThrowIfNull(command);
        ArgumentNullException.ThrowIfNull(environment);
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string key, string value) in environment)
        {
            start.Environment[key] = value;
        }

        Process process;
        try
        {
            process = Process.Start(start) ?? throw new CommandException($"{name} could not be started.");
        }
        catch (Win32Exception exception)
        {
            throw new CommandException($"{name} could not be started: {exception.Message}");
        }

        var peer = new PeerProcess(name, process);
        try
        {
            ready = peer.Read();
            return peer;
        }
        catch
        {
            peer.Dispose();
            throw;
        }
    }

    /// <summary>Sends a line and gives the line that answers it.</summary>
    /// <exception cref="CommandException">The rival has ended.</exception>
    public string Ask(string line)
    {
        try
        {
            process.StandardInput.WriteLine(line);
            process.StandardInput.Flush();
        }
        catch (IOException)
        {
            throw Ended();
        }

        return Read();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!process.HasExited)
        {
            try
            {
                process.StandardInput.WriteLine("quit");
                process.StandardInput.Close();
            }
            catch (IOException)
            {
                // It ended in between, which is what was wanted.
            }

            if (!process.WaitForExit(MillisecondsToQuit))
            {
                process.Kill(entireProcessTree: true);
            }
        }

        process.Dispose();
    }

    private string Read() => process.StandardOutput.ReadLine() ?? throw Ended();

    private CommandException Ended()
    {
        string last = errors.GetAwaiter().GetResult().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault("no message");
        return new CommandException($"{name} ended: {last}");
    }
}
