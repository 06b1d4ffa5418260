using System.Text.Json;
using System.Text.Json.Serialization;

namespace Engine.Training;

/// <summary>Where a run stood when a checkpoint was written; the arrays stand beside it in the file.</summary>
/// <param name="Seed">The run's seed.</param>
/// <param name="BatchSize">Samples in a step.</param>
/// <param name="Epochs">Planned epochs.</param>
/// <param name="Step">Steps made.</param>
/// <param name="Seconds">Wall-clock time of the steps.</param>
/// <param name="BestEpoch">The best epoch, 0 for none.</param>
/// <param name="BestScore">Its score, or null for none.</param>
/// <param name="Optimizer">The optimizer's name.</param>
/// <param name="OptimizerSteps">The optimizer's own count of steps.</param>
/// <param name="Schedule">The schedule's name.</param>
/// <param name="ScheduleState">What the schedule remembers.</param>
/// <param name="Finished">The finished epochs.</param>
internal sealed record CheckpointState(
    ulong Seed,
    int BatchSize,
    int Epochs,
    long Step,
    double Seconds,
    int BestEpoch,
    double? BestScore,
    string Optimizer,
    long OptimizerSteps,
    string Schedule,
    IReadOnlyList<double> ScheduleState,
    IReadOnlyList<EpochResult> Finished)
{
    public string ToJson() => JsonSerializer.Serialize(this, CheckpointJson.Default.CheckpointState);

    public static CheckpointState FromJson(string json) =>
        JsonSerializer.Deserialize(json, CheckpointJson.Default.CheckpointState) ?? throw new JsonException("The checkpoint's state is empty.");
}

/// <summary>Serialization without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(CheckpointState))]
internal sealed partial class CheckpointJson : JsonSerializerContext;
