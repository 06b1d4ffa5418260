namespace Engine.Threading;

/// <summary>One background thread of a team: takes parts while there are any, spins a moment, then sleeps.</summary>
internal sealed class Worker
{
    private readonly TeamState state;
    private readonly int index;

    private Worker(TeamState state, int index)
    {
        this.state = state;
        this.index = index;
    }

    /// <summary>Adds a thread to a team, if the machine lets it.</summary>
    public static bool TryStart(TeamState state)
    {
        var worker = new Worker(state, state.Count);
        try
        {
            // Unsafe: the creator's execution context has no business in kernels, and copying it would cost.
            new Thread(worker.Work) { IsBackground = true, Name = "Engine worker " + worker.index }.UnsafeStart();
        }
        catch (Exception failure) when (failure is PlatformNotSupportedException or ThreadStartException or OutOfMemoryException)
        {
            return false;
        }

        state.Add(new Scratch(state.Demand));
        return true;
    }

    private void Work()
    {
        while (state.WaitForWork())
        {
            state.TakeGroups(index);
        }
    }
}
