using Engine.Activations;

namespace Engine.Pools;

/// <content>Noise that every row draws for itself: each row is then a pass of its own.</content>
public sealed partial class SmartMixed
{
    /// <inheritdoc/>
    private protected override bool RewritesForBackward => Options.NoisePerRow;

    /// <inheritdoc/>
    public override void Forward(in ActivationForward pass)
    {
        row = pass.FirstRow;
        try
        {
            if (DrawsPerRow(pass.IsTraining))
            {
                ForwardRows(in pass);
            }
            else
            {
                base.Forward(in pass);
            }
        }
        finally
        {
            row = 0;
        }
    }

    /// <inheritdoc/>
    public override void Backward(in ActivationBackward pass)
    {
        row = pass.FirstRow;
        try
        {
            if (DrawsPerRow(training: true))
            {
                BackwardRows(in pass);
            }
            else
            {
                base.Backward(in pass);
            }
        }
        finally
        {
            row = 0;
        }
    }

    private void ForwardRows(in ActivationForward pass)
    {
        PassCheck.Forward(in pass, Neurons, Neurons, SavedPerElement, this);
        for (int first = 0; first < pass.Input.Length; first += Neurons, row++)
        {
            base.Forward(new ActivationForward
            {
                Neurons = Neurons,
                Input = pass.Input.Slice(first, Neurons),
                Output = pass.Output.Slice(first, Neurons),
                Saved = pass.Saved.IsEmpty ? [] : pass.Saved.Slice(first * SavedPerElement, Neurons * SavedPerElement),
                IsTraining = pass.IsTraining,
                Team = pass.Team,
            });
        }
    }

    private void BackwardRows(in ActivationBackward pass)
    {
        PassCheck.Backward(in pass, pass.Input.Length, Neurons, Neurons, SavedPerElement, this);
        for (int first = 0; first < pass.Input.Length; first += Neurons, row++)
        {
            base.Backward(new ActivationBackward
            {
                Neurons = Neurons,
                Input = pass.Input.Slice(first, Neurons),
                Saved = pass.Saved.Slice(first * SavedPerElement, Neurons * SavedPerElement),
                OutputGradient = pass.OutputGradient.Slice(first, Neurons),
                InputGradient = pass.InputGradient.Slice(first, Neurons),
                BiasGradient = pass.BiasGradient,
                AccumulateBias = pass.AccumulateBias || first > 0,
                Team = pass.Team,
            });
        }
    }

    private bool DrawsPerRow(bool training) => Options.NoisePerRow && IsNoisy && (training || Options.NoiseInEvaluation);
}
