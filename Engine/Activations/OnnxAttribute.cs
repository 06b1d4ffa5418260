namespace Engine.Activations;

/// <summary>A constant of an ONNX operator.</summary>
/// <param name="Name">The attribute's name.</param>
/// <param name="Value">Its value.</param>
public readonly record struct OnnxAttribute(string Name, float Value);
