using Engine.Autograd;

namespace Engine.Layers;

/// <summary>A layer that applies a ReLU which follows it in its own pass over memory, with the bits of two layers.</summary>
internal interface IReluFusion
{
    /// <summary>The number that is recorded with the operation of a layer and its ReLU.</summary>
    const float WithRelu = 1;

    /// <summary>Records the layer and the ReLU.</summary>
    Value ForwardRelu(Value input);
}
