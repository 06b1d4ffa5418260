using Engine.Bench.Output;

namespace Engine.Bench.Commands;

/// <summary>Who runs in the same rounds.</summary>
/// <param name="PyTorch">Training steps and predictions of PyTorch.</param>
/// <param name="OnnxRuntime">Predictions of ONNX Runtime.</param>
internal readonly record struct MeasureRivals(bool PyTorch, bool OnnxRuntime)
{
    /// <summary>What the option takes when nobody is wanted.</summary>
    public const string Nobody = "nobody";

    private const string Torch = "pytorch";
    private const string Runtime = "onnxruntime";

    /// <summary>Reads names that are separated by commas.</summary>
    /// <exception cref="CommandException">A name is unknown.</exception>
    public static MeasureRivals Parse(string text)
    {
        string[] names = text.Split(',', StringSplitOptions.TrimEntries);
        string? unknown = names.FirstOrDefault(name => name is not (Nobody or Torch or Runtime));
        return unknown is null
            ? new MeasureRivals(names.Contains(Torch), names.Contains(Runtime))
            : throw CommandException.Usage($"--against is one of {Nobody}, {Torch}, {Runtime}, or several separated by commas, not '{unknown}'.");
    }
}
