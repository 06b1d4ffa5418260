using Engine.Autograd;

namespace Engine.Optimizers;

/// <summary>One array that an optimizer remembers about one parameter; checkpoints save it and fill it again.</summary>
/// <param name="Name">What it is, such as <c>momentum</c>.</param>
/// <param name="Parameter">Whose it is.</param>
/// <param name="Values">The array itself, of the parameter's length: writing to it restores the state.</param>
public readonly record struct OptimizerState(string Name, Parameter Parameter, Memory<float> Values);
