namespace Engine.Formats.Onnx;

/// <summary>A graph in the making: nodes in the order of computation, and the constants that they read.</summary>
internal sealed class OnnxGraph
{
    /// <summary>The name of the batch of samples going in.</summary>
    public const string Input = "input";

    /// <summary>The name of the predictions coming out.</summary>
    public const string Output = "output";

    private readonly List<OnnxNode> nodes = [];
    private readonly List<OnnxTensor> tensors = [];
    private readonly Dictionary<int, string> scalars = [];

    /// <summary>Gets the nodes.</summary>
    public IReadOnlyList<OnnxNode> Nodes => nodes;

    /// <summary>Gets the constants.</summary>
    public IReadOnlyList<OnnxTensor> Tensors => tensors;

    /// <summary>Applies an operator of one input.</summary>
    /// <returns>The name of its output.</returns>
    public string Apply(string name, string input, params IReadOnlyList<OnnxSetting> settings) => Apply(name, [input], settings);

    /// <summary>Applies an operator of two inputs.</summary>
    /// <returns>The name of its output.</returns>
    public string Apply(string name, string first, string second, params IReadOnlyList<OnnxSetting> settings) => Apply(name, [first, second], settings);

    /// <summary>Applies an operator of any inputs.</summary>
    /// <returns>The name of its output.</returns>
    public string Apply(string name, string[] inputs, params IReadOnlyList<OnnxSetting> settings) => Apply(name, inputs, outputs: 1, settings)[0];

    /// <summary>Applies an operator of several outputs.</summary>
    /// <returns>The names of its outputs.</returns>
    public string[] Apply(string name, string[] inputs, int outputs, params IReadOnlyList<OnnxSetting> settings)
    {
        string unique = $"{name}_{nodes.Count}";
        string[] names = outputs == 1 ? [unique] : [.. Enumerable.Range(0, outputs).Select(i => $"{unique}_{i}")];
        nodes.Add(new OnnxNode(unique, name, inputs, [.. names], settings));
        return names;
    }

    /// <summary>A constant array.</summary>
    /// <param name="values">Its elements, the last axis fastest.</param>
    /// <param name="lengths">Its axes.</param>
    /// <param name="name">Its name, unique within the graph; null for any.</param>
    /// <returns>Its name.</returns>
    public string Constant(ReadOnlySpan<float> values, int[] lengths, string? name = null) =>
        Add(OnnxTensor.Of(name ?? $"constant_{tensors.Count}", lengths, values));

    /// <summary>A single number.</summary>
    /// <returns>Its name.</returns>
    public string Constant(float value)
    {
        int bits = BitConverter.SingleToInt32Bits(value);
        if (!scalars.TryGetValue(bits, out string? name))
        {
            scalars[bits] = name = Constant([value], []);
        }

        return name;
    }

    /// <summary>Whole numbers: lengths, indices.</summary>
    /// <returns>Their name.</returns>
    public string Integers(params ReadOnlySpan<int> values) => Add(OnnxTensor.Of($"integers_{tensors.Count}", values));

    /// <summary>Makes a value the graph's output.</summary>
    public void Finish(string value)
    {
        if (value == Input)
        {
            value = Apply("Identity", value);
        }

        nodes.ForEach(node => node.Rename(value, Output));
    }

    private string Add(OnnxTensor tensor)
    {
        tensors.Add(tensor);
        return tensor.Name;
    }
}
