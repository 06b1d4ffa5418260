namespace Engine.Training;

/// <summary>Ends training when the score has not improved for some epochs.</summary>
/// <param name="Patience">Epochs to wait for an improvement, at least 1.</param>
/// <param name="SmallestImprovement">What counts as one, in the score's unit.</param>
public sealed record EarlyStopping(int Patience, double SmallestImprovement = 0);
