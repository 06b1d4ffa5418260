using System.Runtime.CompilerServices;
using Engine.Numerics;
using Engine.Numerics.Lanes;

namespace Engine.Losses;

/// <content>The softmax in front, and the way back through it.</content>
internal readonly unsafe partial struct CrossEntropyWork
{
    /// <summary>Replaces logits z by p = softmax(z), and keeps a copy.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Softmax<T>(float* logits, float* copy)
        where T : struct, ILanes<T>
    {
        T sum = Exponentials(logits, Largest<T>(logits), out _);
        for (nint at = 0; at < (nint)Outputs * BlockRows; at += BlockRows)
        {
            T probability = T.Load(in logits[at], 0) / sum;
            T.Store(probability, ref logits[at], 0);
            T.Store(probability, ref copy[at], 0);
        }
    }

    /// <summary>Replaces the gradient g by p by that by z: p_i (g_i - Σ p_j g_j).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SoftmaxBackward<T>(float* gradient, float* probabilities)
        where T : struct, ILanes<T>
    {
        T mean = T.Broadcast(0);
        for (nint at = 0; at < (nint)Outputs * BlockRows; at += BlockRows)
        {
            mean = T.FusedMultiplyAdd(T.Load(in probabilities[at], 0), T.Load(in gradient[at], 0), mean);
        }

        for (nint at = 0; at < (nint)Outputs * BlockRows; at += BlockRows)
        {
            T.Store(Denormals.Multiply(T.Load(in probabilities[at], 0), T.Load(in gradient[at], 0) - mean), ref gradient[at], 0);
        }
    }
}
