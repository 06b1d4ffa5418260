using System.Runtime.InteropServices;
using Engine.Autograd;
using Engine.Numerics.Pooling;

namespace Engine.Layers;

/// <summary>Max pooling; keeps one byte for each output.</summary>
internal sealed class MaxPoolOperation(PoolingShape geometry) : Operation
{
    public PoolingShape Geometry => geometry;

    public override Shape OutputShape(ReadOnlySpan<Shape> inputs) => geometry.Output("MaxPool2D", inputs[0]);

    public override int SavedCount(ReadOnlySpan<Shape> inputs, Shape output) => (output.Count + sizeof(float) - 1) / sizeof(float);

    public override void Forward(in OperationForward pass)
    {
        PoolingShape shape = geometry.WithBatch(pass.OutputShape[0]);
        MaxPooling.Forward(in shape, pass.Input(0), pass.Output, MemoryMarshal.AsBytes(pass.Saved)[..pass.Output.Length], pass.Team);
    }

    public override void Backward(in OperationBackward pass)
    {
        if (pass.Wants(0))
        {
            PoolingShape shape = geometry.WithBatch(pass.OutputShape[0]);
            MaxPooling.Backward(in shape, pass.OutputGradient, MemoryMarshal.AsBytes(pass.Saved)[..pass.Output.Length], pass.InputGradient(0), pass.Team);
        }
    }
}
