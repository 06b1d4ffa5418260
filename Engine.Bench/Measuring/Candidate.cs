namespace Engine.Bench.Measuring;

/// <summary>One of the things that a measurement compares.</summary>
public abstract class Candidate
{
    /// <summary>Creates a candidate.</summary>
    /// <param name="name">For tables.</param>
    protected Candidate(string name) => Name = name;

    /// <summary>Gets the name, for tables.</summary>
    public string Name { get; }

    /// <summary>Gets the bytes that a step allocates, or null where that can't be known.</summary>
    public virtual double? AllocatedBytesPerStep => null;

    /// <summary>Gets how long its threads may keep a core busy after its last step, while they wait for more: a few milliseconds are usual.</summary>
    public virtual TimeSpan SettlingTime => TimeSpan.FromMilliseconds(4);

    /// <summary>Carries out some steps.</summary>
    /// <param name="steps">How many.</param>
    /// <returns>Median microseconds of one.</returns>
    public abstract double Run(int steps);
}
