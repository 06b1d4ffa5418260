namespace Engine.Training;

/// <summary>How a network does on a data set.</summary>
/// <param name="Loss">Mean loss.</param>
/// <param name="Accuracy">Share of samples whose largest output is their class; null for real targets.</param>
/// <param name="Samples">Number of samples.</param>
public sealed record Evaluation(double Loss, double? Accuracy, int Samples);
