using System.Runtime.InteropServices;

namespace Engine.Threading;

/// <summary>
/// The numbers that a team's threads write, each group on a cache line of its own: a thread that spins on the claims is not
/// disturbed by others that end their parts.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 4 * Line)]
internal struct SharedCounters
{
    /// <summary>Two cache lines: the hardware fetches them in pairs.</summary>
    private const int Line = 128;

    /// <summary>One bit for each group of parts that nobody has begun.</summary>
    [FieldOffset(Line)]
    public long Unclaimed;

    /// <summary>Threads that sleep.</summary>
    [FieldOffset(Line + 8)]
    public int Sleepers;

    /// <summary>Whether the threads are to end.</summary>
    [FieldOffset(Line + 12)]
    public bool Stopping;

    /// <summary>Groups that have not ended.</summary>
    [FieldOffset(2 * Line)]
    public int Pending;

    /// <summary>Whether the caller sleeps until the last group ends.</summary>
    [FieldOffset((2 * Line) + 4)]
    public bool CallerSleeps;

    /// <summary>1 while a caller uses the team.</summary>
    [FieldOffset((2 * Line) + 8)]
    public int InUse;
}
