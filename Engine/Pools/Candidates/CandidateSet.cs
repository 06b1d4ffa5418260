using System.Numerics.Tensors;
using Engine.Pools.Basis;
using Engine.Pools.Kernels;

namespace Engine.Pools;

/// <summary>
/// The candidates of a pool with the kernel that mixes them, and the constant matrix M between a neuron's weights w and that
/// kernel's coefficients: coefficients = M·w, and the weights' gradient is Mᵀ times the kernel's gradient sums.
/// </summary>
internal sealed class CandidateSet
{
    private readonly float[,] matrix; // [coefficients, candidates]
    private readonly bool isBasis;

    /// <summary>Chooses the kernel.</summary>
    /// <param name="candidates">At least one, of different names.</param>
    /// <param name="limit">The magnitude at which each candidate is cut off; infinity for none.</param>
    /// <param name="gains">A constant factor on each candidate; none for 1.</param>
    public CandidateSet(IReadOnlyList<Candidate> candidates, float limit = float.PositiveInfinity, IReadOnlyList<float>? gains = null)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        if (candidates.Count == 0 || candidates.Select(c => c.Name).Distinct().Count() != candidates.Count)
        {
            throw new ArgumentException($"A pool needs candidates of different names, not [{string.Join(", ", candidates)}].", nameof(candidates));
        }

        Candidates = candidates.ToArray();
        isBasis = float.IsPositiveInfinity(limit) && candidates.All(c => c.Basis is not null);
        Kernel = isBasis
            ? KernelOf(candidates)
            : new MixtureKernel(candidates.Select(c => c.CreateKernel(limit)));
        matrix = new float[Kernel.Coefficients, Count];
        for (int k = 0; k < Count; k++)
        {
            float gain = gains?[k] ?? 1;
            for (int row = 0; row < Kernel.Coefficients; row++)
            {
                matrix[row, k] = gain * (isBasis ? candidates[k].Basis!.Value[row] : row == k ? 1 : 0);
            }
        }
    }

    /// <summary>Gets the candidates.</summary>
    public IReadOnlyList<Candidate> Candidates { get; }

    /// <summary>Gets whether no candidate ever falls: so does no mixture whose weights are not negative.</summary>
    public bool IsNonDecreasing => Candidates.All(candidate => candidate.Function.IsNonDecreasing);

    /// <summary>Gets the number of candidates.</summary>
    public int Count => Candidates.Count;

    /// <summary>Gets the kernel that mixes them.</summary>
    public ColumnKernel Kernel { get; }

    /// <summary>The kernel that suffices where only some candidates have weights other than 0; it returns the same numbers.</summary>
    public ColumnKernel Narrowed(IEnumerable<Candidate> some) => isBasis ? KernelOf(some) : Kernel;

    /// <summary>coefficients = M·w.</summary>
    public void WriteCoefficients(PaddedRows weights, PaddedRows coefficients)
    {
        for (int row = 0; row < Kernel.Coefficients; row++)
        {
            bool isFirst = true;
            for (int k = 0; k < Count; k++)
            {
                isFirst = Add(coefficients, row, matrix[row, k], weights, k, isFirst);
            }
        }
    }

    /// <summary>dw = Mᵀ·sums.</summary>
    public void WriteWeightGradients(PaddedRows sums, PaddedRows gradients)
    {
        for (int k = 0; k < Count; k++)
        {
            bool isFirst = true;
            for (int row = 0; row < Kernel.Coefficients; row++)
            {
                isFirst = Add(gradients, k, matrix[row, k], sums, row, isFirst);
            }
        }
    }

    // Rows that get nothing are never written and stay 0.
    private static bool Add(PaddedRows target, int row, float factor, PaddedRows source, int sourceRow, bool isFirst)
    {
        if (factor == 0)
        {
            return isFirst;
        }

        if (!isFirst)
        {
            target.AddMultiple(row, factor, source, sourceRow);
        }
        else if (factor == 1)
        {
            source.PaddedRow(sourceRow).CopyTo(target.PaddedRow(row));
        }
        else
        {
            TensorPrimitives.Multiply(source.PaddedRow(sourceRow), factor, target.PaddedRow(row));
        }

        return false;
    }

    private static ColumnKernel KernelOf(IEnumerable<Candidate> candidates) =>
        BasisKernels.For(candidates.Aggregate(BasisTerms.None, (terms, c) => terms | c.Basis!.Value.Terms));
}
