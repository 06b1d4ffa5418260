using Engine.Bench.Measuring;
using Engine.Bench.Output;
using Engine.Formats;
using Engine.Layers;

namespace Engine.Bench.Peers;

/// <summary>ONNX Runtime on the network that we predict with, exported for it, on the same batch.</summary>
public static class OnnxRuntimePeer
{
    // Both round; anything beyond is another network, and its time would prove nothing.
    private const double LargestDifference = 1e-4;

    /// <summary>The prediction of one of the networks, once it has been seen to agree with ours.</summary>
    /// <param name="ours">The network with its batch.</param>
    /// <param name="threads">Number of threads.</param>
    /// <exception cref="CommandException">ONNX Runtime is not installed, or predicts something else.</exception>
    public static OnnxRuntimeCandidate Predict(MeasuredNetwork ours, int threads)
    {
        ArgumentNullException.ThrowIfNull(ours);
        Network network = ours.Delivered;
        int batch = ours.Inputs.Length / network.InputShape.Count;
        string path = Path.Combine(Path.GetTempPath(), $"{Path.GetRandomFileName()}.onnx");
        OnnxRuntimeCandidate candidate;
        try
        {
            OnnxFile.Save(network, path);
            candidate = new OnnxRuntimeCandidate(
                $"onnxruntime {ours.Activation}", path, ours.Inputs, network.InputShape.WithBatch(batch), network.OutputShape.WithBatch(batch), threads);
        }
        finally
        {
            File.Delete(path);
        }

        candidate.Run(1);
        ours.Predict();
        double scale = 0, difference = 0;
        for (int i = 0; i < ours.Outputs.Length; i++)
        {
            scale = Math.Max(scale, Math.Abs(ours.Outputs[i]));
            difference = Math.Max(difference, Math.Abs(ours.Outputs[i] - candidate.Outputs[i]));
        }

        return difference <= LargestDifference * scale
            ? candidate
            : throw new CommandException(FormattableString.Invariant(
                $"ONNX Runtime's predictions with {ours.Activation} differ from ours by {difference:G3} of {scale:G3}; their times would prove nothing."));
    }

    /// <summary>What the report says of it.</summary>
    public static string Describe(OnnxRuntimeCandidate candidate, int threads)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        return $"ONNX Runtime {candidate.Version}, {Counted.Of(threads, "thread")}, all graph optimizations; predictions agree with ours";
    }
}
