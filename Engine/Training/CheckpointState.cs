using System.Text.Json;
using System.Text.Json.Serialization;

namespace Engine.Training;

/// <summary>Where a run stood when a checkpoint was written; the arrays stand beside it in the file.</summary>
/// <param name="Settings">What decides the run's bits beside its network, as <see cref="RunSettings"/> gives it.</param>
/// <param name="Step">Steps made.</param>
/// <param name="Seconds">Wall-clock time of the steps.</param>
/// <param name="BestEpoch">The best epoch, 0 for none.</param>
/// <param name="BestScore">Its score, or null for none.</param>
/// <param name="OptimizerSteps">The optimizer's own count of steps.</param>
/// <param name="ScheduleState">What the schedule remembers.</param>
/// <param name="Draws">What <see cref="Checkpoint.Draws"/> gives.</param>
/// <param name="Finished">The finished epochs.</param>
internal sealed record CheckpointState(
    IReadOnlyDictionary<string, string> Settings,
    long Step,
    double Seconds,
    int BestEpoch,
    double? BestScore,
    long OptimizerSteps,
    IReadOnlyList<double> ScheduleState,
    IReadOnlyList<long> Draws,
    IReadOnlyList<EpochResult> Finished)
{
    public string ToJson() => JsonSerializer.Serialize(this, CheckpointJson.Default.CheckpointState);

    public static CheckpointState FromJson(string json) =>
        JsonSerializer.Deserialize(json, CheckpointJson.Default.CheckpointState) ?? throw new JsonException("The checkpoint's state is empty.");
}

/// <summary>Serialization without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(CheckpointState))]
internal sealed partial class CheckpointJson : JsonSerializerContext;
