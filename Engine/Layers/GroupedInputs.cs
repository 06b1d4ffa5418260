using Engine.Autograd;
using Engine.Numerics;
using Engine.Pools;

namespace Engine.Layers;

/// <summary>
/// What a layer sums whose inputs are exploring neurons. Outside training it takes them in the order into which fixing would bring
/// them: the sums of the fixed network are then the same sums, and fixing changes no bit of a prediction.
/// </summary>
/// <param name="source">The layer with the neurons.</param>
internal sealed class GroupedInputs(Layer source)
{
    private int[] choices = [];
    private int[] order = [];
    private AlignedBuffer inputs = new(0);
    private AlignedBuffer weights = new(0);

    /// <summary>Gets the inputs as they were arranged.</summary>
    public ReadOnlySpan<float> Inputs => inputs.Span;

    /// <summary>Gets the weights as they were arranged.</summary>
    public ReadOnlySpan<float> Weights => weights.Span;

    /// <summary>Copies inputs <c>[B, …, C]</c> and weights <c>[…, C, O]</c>, of C exploring neurons, with the neurons grouped.</summary>
    /// <param name="pass">The pass.</param>
    /// <param name="weight">The weights.</param>
    /// <returns>Whether that was done: in training, and where no neuron explores or would move, inputs and weights stay as they are.</returns>
    public bool Arrange(in OperationForward pass, Parameter weight)
    {
        if (pass.IsTraining || source.Activation is not SmartMixed { PredictsByChoice: true } exploring)
        {
            return false;
        }

        if (choices.Length != exploring.Neurons)
        {
            choices = new int[exploring.Neurons];
            order = new int[exploring.Neurons];
        }

        exploring.Choose(choices);
        Grouping.Order(choices, exploring.Options.Candidates.Count, order);
        if (Grouping.IsIdentity(order))
        {
            return false;
        }

        Grouping.Columns(pass.Input(0), order, Room(ref inputs, pass.Input(0).Length));
        Grouping.Rows(weight.Value, weight.Shape.Neurons, order, Room(ref weights, weight.Count));
        return true;
    }

    private static Span<float> Room(ref AlignedBuffer buffer, int length)
    {
        if (buffer.Length < length)
        {
            buffer = new AlignedBuffer(length);
        }

        return buffer.Span[..length];
    }
}
