namespace Engine.Training;

/// <summary>One epoch's figures.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="TrainLoss">Mean loss over the epoch's batches, each before its step.</param>
/// <param name="ValidationLoss">Mean loss on the validation data, or null.</param>
/// <param name="ValidationAccuracy">Share of validation samples classified rightly, or null.</param>
/// <param name="LearningRate">The rate at the epoch's last step.</param>
/// <param name="Seconds">Wall-clock time of the training steps, validation excluded.</param>
public sealed record EpochResult(int Epoch, double TrainLoss, double? ValidationLoss, double? ValidationAccuracy, double LearningRate, double Seconds);
