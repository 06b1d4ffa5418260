using System.Text.Json.Serialization;
using Engine.Bench.Measuring;
using Engine.Bench.Output;

namespace Engine.Bench.Commands;

/// <summary>The figures of <c>measure</c>, as <c>--json</c> writes them.</summary>
internal sealed record MeasureReport
{
    public required string Network { get; init; }

    public required int Batch { get; init; }

    public required string Optimizer { get; init; }

    public required int Threads { get; init; }

    public required int Rounds { get; init; }

    public required string Machine { get; init; }

    public string? Rival { get; init; }

    public string? OnnxRuntime { get; init; }

    public required IReadOnlyList<MeasureResult> Results { get; init; }

    /// <summary>Gets what the rivals say of themselves.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Rivals => [.. new[] { Rival, OnnxRuntime }.OfType<string>()];

    /// <summary>
    /// Brings the measurements together: first one of ours for each activation, then as many of PyTorch's, if any, and last,
    /// of predictions, as many of ONNX Runtime's, if any.
    /// </summary>
    public static MeasureReport Of(
        MeasureSettings settings, IReadOnlyList<Measurement> train, IReadOnlyList<Measurement> predict, string? rival, string? onnxRuntime)
    {
        int count = settings.Activations.Count;
        int last = rival is null ? count : 2 * count;
        return new MeasureReport
        {
            Network = settings.Network,
            Batch = settings.Batch,
            Optimizer = settings.Optimizer,
            Threads = settings.Threads,
            Rounds = settings.Rounds,
            Machine = Measuring.Machine.Description,
            Rival = rival,
            OnnxRuntime = onnxRuntime,
            Results = [.. Enumerable.Range(0, count).Select(i => Result(settings.Activations[i], i))],
        };

        MeasureResult Result(string activation, int i) => new()
        {
            Activation = activation,
            TrainStepUs = train[i].Microseconds.Median,
            TrainStepUsQuartiles = [train[i].Microseconds.Lower, train[i].Microseconds.Upper],
            TrainRatio = train[i].RatioTo(train[0]).Median,
            PredictUs = predict[i].Microseconds.Median,
            PredictUsQuartiles = [predict[i].Microseconds.Lower, predict[i].Microseconds.Upper],
            PredictRatio = predict[i].RatioTo(predict[0]).Median,
            AllocatedBytesPerStep = train[i].AllocatedBytesPerStep ?? 0,
            AllocatedBytesPerPrediction = predict[i].AllocatedBytesPerStep ?? 0,
            RivalTrainStepUs = rival is null ? null : train[count + i].Microseconds.Median,
            RivalPredictUs = rival is null ? null : predict[count + i].Microseconds.Median,
            TrainSpeedup = rival is null ? null : train[count + i].RatioTo(train[i]).Median,
            PredictSpeedup = rival is null ? null : predict[count + i].RatioTo(predict[i]).Median,
            OnnxRuntimePredictUs = onnxRuntime is null ? null : predict[last + i].Microseconds.Median,
            OnnxRuntimeSpeedup = onnxRuntime is null ? null : predict[last + i].RatioTo(predict[i]).Median,
        };
    }

    /// <summary>The figures as a table.</summary>
    public TextTable Table()
    {
        List<string> headings = ["activation", "step µs", "(quartiles)", "ratio", "predict µs", "ratio", "bytes/step"];
        headings.AddRange(Rival is null ? [] : ["PyTorch step µs", "speed-up", "PyTorch predict µs", "speed-up"]);
        headings.AddRange(OnnxRuntime is null ? [] : ["ONNX Runtime predict µs", "speed-up"]);
        TextTable table = new([.. headings]);
        foreach (MeasureResult result in Results)
        {
            List<string> cells =
            [
                result.Activation,
                Number(result.TrainStepUs),
                $"{Number(result.TrainStepUsQuartiles[0])}-{Number(result.TrainStepUsQuartiles[1])}",
                Ratio(result.TrainRatio),
                Number(result.PredictUs),
                Ratio(result.PredictRatio),
                Number(result.AllocatedBytesPerStep),
            ];
            cells.AddRange(Rival is null
                ? []
                : [Number(result.RivalTrainStepUs ?? 0), Ratio(result.TrainSpeedup ?? 0), Number(result.RivalPredictUs ?? 0), Ratio(result.PredictSpeedup ?? 0)]);
            cells.AddRange(OnnxRuntime is null ? [] : [Number(result.OnnxRuntimePredictUs ?? 0), Ratio(result.OnnxRuntimeSpeedup ?? 0)]);
            table.Add([.. cells]);
        }

        return table;
    }

    private static string Number(double value) => value >= 100 || value == 0
        ? FormattableString.Invariant($"{value:F0}")
        : FormattableString.Invariant($"{value:F2}");

    private static string Ratio(double value) => FormattableString.Invariant($"{value:F3}");
}

/// <summary>One activation's figures in <see cref="MeasureReport"/>.</summary>
internal sealed record MeasureResult
{
    public required string Activation { get; init; }

    public required double TrainStepUs { get; init; }

    public required double[] TrainStepUsQuartiles { get; init; }

    public required double TrainRatio { get; init; }

    public required double PredictUs { get; init; }

    public required double[] PredictUsQuartiles { get; init; }

    public required double PredictRatio { get; init; }

    public required double AllocatedBytesPerStep { get; init; }

    public required double AllocatedBytesPerPrediction { get; init; }

    public double? RivalTrainStepUs { get; init; }

    public double? RivalPredictUs { get; init; }

    public double? TrainSpeedup { get; init; }

    public double? PredictSpeedup { get; init; }

    public double? OnnxRuntimePredictUs { get; init; }

    public double? OnnxRuntimeSpeedup { get; init; }
}
