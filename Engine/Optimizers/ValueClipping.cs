using System.Globalization;
using System.Numerics.Tensors;
using Engine.Autograd;
using Engine.Threading;

namespace Engine.Optimizers;

/// <summary>Limits every single gradient to [-limit, limit], in place.</summary>
public sealed class ValueClipping : GradientClipping
{
    /// <summary>Creates the limit.</summary>
    /// <param name="limit">The largest magnitude, above 0.</param>
    public ValueClipping(float limit)
    {
        if (!(limit > 0) || !float.IsFinite(limit))
        {
            throw new ArgumentOutOfRangeException(nameof(limit), limit, "The largest gradient must be above 0.");
        }

        Limit = limit;
    }

    /// <summary>Gets the largest magnitude.</summary>
    public float Limit { get; }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"value({Limit:R})");

    /// <inheritdoc/>
    public override float Apply(IReadOnlyList<Parameter> parameters, WorkerTeam team)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        for (int i = 0; i < parameters.Count; i++)
        {
            Parameter parameter = parameters[i];
            if (parameter.HasGradient && parameter.IsTrainable)
            {
                TensorPrimitives.Clamp(parameter.Gradient, -Limit, Limit, parameter.Gradient);
            }
        }

        return 1;
    }
}
