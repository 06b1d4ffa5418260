using System.Runtime.CompilerServices;
using Engine.Numerics;
using Engine.Numerics.Lanes;
using Engine.Pools.Kernels;

namespace Engine.Pools.Selection;

/// <summary>The softmax over the candidates of every neuron at once: candidates are rows, neurons lanes.</summary>
internal static unsafe class CandidateSoftmax
{
    /// <summary>S = softmax(L/τ).</summary>
    /// <param name="logits">L.</param>
    /// <param name="temperature">τ.</param>
    /// <param name="probabilities">Where S goes.</param>
    public static void Forward(PaddedRows logits, float temperature, PaddedRows probabilities)
    {
        if (LaneWidth.Is512)
        {
            Forward<Lanes512>(logits.Pointer, temperature, probabilities.Pointer, logits.Rows, logits.Stride);
        }
        else if (LaneWidth.Is256)
        {
            Forward<Lanes256>(logits.Pointer, temperature, probabilities.Pointer, logits.Rows, logits.Stride);
        }
        else
        {
            Forward<Lanes128>(logits.Pointer, temperature, probabilities.Pointer, logits.Rows, logits.Stride);
        }
    }

    /// <summary>dL_k = S_k (c_k - Σ S_j c_j)/τ.</summary>
    /// <param name="probabilities">S.</param>
    /// <param name="gradients">c, the gradient by each weight; becomes dL.</param>
    /// <param name="temperature">τ.</param>
    public static void Backward(PaddedRows probabilities, PaddedRows gradients, float temperature)
    {
        if (LaneWidth.Is512)
        {
            Backward<Lanes512>(probabilities.Pointer, gradients.Pointer, temperature, gradients.Rows, gradients.Stride);
        }
        else if (LaneWidth.Is256)
        {
            Backward<Lanes256>(probabilities.Pointer, gradients.Pointer, temperature, gradients.Rows, gradients.Stride);
        }
        else
        {
            Backward<Lanes128>(probabilities.Pointer, gradients.Pointer, temperature, gradients.Rows, gradients.Stride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Forward<T>(float* logits, float temperature, float* probabilities, int rows, int stride)
        where T : struct, ILanes<T>
    {
        for (int j = 0; j < stride; j += T.Count)
        {
            T largest = T.Broadcast(float.NegativeInfinity);
            for (int k = 0; k < rows; k++)
            {
                nuint i = (nuint)(k * stride + j);
                T value = T.Load(ref *logits, i);
                largest = T.Select(T.GreaterThan(value, largest), value, largest);
            }

            T sum = T.Broadcast(0);
            for (int k = 0; k < rows; k++)
            {
                nuint i = (nuint)(k * stride + j);
                T power = LaneMath.Exp((T.Load(ref *logits, i) - largest) / T.Broadcast(temperature));
                T.Store(power, ref *probabilities, i);
                sum += power;
            }

            for (int k = 0; k < rows; k++)
            {
                nuint i = (nuint)(k * stride + j);
                T.Store(T.Load(ref *probabilities, i) / sum, ref *probabilities, i);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Backward<T>(float* probabilities, float* gradients, float temperature, int rows, int stride)
        where T : struct, ILanes<T>
    {
        T inverse = T.Broadcast(1 / temperature);
        for (int j = 0; j < stride; j += T.Count)
        {
            T mean = T.Broadcast(0);
            for (int k = 0; k < rows; k++)
            {
                nuint i = (nuint)(k * stride + j);
                mean = T.FusedMultiplyAdd(T.Load(ref *probabilities, i), T.Load(ref *gradients, i), mean);
            }

            for (int k = 0; k < rows; k++)
            {
                nuint i = (nuint)(k * stride + j);
                T share = T.Load(ref *probabilities, i) * inverse;
                T.Store(Denormals.Multiply(share, T.Load(ref *gradients, i) - mean), ref *gradients, i);
            }
        }
    }
}
