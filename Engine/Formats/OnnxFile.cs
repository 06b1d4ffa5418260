using Engine.Formats.Onnx;
using Engine.Layers;

namespace Engine.Formats;

/// <summary>
/// Networks as ONNX files (operator set 20), which ONNX Runtime and many others run. The input <c>input</c> is a batch of
/// samples as <see cref="Network.Predict"/> takes them, images as <c>[batch, H, W, C]</c>, the output <c>output</c> a batch of
/// predictions; the size of a batch is free. What is written is what the network computes outside training: dropout is gone,
/// batch normalization is folded into the layer before it where that has no activation, and each neuron has the function or
/// the mixture that it has learned. Noise that a pool draws in evaluation too is drawn once, as for a frozen network.
/// </summary>
public static class OnnxFile
{
    /// <summary>Writes a network. A failure leaves an older file as it was.</summary>
    /// <param name="network">The network.</param>
    /// <param name="path">Where to; written under a temporary name and renamed.</param>
    /// <exception cref="NotSupportedException">A layer or an activation of the user's own has no ONNX form, or the weights exceed 2 GB.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(Network network, string path)
    {
        ReadOnlyMemory<byte> file = Encode(network);
        AtomicFile.Write(path, stream => stream.Write(file.Span));
    }

    /// <summary>Gives the bytes that <see cref="Save"/> writes.</summary>
    /// <param name="network">The network.</param>
    /// <exception cref="NotSupportedException">A layer or an activation of the user's own has no ONNX form, or the weights exceed 2 GB.</exception>
    public static ReadOnlyMemory<byte> Encode(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        OnnxGraph graph = new();
        OnnxValue output = LayerExport.Write(graph, network.Layers, new OnnxValue(OnnxGraph.Input, network.InputShape));
        graph.Finish(graph.ToOwnOrder(output).Name);
        return OnnxModel.Encode(graph, network.InputShape, network.OutputShape);
    }
}
