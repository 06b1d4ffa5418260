namespace Engine.Threading;

/// <summary>The largest working memory that any thread of a team has asked for.</summary>
internal sealed class ScratchDemand
{
    private int length;
    private int productLength;

    /// <summary>Gets the largest request in floats.</summary>
    public int Length => Volatile.Read(ref length);

    /// <summary>Gets the largest request for matrix products in floats.</summary>
    public int ProductLength => Volatile.Read(ref productLength);

    /// <summary>Notes a request.</summary>
    public void Raise(int length, int productLength)
    {
        Raise(ref this.length, length);
        Raise(ref this.productLength, productLength);
    }

    private static void Raise(ref int largest, int request)
    {
        int seen = Volatile.Read(ref largest);
        while (seen < request)
        {
            int before = Interlocked.CompareExchange(ref largest, request, seen);
            if (before == seen)
            {
                return;
            }

            seen = before;
        }
    }
}
