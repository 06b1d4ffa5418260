using Engine.Layers;

namespace Engine.Tests.Layers;

/// <summary>One kind of layer with its double-precision twin.</summary>
/// <param name="Name">For reports; unique.</param>
/// <param name="Create">Makes the layer.</param>
/// <param name="Inputs">Sample shapes to test it on.</param>
/// <param name="Twin">Gives the output for a batch: gets the inputs, the parameters and the batch's shape.</param>
internal sealed record LayerCase(string Name, Func<Layer> Create, Shape[] Inputs, Func<double[], double[][], Shape, double[]> Twin)
{
    public override string ToString() => Name;
}
