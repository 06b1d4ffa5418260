namespace Engine.Training;

/// <summary>By what the best epoch is chosen. Without validation data, the training loss decides.</summary>
public enum BestBy
{
    /// <summary>The smallest validation loss.</summary>
    ValidationLoss,

    /// <summary>The highest validation accuracy, among equals the smaller loss; the loss alone where there are no classes.</summary>
    ValidationAccuracy,

    /// <summary>The last epoch, whatever it gives.</summary>
    LastEpoch,
}
