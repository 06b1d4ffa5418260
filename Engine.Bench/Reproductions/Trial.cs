using Engine.Layers;
using Engine.Losses;
using Engine.Optimizers;
using Engine.Schedules;

namespace Engine.Bench.Reproductions;

/// <summary>One training run of an experiment, fully described. The test data are looked at after every epoch, as the papers did.</summary>
/// <param name="Setting">What sets it apart from the other runs.</param>
/// <param name="Seed">The seed of everything random.</param>
internal sealed record Trial(string Setting, ulong Seed)
{
    /// <summary>Gets what makes the network; it is initialized from the seed afterwards.</summary>
    public required Func<Network> Network { get; init; }

    /// <summary>Gets what makes the optimizer.</summary>
    public required Func<Optimizer> Optimizer { get; init; }

    /// <summary>Gets the loss.</summary>
    public Loss Loss { get; init; } = new CrossEntropy();

    /// <summary>Gets what makes the schedule.</summary>
    public Func<Schedule> Schedule { get; init; } = () => new ConstantSchedule();

    public required int Epochs { get; init; }

    public required int Batch { get; init; }

    /// <summary>Gets what is read off the trained network besides its accuracy, by name.</summary>
    public Func<Network, IEnumerable<(string Name, double Value)>> Observe { get; init; } = _ => [];
}
