using System.Text.Json.Serialization;

namespace Engine.Layers;

/// <summary>What a model file keeps of a layer beside its parameters: the kind and the settings, from which it is made again.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "layer")]
[JsonDerivedType(typeof(DenseDescription), "dense")]
[JsonDerivedType(typeof(Conv2DDescription), "conv2d")]
[JsonDerivedType(typeof(ActivationLayerDescription), "activation")]
[JsonDerivedType(typeof(ResidualDescription), "residual")]
[JsonDerivedType(typeof(ConcatenateDescription), "concatenate")]
[JsonDerivedType(typeof(FlattenDescription), "flatten")]
[JsonDerivedType(typeof(DropoutDescription), "dropout")]
[JsonDerivedType(typeof(SequentialDescription), "sequential")]
public abstract record LayerDescription
{
    /// <summary>Makes the layer, with parameters still to be filled.</summary>
    public abstract Layer Create();
}
