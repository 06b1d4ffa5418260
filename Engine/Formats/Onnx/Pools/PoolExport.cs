using Engine.Pools;
using Engine.Pools.Basis;
using Engine.Pools.Kernels;

namespace Engine.Formats.Onnx;

/// <summary>Learned activations, as they compute with the coefficients that they have now.</summary>
internal static class PoolExport
{
    /// <summary>Writes a pool.</summary>
    public static OnnxValue Write(OnnxGraph graph, FrozenPool pool, OnnxValue z) =>
        NeuronGroups.Write(graph, FormOf(pool.Kernel, pool), z, NeuronCoefficients.Of(pool.Coefficients, pool.Kernel.Coefficients));

    /// <summary>Writes the functions that a layer's neurons were fixed to: a mixture in which each has one part.</summary>
    public static OnnxValue Write(OnnxGraph graph, FixedMixture mixture, OnnxValue z)
    {
        var rows = new float[mixture.Candidates.Count][];
        for (int k = 0; k < rows.Length; k++)
        {
            rows[k] = [.. mixture.Choices.Select(choice => choice == k ? mixture.Gains[k] : 0)];
        }

        IPoolForm form = new MixtureForm([.. mixture.Candidates.Select(candidate => (candidate.Function, float.PositiveInfinity))]);
        return NeuronGroups.Write(graph, form, z, new NeuronCoefficients(rows));
    }

    private static IPoolForm FormOf(ColumnKernel kernel, FrozenPool pool) => kernel switch
    {
        MixtureKernel mixture => new MixtureForm([.. mixture.Functions.Select(function => function.Multiple!.Value)]),
        ColumnKernel<SwishColumn> => new SwishForm(),
        ColumnKernel<AconColumn> => new AconForm(),
        ColumnKernel<PauColumn> => new PauForm(),
        ColumnKernel<AplColumn> => new AplForm(),
        _ when BasisKernels.Includes(kernel) => new BasisForm(),
        _ => throw new NotSupportedException($"The activation {pool} has no ONNX form."),
    };
}
