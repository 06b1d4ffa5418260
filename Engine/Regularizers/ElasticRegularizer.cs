using System.Runtime.CompilerServices;
using Engine.Autograd;
using Engine.Numerics.Lanes;
using Engine.Optimizers;
using Engine.Threading;

namespace Engine.Regularizers;

/// <summary>Elastic net (Zou and Hastie 2005): λ₁·Σ|w| + λ₂/2·Σw². At w = 0 the gradient of |w| counts as 0.</summary>
public class ElasticRegularizer : Regularizer
{
    private readonly BlockSum sum = new();

    /// <summary>Creates the penalty.</summary>
    /// <param name="l1">λ₁, 0 or more.</param>
    /// <param name="l2">λ₂, 0 or more; the gradient is λ₂·w, as weight decay has it.</param>
    public ElasticRegularizer(double l1, double l2)
    {
        if (!(l1 >= 0 && l2 >= 0 && double.IsFinite(l1) && double.IsFinite(l2)))
        {
            throw new ArgumentException($"The penalty's strengths are {l1} and {l2}; they must be 0 or more.");
        }

        L1 = l1;
        L2 = l2;
    }

    /// <inheritdoc/>
    public override string Name => "elastic";

    /// <summary>Gets λ₁, the strength of Σ|w|.</summary>
    public double L1 { get; }

    /// <summary>Gets λ₂, the strength of Σw²/2.</summary>
    public double L2 { get; }

    /// <inheritdoc/>
    public override double Apply(IReadOnlyList<Parameter> parameters, WorkerTeam team)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(team);
        sum.Clear();
        for (int i = 0; i < parameters.Count; i++)
        {
            Parameter parameter = parameters[i];
            if (parameter.HasGradient && parameter.IsTrainable && parameter.Decays)
            {
                sum.Add(parameter.Value, parameter.Gradient);
            }
        }

        return sum.Sum(new Term((float)L1, (float)L2), team);
    }

    private readonly struct Term(float l1, float l2) : IBlockTerm
    {
        public static bool Updates => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Accumulate<T>(T sum, T value, ref T updated)
            where T : struct, ILanes<T>
        {
            T zero = T.Broadcast(0);
            T absolute = T.Broadcast(l1);
            T slope = T.Select(T.Equal(value, zero), zero, T.CopySign(absolute, value));
            updated = T.FusedMultiplyAdd(T.Broadcast(l2), value, updated + slope);
            T linear = T.FusedMultiplyAdd(absolute, T.Abs(value), sum);
            return T.FusedMultiplyAdd(T.Broadcast(0.5f * l2) * value, value, linear);
        }
    }
}
