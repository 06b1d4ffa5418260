using System.Text.Json.Serialization;

namespace Engine.Datasets.Tabular;

/// <summary>What a table's model predicts.</summary>
/// <param name="Name">The column's name.</param>
/// <param name="Position">Where it was in the training table, from 0.</param>
/// <param name="Classes">The classes in the order of the outputs; empty for a real value.</param>
/// <param name="Mean">What was subtracted from a real value; 0 where it was left as it is.</param>
/// <param name="Deviation">What the difference was divided by; 1 where it was left as it is.</param>
public sealed record TabularTarget(string Name, int Position, IReadOnlyList<string> Classes, float Mean, float Deviation)
{
    /// <summary>Gets whether classes are predicted.</summary>
    [JsonIgnore]
    public bool IsClassification => Classes.Count > 0;

    /// <summary>Brings predicted values back to the table's own unit.</summary>
    /// <param name="predictions">Changed in place.</param>
    public void Restore(Span<float> predictions)
    {
        foreach (ref float value in predictions)
        {
            value = float.FusedMultiplyAdd(value, Deviation, Mean);
        }
    }
}
