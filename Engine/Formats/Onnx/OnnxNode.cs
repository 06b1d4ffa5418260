namespace Engine.Formats.Onnx;

/// <summary>One operator of a graph with the names of what it reads and writes.</summary>
/// <param name="Name">The node's name.</param>
/// <param name="Operator">The operator's name.</param>
/// <param name="Inputs">What it reads; empty where an optional input is left out.</param>
/// <param name="Outputs">What it writes.</param>
/// <param name="Settings">Its attributes.</param>
internal sealed record OnnxNode(string Name, string Operator, string[] Inputs, string[] Outputs, IReadOnlyList<OnnxSetting> Settings)
{
    // Field numbers of NodeProto.
    private const int InputField = 1, OutputField = 2, NameField = 3, OperatorField = 4, SettingField = 5;

    /// <summary>Gives a value another name wherever the node reads or writes it.</summary>
    public void Rename(string old, string name)
    {
        Array.ForEach([Inputs, Outputs], names =>
        {
            for (int i = 0; i < names.Length; i++)
            {
                names[i] = names[i] == old ? name : names[i];
            }
        });
    }

    /// <summary>Writes the node.</summary>
    public void WriteTo(ProtobufWriter writer)
    {
        Array.ForEach(Inputs, input => writer.Text(InputField, input));
        Array.ForEach(Outputs, output => writer.Text(OutputField, output));
        writer.Text(NameField, Name);
        writer.Text(OperatorField, Operator);
        foreach (OnnxSetting setting in Settings)
        {
            writer.Message(SettingField, setting.WriteTo);
        }
    }
}
