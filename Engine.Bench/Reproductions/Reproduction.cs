namespace Engine.Bench.Reproductions;

/// <summary>An experiment of a paper, rerun: what it gave then beside what it gives here.</summary>
internal abstract class Reproduction
{
    /// <summary>Gets the name by which the command line knows it.</summary>
    public abstract string Name { get; }

    /// <summary>Gets what it shows, in one line.</summary>
    public abstract string Description { get; }

    /// <summary>Gets where it was published.</summary>
    public abstract string Paper { get; }

    /// <summary>Gets the data set that a full run needs; a reduced one takes the embedded digits.</summary>
    public abstract string Data { get; }

    /// <summary>Runs the experiment.</summary>
    /// <param name="laboratory">Its data, how much of it to run, and where to run it.</param>
    public abstract ReproductionResult Run(Laboratory laboratory);
}
