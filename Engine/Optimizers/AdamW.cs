namespace Engine.Optimizers;

/// <summary>Adam with decoupled weight decay (Loshchilov and Hutter 2019): values shrink by η·decay, whatever their gradient.</summary>
public sealed class AdamW : Adam
{
    /// <summary>Creates the optimizer.</summary>
    /// <param name="learningRate">η.</param>
    /// <param name="firstDecay">β₁, from 0 to below 1.</param>
    /// <param name="secondDecay">β₂, from 0 to below 1.</param>
    /// <param name="epsilon">ε, above 0, added to the corrected root.</param>
    /// <param name="weightDecay">The share of η by which values shrink in a step.</param>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    public AdamW(float learningRate = 0.001f, double firstDecay = 0.9, double secondDecay = 0.999, double epsilon = 1e-8, double weightDecay = 0.01)
        : base(learningRate, firstDecay, secondDecay, epsilon, weightDecay)
    {
    }

    /// <inheritdoc/>
    public override string Name => "adamw";

    private protected override bool DecaysValues => true;
}
