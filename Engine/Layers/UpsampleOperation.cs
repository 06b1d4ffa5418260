using Engine.Autograd;
using Engine.Numerics.Pooling;

namespace Engine.Layers;

/// <summary>Upsampling; keeps nothing.</summary>
internal sealed class UpsampleOperation(int height, int width, int channels, int scale, bool bilinear) : Operation
{
    public bool IsBilinear => bilinear;

    public UpsamplingSize Size(int batch) => new(batch, height, width, channels, scale);

    public override Shape OutputShape(ReadOnlySpan<Shape> inputs) =>
        inputs[0].Rank == 4 && inputs[0][1] == height && inputs[0][2] == width && inputs[0][3] == channels
            ? new Shape(inputs[0][0], height * scale, width * scale, channels)
            : throw new ArgumentException($"Upsample2D for images of [{height}, {width}, {channels}] got a batch of {inputs[0]}.");

    public override void Forward(in OperationForward pass) => Upsampling.Forward(Size(pass.OutputShape[0]), bilinear, pass.Input(0), pass.Output, pass.Team);

    public override void Backward(in OperationBackward pass)
    {
        if (pass.Wants(0))
        {
            Upsampling.Backward(Size(pass.OutputShape[0]), bilinear, pass.OutputGradient, pass.InputGradient(0), pass.Team);
        }
    }
}
