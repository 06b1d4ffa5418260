namespace Engine.Optimizers;

/// <summary>The numbers of one step that an update rule reads; each rule uses those that its own formula names.</summary>
internal struct UpdateCoefficients
{
    /// <summary>What gradients are multiplied by before anything else: gradient clipping, loss scaling.</summary>
    public float GradientScale;

    /// <summary>Weight decay that is added to the gradient.</summary>
    public float Decay;

    /// <summary>Decoupled weight decay: the share by which values shrink in this step.</summary>
    public float Shrink;

    /// <summary>The learning rate of this parameter, bias corrections included.</summary>
    public float Rate;

    /// <summary>Momentum, or the decay of the first moment.</summary>
    public float Momentum;

    /// <summary>What a new gradient counts in the first moment.</summary>
    public float FirstShare;

    /// <summary>The decay of the second moment.</summary>
    public float SecondDecay;

    /// <summary>What a new squared gradient counts in the second moment.</summary>
    public float SecondShare;

    /// <summary>What the root of the second moment is multiplied by: its bias correction.</summary>
    public float RootScale;

    /// <summary>Added to the denominator.</summary>
    public float Epsilon;
}
