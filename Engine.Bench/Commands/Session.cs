using Engine.Bench.Output;

namespace Engine.Bench.Commands;

/// <summary>What every command is given.</summary>
/// <param name="Terminal">Where it writes.</param>
/// <param name="Cancellation">Ctrl-C.</param>
public sealed record Session(Terminal Terminal, CancellationToken Cancellation);
