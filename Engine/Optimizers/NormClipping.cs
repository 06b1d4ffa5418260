using System.Globalization;
using System.Runtime.CompilerServices;
using Engine.Autograd;
using Engine.Numerics.Lanes;
using Engine.Threading;

namespace Engine.Optimizers;

/// <summary>
/// Scales all gradients so that their common Euclidean norm stays within a limit (Pascanu et al. 2013). The scale is applied
/// by the optimizer on its way, so gradients are read once more but not rewritten.
/// </summary>
public sealed class NormClipping : GradientClipping
{
    // Keeps the division defined for an all-zero gradient; PyTorch's constant.
    private const double Epsilon = 1e-6;

    private readonly BlockSum sum = new();

    /// <summary>Creates the limit.</summary>
    /// <param name="maximum">The largest norm, above 0.</param>
    public NormClipping(double maximum)
    {
        if (!(maximum > 0) || !double.IsFinite(maximum))
        {
            throw new ArgumentOutOfRangeException(nameof(maximum), maximum, "The largest gradient norm must be above 0.");
        }

        Maximum = maximum;
    }

    /// <summary>Gets the largest norm.</summary>
    public double Maximum { get; }

    /// <summary>Gets the norm that the last <see cref="Apply"/> measured, before clipping.</summary>
    public double Norm { get; private set; }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"norm({Maximum:R})");

    /// <inheritdoc/>
    public override float Apply(IReadOnlyList<Parameter> parameters, WorkerTeam team)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(team);
        sum.Clear();
        for (int i = 0; i < parameters.Count; i++)
        {
            Parameter parameter = parameters[i];
            if (parameter.HasGradient && parameter.IsTrainable)
            {
                sum.Add(parameter.Gradient, []);
            }
        }

        Norm = Math.Sqrt(sum.Sum(default(SquareTerm), team));
        return (float)Math.Min(1, Maximum / (Norm + Epsilon));
    }

    private readonly struct SquareTerm : IBlockTerm
    {
        public static bool Updates => false;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Accumulate<T>(T sum, T value, ref T updated)
            where T : struct, ILanes<T> => T.FusedMultiplyAdd(value, value, sum);
    }
}
