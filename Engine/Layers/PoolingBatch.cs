using Engine.Numerics.Pooling;

namespace Engine.Layers;

/// <summary>A pooling's geometry for a batch.</summary>
internal static class PoolingBatch
{
    /// <summary>The same pooling for another number of images.</summary>
    public static PoolingShape WithBatch(this in PoolingShape shape, int batch) => new(batch, shape.Rows, shape.Columns, shape.Channels);

    /// <summary>The shape of the output for a batch, or the error for images of another size.</summary>
    public static Shape Output(this in PoolingShape shape, string layer, Shape input) =>
        input.Rank == 4 && input[1] == shape.Rows.Input && input[2] == shape.Columns.Input && input[3] == shape.Channels
            ? new Shape(input[0], shape.Rows.Output, shape.Columns.Output, shape.Channels)
            : throw new ArgumentException($"{layer} for images of [{shape.Rows.Input}, {shape.Columns.Input}, {shape.Channels}] got a batch of {input}.");
}
