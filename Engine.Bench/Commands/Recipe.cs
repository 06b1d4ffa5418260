using Engine.Training;

namespace Engine.Bench.Commands;

/// <summary>How a network is built and trained, but for its activation and its seed.</summary>
internal sealed record Recipe
{
    /// <summary>Gets the layers; empty for two hidden layers that fit the data.</summary>
    public string Network { get; init; } = string.Empty;

    public int Epochs { get; init; } = 10;

    /// <summary>Gets the epochs after fixing explored activations; 0 never fixes them.</summary>
    public int SecondPhaseEpochs { get; init; }

    /// <summary>Gets the samples in a step; 0 for what fits the network.</summary>
    public int Batch { get; init; }

    public string Optimizer { get; init; } = "adam";

    public float? LearningRate { get; init; }

    public float? Momentum { get; init; }

    public float? WeightDecay { get; init; }

    public string Schedule { get; init; } = "one-cycle";

    /// <summary>Gets the loss; null for what fits the data.</summary>
    public string? Loss { get; init; }

    public int Threads { get; init; } = 1;

    /// <summary>Gets the share of the training data that epochs are judged by.</summary>
    public float Validation { get; init; }

    /// <summary>Gets by what the epoch is chosen whose parameters are kept.</summary>
    public BestBy BestBy { get; init; } = BestBy.ValidationAccuracy;

    /// <summary>Gets the epochs to wait for an improvement; 0 never stops early.</summary>
    public int Patience { get; init; }

    /// <summary>Gets the largest norm of all gradients together; 0 for no clipping.</summary>
    public float Clip { get; init; }

    /// <summary>Gets the share of dense layers' hidden neurons that rest in each step; null for what fits the network.</summary>
    public float? Dropout { get; init; }

    /// <summary>Gets how images change from epoch to epoch; empty for not at all.</summary>
    public string Augment { get; init; } = string.Empty;

    /// <summary>Gets whether a first layer brings the inputs' channels to mean 0 and deviation 1.</summary>
    public bool Normalize { get; init; }
}
