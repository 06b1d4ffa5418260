using Engine.Autograd;

namespace Engine.Layers;

/// <summary>Runs branches side by side and joins what they give along the last axis: channels or features.</summary>
public sealed class Concatenate : Layer
{
    private readonly Layer[] branches;

    /// <summary>Creates the block.</summary>
    /// <param name="branches">At least one; use <see cref="Sequential"/> (empty for the input itself) for several layers.</param>
    public Concatenate(params ReadOnlySpan<Layer> branches)
    {
        if (branches.IsEmpty)
        {
            throw new ArgumentException("Concatenate needs at least one branch.", nameof(branches));
        }

        this.branches = branches.ToArray();
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Layer> Children => branches;

    /// <inheritdoc/>
    public override LayerDescription Description => new ConcatenateDescription([.. branches.Select(branch => branch.Description)]);

    /// <inheritdoc/>
    public override Value Forward(Value input)
    {
        Value joined = branches[0].Forward(input);
        for (int i = 1; i < branches.Length; i++)
        {
            joined = joined.Tape.Apply(ConcatenateOperation.Instance, [joined, branches[i].Forward(input)]);
        }

        return joined;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<FrozenLayer> Freeze() =>
        [new FrozenConcatenate(InputShape, OutputShape, [.. branches.Select(branch => branch.Freeze())], [.. branches.Select(branch => branch.OutputShape.Neurons)])];

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape inputShape)
    {
        Shape joined = branches[0].Build(inputShape);
        for (int i = 1; i < branches.Length; i++)
        {
            joined = ConcatenateOperation.Instance.OutputShape([joined, branches[i].Build(inputShape)]);
        }

        return joined;
    }
}
