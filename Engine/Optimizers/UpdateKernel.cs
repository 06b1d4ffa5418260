using System.Runtime.CompilerServices;
using Engine.Numerics.Lanes;

namespace Engine.Optimizers;

/// <summary>The loop of every optimizer: one pass over values, gradients and states. Lanes never mix, so all widths agree.</summary>
/// <typeparam name="TRule">The formula.</typeparam>
internal static unsafe class UpdateKernel<TRule>
    where TRule : struct, IUpdateRule
{
    private const int WidestLanes = 16;

    /// <summary>Gets the loop as an address that unmanaged data may hold.</summary>
    public static delegate*<in ParameterUpdate, int, float*, int, void> Address => &Run;

    private static void Run(in ParameterUpdate update, int start, float* gradient, int count)
    {
        if (LaneWidth.Is512)
        {
            Run<Lanes512>(in update, start, gradient, count);
        }
        else if (LaneWidth.Is256)
        {
            Run<Lanes256>(in update, start, gradient, count);
        }
        else
        {
            Run<Lanes128>(in update, start, gradient, count);
        }
    }

    /// <summary>The loop at a given width; the public entry chooses the machine's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Run<T>(in ParameterUpdate update, int start, float* gradient, int count)
        where T : struct, ILanes<T>
    {
        UpdateCoefficients c = update.Coefficients;
        float* value = update.Value + start;
        float* first = TRule.States > 0 ? update.First + start : null;
        float* second = TRule.States > 1 ? update.Second + start : null;
        int whole = count - (count % T.Count);
        for (int i = 0; i < whole; i += T.Count)
        {
            Step<T>(in c, value + i, gradient + i, first + i, second + i);
        }

        if (whole < count)
        {
            // The last values take the same vector code on a copy: same bits as in the middle, no access past the end.
            int rest = count - whole;
            float* copy = stackalloc float[4 * WidestLanes];
            new Span<float>(copy, 4 * WidestLanes).Clear();
            Move(value + whole, copy, rest);
            Move(gradient + whole, copy + WidestLanes, rest);
            Move(first + whole, copy + (2 * WidestLanes), TRule.States > 0 ? rest : 0);
            Move(second + whole, copy + (3 * WidestLanes), TRule.States > 1 ? rest : 0);
            Step<T>(in c, copy, copy + WidestLanes, copy + (2 * WidestLanes), copy + (3 * WidestLanes));
            Move(copy, value + whole, rest);
            Move(copy + (2 * WidestLanes), first + whole, TRule.States > 0 ? rest : 0);
            Move(copy + (3 * WidestLanes), second + whole, TRule.States > 1 ? rest : 0);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step<T>(in UpdateCoefficients c, float* value, float* gradient, float* first, float* second)
        where T : struct, ILanes<T>
    {
        T m = TRule.States > 0 ? T.Load(in *first, 0) : default;
        T v = TRule.States > 1 ? T.Load(in *second, 0) : default;
        T.Store(TRule.Apply(in c, T.Load(in *value, 0), T.Load(in *gradient, 0), ref m, ref v), ref *value, 0);
        if (TRule.States > 0)
        {
            T.Store(m, ref *first, 0);
        }

        if (TRule.States > 1)
        {
            T.Store(v, ref *second, 0);
        }
    }

    private static void Move(float* from, float* to, int count) =>
        new ReadOnlySpan<float>(from, count).CopyTo(new Span<float>(to, count));
}
