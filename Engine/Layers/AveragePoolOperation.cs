using Engine.Autograd;
using Engine.Numerics.Pooling;

namespace Engine.Layers;

/// <summary>Average pooling; keeps nothing.</summary>
internal sealed class AveragePoolOperation(PoolingShape geometry) : Operation
{
    public PoolingShape Geometry => geometry;

    public override Shape OutputShape(ReadOnlySpan<Shape> inputs) => geometry.Output("AveragePool2D", inputs[0]);

    public override void Forward(in OperationForward pass)
    {
        PoolingShape shape = geometry.WithBatch(pass.OutputShape[0]);
        AveragePooling.Forward(in shape, countPadding: false, pass.Input(0), pass.Output, pass.Team);
    }

    public override void Backward(in OperationBackward pass)
    {
        if (pass.Wants(0))
        {
            PoolingShape shape = geometry.WithBatch(pass.OutputShape[0]);
            AveragePooling.Backward(in shape, countPadding: false, pass.OutputGradient, pass.InputGradient(0), pass.Team);
        }
    }
}
