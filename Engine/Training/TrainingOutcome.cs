namespace Engine.Training;

/// <summary>How training ended.</summary>
public enum TrainingOutcome
{
    /// <summary>All epochs were done.</summary>
    Completed,

    /// <summary>The score had stopped improving.</summary>
    StoppedEarly,

    /// <summary>The caller asked to stop.</summary>
    Canceled,

    /// <summary>The loss was no longer a number.</summary>
    Diverged,
}
