namespace Engine.Threading;

/// <summary>A piece of work without its type: a pointer to it and a pointer to the function that does one part, so that handing it over allocates nothing.</summary>
internal readonly unsafe struct ForkedWork(void* work, delegate*<void*, int, Scratch, void> execute, int parts)
{
    private readonly void* work = work;
    private readonly delegate*<void*, int, Scratch, void> execute = execute;

    /// <summary>Gets the number of parts.</summary>
    public int Parts { get; } = parts;

    /// <summary>Does one part.</summary>
    public void Execute(int part, Scratch scratch) => execute(work, part, scratch);
}
