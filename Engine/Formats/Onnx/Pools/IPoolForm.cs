namespace Engine.Formats.Onnx;

/// <summary>How operators compute a function whose coefficients belong to the neuron.</summary>
internal interface IPoolForm
{
    /// <summary>Whether neurons of equal coefficients are worth being taken apart: alone, each kind takes far fewer operators.</summary>
    bool GainsFromGroups(NeuronCoefficients c) => false;

    /// <summary>Writes the function.</summary>
    /// <param name="graph">Where to.</param>
    /// <param name="z">What goes in.</param>
    /// <param name="c">Its coefficients, for each neuron or each element of a sample.</param>
    /// <returns>The name of what comes out.</returns>
    string Write(OnnxGraph graph, OnnxValue z, NeuronCoefficients c);
}
