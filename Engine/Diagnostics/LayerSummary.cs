using Engine.Layers;

namespace Engine.Diagnostics;

/// <summary>One layer's line in a <see cref="NetworkSummary"/>.</summary>
/// <param name="Kind">The layer's type.</param>
/// <param name="Input">The shape of one sample going in.</param>
/// <param name="Output">The shape of one sample coming out.</param>
/// <param name="Activation">The name of its activation, or empty.</param>
/// <param name="TrainableCount">Its trained values, inner layers' included.</param>
public sealed record LayerSummary(string Kind, Shape Input, Shape Output, string Activation, long TrainableCount)
{
    internal static LayerSummary Of(Layer layer) =>
        new(layer.GetType().Name, layer.InputShape, layer.OutputShape, layer.Activation?.Name ?? "", Trainable(layer));

    private static long Trainable(Layer layer) =>
        layer.Parameters.Where(parameter => parameter.IsTrainable).Sum(parameter => (long)parameter.Count) + layer.Children.Sum(Trainable);
}
