namespace Engine.Bench.Reproductions;

/// <summary>What a reproduction gave.</summary>
/// <param name="Rows">The published figures and the measured ones.</param>
/// <param name="Conclusion">What they say, a sentence or two each.</param>
/// <param name="Trials">The runs behind them, for scripts.</param>
internal sealed record ReproductionResult(IReadOnlyList<ReproductionRow> Rows, IReadOnlyList<string> Conclusion, IReadOnlyList<TrialResult> Trials);
