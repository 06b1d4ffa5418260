using Engine.Training;

namespace Engine.Datasets.Augmentations;

/// <summary>Augments data sets.</summary>
public static class DatasetAugmentation
{
    /// <summary>The same samples, changed as they are gathered for an epoch of training.</summary>
    /// <param name="data">The samples.</param>
    /// <param name="seed">Decides all that is random.</param>
    /// <param name="steps">The changes, in order.</param>
    public static Dataset Augment(this Dataset data, ulong seed, params Augmentation[] steps)
    {
        ArgumentNullException.ThrowIfNull(data);
        return data.WithFeatures(features => new AugmentedFeatures(features, data.InputShape, seed, steps));
    }
}
