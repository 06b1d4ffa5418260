using System.Globalization;
using Engine.Bench.Output;
using Engine.Diagnostics;
using Engine.Training;

namespace Engine.Bench.Commands;

/// <summary>Shows a training run: a moving status, and one lasting line for each finished epoch.</summary>
internal sealed class EpochLines(IProgressView view, string phase = "", ActivationMapHistory? history = null) : IProgress<TrainingProgress>
{
    /// <inheritdoc/>
    public void Report(TrainingProgress value)
    {
        double fraction = value.Steps == 0 ? 0 : (double)value.Step / value.Steps;
        view.Report(fraction, Invariant($"{phase}epoch {value.Epoch}/{value.Epochs}  loss {value.Loss:F4}  {value.SamplesPerSecond:N0} samples/s"));
        if (value.Finished is { } epoch)
        {
            view.Line(phase + Line(epoch, value.Epochs) + Choices());
        }
    }

    /// <summary>Gives the lines of each phase a name, where there are two.</summary>
    public static Func<int, IProgress<TrainingProgress>> OfPhases(IProgressView view, Recipe recipe, ActivationMapHistory? history) =>
        phase => new EpochLines(view, recipe.SecondPhaseEpochs == 0 ? string.Empty : phase == 1 ? "explore  " : "fixed    ", history);

    private string Choices() => history is { Epochs: [.., { Explores: true } map] }
        ? Invariant($"  undecided {100 * map.Entropy:F0} %  changed {100 * map.Churn:F0} %")
        : string.Empty;

    private static string Line(EpochResult epoch, int epochs)
    {
        int width = epochs.ToString(CultureInfo.InvariantCulture).Length;
        string line = Invariant($"epoch {epoch.Epoch.ToString(CultureInfo.InvariantCulture).PadLeft(width)}/{epochs}  train loss {epoch.TrainLoss:F4}");
        if (epoch.ValidationLoss is { } loss)
        {
            line += Invariant($"  validation loss {loss:F4}");
        }

        if (epoch.ValidationAccuracy is { } accuracy)
        {
            line += Invariant($"  accuracy {100 * accuracy:F2} %");
        }

        return line + Invariant($"  {epoch.Seconds:F2} s");
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
