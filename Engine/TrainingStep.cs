namespace Engine;

/// <summary>Where training stands: all that noise and schedules may depend on, so that a run repeats bit for bit.</summary>
/// <param name="Seed">The run's seed.</param>
/// <param name="Index">The optimizer step, from 0.</param>
/// <param name="Progress">The share of all planned steps that is done, from 0 to 1.</param>
public readonly record struct TrainingStep(ulong Seed, long Index, double Progress);
