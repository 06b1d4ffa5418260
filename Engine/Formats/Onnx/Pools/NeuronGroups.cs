namespace Engine.Formats.Onnx;

/// <summary>
/// Takes a layer's neurons apart by what they compute, so that each kind runs its own few operators, and puts them together
/// again. Neurons that lie together are split off; scattered ones are gathered, and gathered back behind.
/// </summary>
internal static class NeuronGroups
{
    // SmartMixed has six. Many small parts cost more than the products with coefficients that they save.
    private const int MostGroups = 8;

    /// <summary>Writes a pool, in groups where that pays.</summary>
    public static OnnxValue Write(OnnxGraph graph, IPoolForm form, OnnxValue z, NeuronCoefficients c)
    {
        if (c.Columns != z.Sample.Neurons || !form.GainsFromGroups(c))
        {
            return z with { Name = form.Write(graph, z, c) };
        }

        IReadOnlyList<int[]> groups = c.GroupsOfEqual();
        if (groups.Count > MostGroups)
        {
            return z with { Name = form.Write(graph, z, c) };
        }

        OnnxValue whole = z.IsFlattened ? graph.ToOwnOrder(z) : z;
        OnnxSetting axis = OnnxSetting.Of("axis", whole.NeuronAxis);
        int[] order = [.. groups.SelectMany(group => group)];
        bool together = order.Select((neuron, place) => neuron == place).All(same => same);
        string[] parts = together
            ? graph.Apply("Split", [whole.Name, graph.Integers([.. groups.Select(group => group.Length)])], groups.Count, axis)
            : [.. groups.Select(group => graph.Apply("Gather", whole.Name, graph.Integers(group), axis))];
        string[] results = [.. groups.Select((group, i) => form.Write(graph, whole.WithNeurons(parts[i], group.Length), c.Of(group)))];
        string joined = graph.Apply("Concat", results, axis);
        return whole with { Name = together ? joined : graph.Apply("Gather", joined, graph.Integers(Inverse(order)), axis) };
    }

    private static int[] Inverse(int[] order)
    {
        var inverse = new int[order.Length];
        for (int place = 0; place < order.Length; place++)
        {
            inverse[order[place]] = place;
        }

        return inverse;
    }
}
