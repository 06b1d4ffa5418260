namespace Engine.Formats.Onnx;

/// <summary>Turns images from <c>[H, W, C]</c> to <c>[C, H, W]</c> and back, and constants along with them.</summary>
internal static class ImageOrder
{
    /// <summary>The image by channel, as ONNX's image operators take it.</summary>
    public static OnnxValue ToPlanes(this OnnxGraph graph, OnnxValue x) => x.Planes is null
        ? new OnnxValue(graph.Apply("Transpose", x.Name, OnnxSetting.Of("perm", 0, 3, 1, 2)), x.Sample, x.Sample)
        : x;

    /// <summary>The value in our own order.</summary>
    public static OnnxValue ToOwnOrder(this OnnxGraph graph, OnnxValue x)
    {
        if (x.Planes is not { } image)
        {
            return x;
        }

        string planes = x.IsFlattened ? graph.Apply("Reshape", x.Name, graph.Integers(0, image[2], image[0], image[1])) : x.Name;
        string turned = graph.Apply("Transpose", planes, OnnxSetting.Of("perm", 0, 2, 3, 1));
        return new OnnxValue(x.IsFlattened ? Flatten(graph, turned) : turned, x.Sample);
    }

    /// <summary>Brings a value into the order of another of the same shape.</summary>
    public static OnnxValue ToOrderOf(this OnnxGraph graph, OnnxValue x, OnnxValue other) =>
        x.Planes == other.Planes ? x : other.Planes is not null && !other.IsFlattened ? graph.ToPlanes(x) : graph.ToOwnOrder(x);

    /// <summary>Makes each sample a row. Images by channel stay so, and what reads the row knows it.</summary>
    public static OnnxValue Flatten(this OnnxGraph graph, OnnxValue x)
    {
        if (x.Sample.Rank == 1)
        {
            return x;
        }

        // With one channel or one pixel both orders are the same.
        bool isTurned = x.Planes is { } image && image[2] > 1 && image[0] * image[1] > 1;
        return new OnnxValue(Flatten(graph, x.Name), new Shape(x.Sample.Count), isTurned ? x.Planes : null);
    }

    /// <summary>For each place of an image by channel, the index in our own order.</summary>
    public static int[] Places(Shape image)
    {
        (int pixels, int channels) = (image[0] * image[1], image[2]);
        return [.. Enumerable.Range(0, image.Count).Select(place => (place % pixels * channels) + (place / pixels))];
    }

    /// <summary>
    /// A constant that meets each element of a value: one number where all are equal, one for each neuron, or one for each
    /// element of a sample where there are more than neurons.
    /// </summary>
    public static string PerNeuron(this OnnxGraph graph, OnnxValue x, ReadOnlySpan<float> row)
    {
        if (row.IndexOfAnyExcept(row[0]) < 0)
        {
            return graph.Constant(row[0]);
        }

        if (row.Length == x.Sample.Neurons && !x.IsFlattened)
        {
            return graph.Constant(row, x.Planes is null ? [row.Length] : [row.Length, 1, 1]);
        }

        var elements = new float[x.Sample.Count];
        int[]? places = x.Planes is { } image ? Places(image) : null;
        for (int i = 0; i < elements.Length; i++)
        {
            elements[i] = row[(places?[i] ?? i) % row.Length];
        }

        return graph.Constant(elements, x.Planes is { } planes && !x.IsFlattened ? [planes[2], planes[0], planes[1]] : x.Sample.ToArray());
    }

    private static string Flatten(OnnxGraph graph, string x) => graph.Apply("Flatten", x, OnnxSetting.Of("axis", 1));
}
