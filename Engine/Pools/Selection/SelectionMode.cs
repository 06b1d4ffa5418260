namespace Engine.Pools;

/// <summary>How a selecting pool weighs its candidates during training.</summary>
public enum SelectionMode
{
    /// <summary>
    /// The candidate with the largest logit alone; gradients reach all by the softmax. What is trained is what is later fixed,
    /// so nothing is lost by fixing.
    /// </summary>
    StraightThrough,

    /// <summary>The candidate with the largest noisy logit alone; gradients reach all by the noisy softmax (Jang et al. 2017).</summary>
    GumbelStraightThrough,

    /// <summary>The softmax of the logits: a mixture, which fixing changes unless weights have concentrated.</summary>
    Soft,

    /// <summary>The softmax of the noisy logits.</summary>
    GumbelSoft,
}
