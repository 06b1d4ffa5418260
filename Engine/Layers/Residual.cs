using Engine.Autograd;

namespace Engine.Layers;

/// <summary>y = body(x) + shortcut(x), the shortcut being the identity if none is given (He et al. 2016).</summary>
public sealed class Residual : Layer, IReluFusion
{
    private readonly Layer body;
    private readonly Layer? shortcut;

    /// <summary>Creates a residual block.</summary>
    /// <param name="body">The layers that learn the difference; use <see cref="Sequential"/> for several.</param>
    /// <param name="shortcut">What brings x to the body's shape where they differ, such as a strided 1×1 convolution.</param>
    public Residual(Layer body, Layer? shortcut = null)
    {
        ArgumentNullException.ThrowIfNull(body);
        this.body = body;
        this.shortcut = shortcut;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Layer> Children => shortcut is null ? [body] : [body, shortcut];

    /// <inheritdoc/>
    public override LayerDescription Description => new ResidualDescription(body.Description, shortcut?.Description);

    /// <inheritdoc/>
    public override Value Forward(Value input) => Sum(input, 0);

    /// <inheritdoc/>
    Value IReluFusion.ForwardRelu(Value input) => Sum(input, IReluFusion.WithRelu);

    /// <inheritdoc/>
    public override IReadOnlyList<FrozenLayer> Freeze() => [new FrozenResidual(InputShape, OutputShape, body.Freeze(), shortcut?.Freeze() ?? [])];

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape inputShape)
    {
        Shape output = body.Build(inputShape);
        Shape direct = shortcut?.Build(inputShape) ?? inputShape;
        return output == direct
            ? output
            : throw new ArgumentException($"The body of a residual block gives {output} and its shortcut {direct}; they are added and must agree.");
    }
    private Value Sum(Value input, float attribute) =>
        input.Tape.Apply(ResidualOperation.Instance, [body.Forward(input), shortcut?.Forward(input) ?? input], attribute);
}
