using Engine.Numerics;
using Engine.Threading;

namespace Engine.Autograd;

/// <summary>A trained array: its value, its gradient, and what an optimizer may do with it.</summary>
public sealed class Parameter
{
    private readonly AlignedBuffer value;
    private readonly AlignedBuffer gradient;

    /// <summary>Creates a parameter of zeros.</summary>
    /// <param name="name">Its role within its layer, such as <c>weight</c>; a network prefixes the layer's path.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="decays">Whether weight decay applies; biases, slopes and mixing coefficients are exempt by custom.</param>
    public Parameter(string name, Shape shape, bool decays = true)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Name = name;
        Role = name;
        Shape = shape;
        Decays = decays;
        value = new AlignedBuffer(shape.Count);
        gradient = new AlignedBuffer(shape.Count);
    }

    /// <summary>Gets the name, unique within a network: <c>0.weight</c>.</summary>
    public string Name { get; internal set; }

    /// <summary>Gets the name within its layer, such as <c>weight</c>.</summary>
    public string Role { get; }

    /// <summary>Gets the shape.</summary>
    public Shape Shape { get; }

    /// <summary>Gets the number of values.</summary>
    public int Count => Shape.Count;

    /// <summary>Gets the values, row-major.</summary>
    public Span<float> Value => value.Span;

    /// <summary>Gets the gradient that backward passes have accumulated; meaningful while <see cref="HasGradient"/>.</summary>
    public Span<float> Gradient => gradient.Span;

    /// <summary>Gets whether a backward pass has reached this parameter since <see cref="ClearGradient"/>.</summary>
    public bool HasGradient { get; private set; }

    /// <summary>Gets or sets whether gradients are computed and optimizers update it.</summary>
    public bool IsTrainable { get; set; } = true;

    /// <summary>Gets or sets whether weight decay applies.</summary>
    public bool Decays { get; set; }

    /// <summary>Gets or sets a factor on the learning rate for this parameter alone.</summary>
    public float RateScale { get; set; } = 1;

    /// <summary>Gets the address of the values; valid while this parameter is reachable.</summary>
    internal unsafe float* ValuePointer => value.Pointer;

    /// <summary>Gets the gradient that was left to the optimizer's step to form; meaningful while <see cref="IsDeferred"/>.</summary>
    internal DeferredProduct Deferred { get; private set; }

    /// <summary>Gets whether the gradient was left to be formed.</summary>
    internal bool IsDeferred { get; private set; }

    /// <summary>Forgets the gradient; the next backward pass writes it afresh.</summary>
    public void ClearGradient() => HasGradient = IsDeferred = false;

    /// <summary>Leaves the gradient to be formed by whoever asked for it (<see cref="Tape.DefersWeightGradients"/>).</summary>
    internal void Defer(in DeferredProduct product)
    {
        Deferred = product;
        IsDeferred = true;
    }

    /// <summary>Forms and stores a gradient that was left to be formed, if there is one.</summary>
    internal unsafe void FormDeferred(WorkerTeam team)
    {
        if (IsDeferred)
        {
            IsDeferred = false;
            HasGradient = true;
            var product = new GemmArguments(Deferred.Input, Deferred.OutputGradient, gradient.Pointer, Shape[0], Shape[1], Deferred.Rows, transposeA: true);
            Gemm.Multiply(in product, team);
        }
    }

    /// <summary>
    /// Gives the gradient to be written by a backward pass. The writer adds to the values when
    /// <paramref name="accumulate"/> is true and overwrites them when not, which saves clearing them first.
    /// </summary>
    /// <param name="accumulate">Whether the gradient already holds a sum to add to.</param>
    public Span<float> WriteGradient(out bool accumulate)
    {
        accumulate = HasGradient;
        HasGradient = true;
        return gradient.Span;
    }
}
