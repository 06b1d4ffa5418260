using Engine.Layers;

namespace Engine.Formats.Onnx;

/// <summary>Layers whose branches meet again.</summary>
internal static class JoinExport
{
    public static OnnxValue Write(OnnxGraph graph, Residual residual, OnnxValue x)
    {
        OnnxValue body = LayerExport.Write(graph, [residual.Children[0]], x);
        OnnxValue direct = LayerExport.Write(graph, residual.Children.Skip(1), x);
        body = body.IsFlattened ? graph.ToOwnOrder(body) : body;
        return body with { Name = graph.Apply("Add", body.Name, graph.ToOrderOf(direct, body).Name) };
    }

    public static OnnxValue Write(OnnxGraph graph, Concatenate concatenate, OnnxValue x)
    {
        OnnxValue[] branches = [.. concatenate.Children.Select(branch => LayerExport.Write(graph, [branch], x))];
        branches[0] = branches[0].IsFlattened ? graph.ToOwnOrder(branches[0]) : branches[0];
        bool byChannel = branches[0].Planes is not null;
        string[] names = [.. branches.Select(branch => byChannel ? graph.ToPlanes(branch).Name : graph.ToOwnOrder(branch).Name)];
        string joined = names.Length == 1 ? names[0] : graph.Apply("Concat", names, OnnxSetting.Of("axis", branches[0].NeuronAxis));
        return branches[0].WithNeurons(joined, concatenate.OutputShape.Neurons);
    }
}
