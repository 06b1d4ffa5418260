using Engine.Autograd;
using Engine.Layers;
using Engine.Optimizers;
using Engine.Pools;

namespace Engine.Training;

/// <summary>
/// The step from exploring to fixed activations: every neuron keeps the function that it prefers, weights carry over, and
/// neurons are put in an order in which equal functions lie together, so that each group is one branch-free loop. The
/// order is absorbed by this layer's columns and the next layer's rows, in weights and optimizer state alike; where something
/// else stands between them, neurons stay in place and the coefficient kernel serves.
/// </summary>
/// <remarks>
/// An exploring network predicts with its sums in the order that fixing gives them, so fixing changes no bit of its predictions, with
/// these exceptions: a selection that predicts by mixtures, with noise or within a limit; candidates beyond <see cref="Candidates.Fast"/>,
/// and those that fall somewhere before a fused pooling, which agree to rounding.
/// </remarks>
public static class ActivationFixing
{
    /// <summary>Fixes every exploring activation of a network; others stay as they are.</summary>
    /// <param name="network">The network.</param>
    /// <param name="optimizer">The optimizer whose state follows the neurons, or null.</param>
    /// <returns>The number of layers that were fixed.</returns>
    public static int FixActivations(this Network network, Optimizer? optimizer = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        int count = Fix(network.Layers, optimizer);
        network.RefreshParameters();
        return count;
    }

    /// <summary>Lets every fixed activation explore again, its choices ahead of the others; for learning on from a trained network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="options">How to explore; the recommended settings if none are given.</param>
    /// <returns>The number of layers that explore.</returns>
    public static int UnfixActivations(this Network network, SmartMixedOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        int count = 0;
        foreach (Layer layer in network.AllLayers)
        {
            if (layer.Activation is FixedMixture mixture)
            {
                layer.ReplaceActivation(SmartMixed.Unfix(mixture, options: options));
                count++;
            }
        }

        network.RefreshParameters();
        return count;
    }

    private static int Fix(IReadOnlyList<Layer> layers, Optimizer? optimizer)
    {
        int count = 0;
        for (int i = 0; i < layers.Count; i++)
        {
            if (layers[i].Activation is SmartMixed exploring)
            {
                FixedMixture mixture = exploring.Fix();
                var order = GroupingPermutation.Of(mixture.Choices);
                if (!order.IsIdentity && layers[i].Consumer?.RowParameter is { } rows)
                {
                    Permute(layers[i].ColumnParameters, optimizer, (values, _) => order.PermuteColumns(values));
                    Permute([rows], optimizer, (values, parameter) => order.PermuteRows(values, parameter.Shape.Neurons));
                    mixture = mixture.Reorder(order);
                }

                layers[i].ReplaceActivation(mixture);
                count++;
            }

            count += layers[i] is Sequential ? Fix(layers[i].Children, optimizer) : layers[i].Children.Sum(child => Fix([child], optimizer));
        }

        return count;
    }

    private static void Permute(IReadOnlyList<Parameter> parameters, Optimizer? optimizer, PermuteArray permute)
    {
        foreach (Parameter parameter in parameters)
        {
            permute(parameter.Value, parameter);
        }

        foreach (OptimizerState state in optimizer?.States(parameters) ?? [])
        {
            permute(state.Values.Span, state.Parameter);
        }
    }

    private delegate void PermuteArray(Span<float> values, Parameter parameter);
}
