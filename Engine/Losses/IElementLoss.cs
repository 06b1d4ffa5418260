using Engine.Numerics.Lanes;

namespace Engine.Losses;

/// <summary>A loss that is a sum over single predictions, each with its own target; written once over lanes.</summary>
internal interface IElementLoss
{
    /// <summary>Gives the loss of some neighbouring predictions, and its derivative.</summary>
    /// <typeparam name="T">The lanes.</typeparam>
    /// <param name="prediction">The predictions.</param>
    /// <param name="target">What they should be.</param>
    /// <param name="slope">dLoss/dPrediction.</param>
    T Evaluate<T>(T prediction, T target, out T slope)
        where T : struct, ILanes<T>;
}
