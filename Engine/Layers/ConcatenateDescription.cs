namespace Engine.Layers;

/// <summary>A <see cref="Concatenate"/> block.</summary>
/// <param name="Branches">Its branches.</param>
public sealed record ConcatenateDescription(IReadOnlyList<LayerDescription> Branches) : LayerDescription
{
    /// <inheritdoc/>
    public override Layer Create() => new Concatenate([.. Branches.Select(branch => branch.Create())]);
}
