using System.Text.Json.Serialization;

namespace Engine.Layers;

/// <summary>What a model file keeps of a layer beside its parameters: the kind and the settings, from which it is made again.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "layer")]
[JsonDerivedType(typeof(DenseDescription), "dense")]
[JsonDerivedType(typeof(Conv2DDescription), "conv2d")]
[JsonDerivedType(typeof(ActivationLayerDescription), "activation")]
[JsonDerivedType(typeof(MaxPool2DDescription), "max_pool2d")]
[JsonDerivedType(typeof(AveragePool2DDescription), "average_pool2d")]
[JsonDerivedType(typeof(GlobalAveragePool2DDescription), "global_average_pool2d")]
[JsonDerivedType(typeof(BatchNormDescription), "batch_norm")]
[JsonDerivedType(typeof(LayerNormDescription), "layer_norm")]
[JsonDerivedType(typeof(Upsample2DDescription), "upsample2d")]
[JsonDerivedType(typeof(SpatialDropout2DDescription), "spatial_dropout2d")]
[JsonDerivedType(typeof(ResidualDescription), "residual")]
[JsonDerivedType(typeof(ConcatenateDescription), "concatenate")]
[JsonDerivedType(typeof(FlattenDescription), "flatten")]
[JsonDerivedType(typeof(InputNormalizationDescription), "input_normalization")]
[JsonDerivedType(typeof(DropoutDescription), "dropout")]
[JsonDerivedType(typeof(SequentialDescription), "sequential")]
public abstract record LayerDescription
{
    /// <summary>Makes the layer, with parameters still to be filled.</summary>
    public abstract Layer Create();
}
