namespace Engine.Bench.Commands;

/// <summary>What <c>measure</c> was asked to do.</summary>
internal sealed record MeasureSettings
{
    public required string Network { get; init; }

    public required IReadOnlyList<string> Activations { get; init; }

    public required int Batch { get; init; }

    public required string Optimizer { get; init; }

    public required float Clip { get; init; }

    public required int Threads { get; init; }

    public required int Rounds { get; init; }

    public required MeasureRivals Against { get; init; }

    public string? Json { get; init; }
}
