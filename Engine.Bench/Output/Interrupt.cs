using System.Runtime.InteropServices;

namespace Engine.Bench.Output;

/// <summary>
/// Ctrl-C (or SIGTERM): the first asks the command to end with what it has, such as the best model so far; the second ends
/// the process at once.
/// </summary>
public sealed class Interrupt : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private readonly PosixSignalRegistration[] registrations;

    /// <summary>Begins to listen.</summary>
    public Interrupt() => registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal),
    ];

    /// <summary>Gets the token that the first signal cancels.</summary>
    public CancellationToken Token => source.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in registrations)
        {
            registration.Dispose();
        }

        source.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        // Left uncanceled, the second signal has its ordinary effect: the process dies.
        context.Cancel = !source.IsCancellationRequested;
        source.Cancel();
    }
}
