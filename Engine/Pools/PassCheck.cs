using Engine.Activations;

namespace Engine.Pools;

/// <summary>The checks at a pool's door.</summary>
internal static class PassCheck
{
    /// <summary>Checks a forward pass.</summary>
    public static void Forward(in ActivationForward pass, int neurons, int columns, int savedPerElement, Activation activation)
    {
        Shape(pass.Input.Length, pass.Neurons, neurons, columns, activation);
        Length("an output", pass.Output.Length, pass.Input.Length, activation);
        if (!pass.Saved.IsEmpty)
        {
            Length("room to save", pass.Saved.Length, pass.Input.Length * savedPerElement, activation);
        }
    }

    /// <summary>Checks a backward pass over a number of elements.</summary>
    public static void Backward(in ActivationBackward pass, int elements, int neurons, int columns, int savedPerElement, Activation activation)
    {
        Shape(elements, pass.Neurons, neurons, columns, activation);
        Length("inputs or outputs", elements, pass.OutputGradient.Length, activation);
        Length("an output gradient", pass.OutputGradient.Length, elements, activation);
        Length("an input gradient", pass.InputGradient.Length, elements, activation);
        Length("saved values", pass.Saved.Length, elements * savedPerElement, activation);
        if (!pass.BiasGradient.IsEmpty)
        {
            Length("a bias gradient", pass.BiasGradient.Length, neurons, activation);
        }
    }

    /// <summary>Checks that a pool belongs to a layer.</summary>
    public static void Bound(int neurons, Activation activation)
    {
        if (neurons == 0)
        {
            throw new InvalidOperationException($"The activation {activation} belongs to no layer yet; Bind gives a layer its own.");
        }
    }

    private static void Shape(int elements, int passNeurons, int neurons, int columns, Activation activation)
    {
        Bound(neurons, activation);
        if (passNeurons != neurons || elements % columns != 0)
        {
            string wanted = columns == neurons ? $"rows of {neurons} neurons" : $"samples of {columns / neurons} positions of {neurons} neurons";
            throw new ArgumentException($"The activation {activation} has {wanted}, but got {elements} elements in rows of {passNeurons}.");
        }
    }

    private static void Length(string what, int got, int wanted, Activation activation)
    {
        if (got < wanted)
        {
            throw new ArgumentException($"The activation {activation} got {what} of {got} floats, but needs {wanted}.");
        }
    }
}
