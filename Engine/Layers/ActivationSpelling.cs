using Engine.Activations;
using Engine.Pools;

namespace Engine.Layers;

/// <summary>Every activation by its spelling, fixed or learned: what <see cref="Activation.Name"/> gives and the command line takes.</summary>
public static class ActivationSpelling
{
    /// <summary>Makes an activation.</summary>
    /// <param name="text">Such as <c>relu</c>, <c>leaky-relu(0.2)</c> or <c>pap(relu,step)</c>.</param>
    /// <exception cref="ArgumentNullException">There is no text.</exception>
    /// <exception cref="ArgumentException">The text is blank, the name unknown, or an argument wrong; the message says which.</exception>
    public static Activation Parse(string text)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        if (PoolCatalog.Knows(text))
        {
            return PoolCatalog.Parse(text);
        }

        return ActivationCatalog.Knows(text)
            ? ActivationCatalog.Parse(text)
            : throw Spelling.Unknown("activation", text.Trim(), [.. ActivationCatalog.Names, .. PoolCatalog.Names]);
    }
}
