namespace Engine.Threading;

/// <summary>Working memory for callers that find their team in use. Each holds its own as long as it runs, so nesting is safe.</summary>
internal sealed class SpareScratch
{
    private readonly Lock gate = new();
    private readonly Stack<Scratch> spares = new();

    /// <summary>Gives memory that nobody uses.</summary>
    public Scratch Rent()
    {
        lock (gate)
        {
            return spares.TryPop(out Scratch? spare) ? spare : new Scratch();
        }
    }

    /// <summary>Takes it back.</summary>
    public void Return(Scratch scratch)
    {
        lock (gate)
        {
            spares.Push(scratch);
        }
    }
}
