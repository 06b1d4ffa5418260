using System.Runtime.CompilerServices;
using Engine.Numerics.Lanes;

namespace Engine.Pools.Kernels;

/// <summary>
/// The forward loop over neighboring neurons of one function: the coefficients of the first lanes stay in registers for all of
/// them, so the loop goes along the rows and touches each once.
/// </summary>
/// <typeparam name="TFunction">The function.</typeparam>
/// <typeparam name="T">The lanes.</typeparam>
internal static unsafe class UniformLoop<TFunction, T>
    where TFunction : unmanaged, IColumnFunction
    where T : struct, ILanes<T>
{
    /// <summary>y of a block of rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Forward(
        TFunction function, float* z, float* y, (int Rows, int Stride, int Columns) shape, float* coefficients, int coefficientStride)
    {
        TFunction.LoadForward(ref *coefficients, (nuint)coefficientStride, 0, out ColumnValues<T> values);
        nint lanes = T.Count, stride = shape.Stride, last = shape.Columns - lanes;
        if (last < 0)
        {
            for (int row = 0; row < shape.Rows; row++, z += stride, y += stride)
            {
                PartialLanes.Store(Compute(function, PartialLanes.Load<T>(z, shape.Columns), in values), y, shape.Columns);
            }

            return;
        }

        for (int row = 0; row < shape.Rows; row++, z += stride, y += stride)
        {
            // The last lanes overlap those before. The output may lie over the input, so they are computed first.
            T ending = Compute(function, T.Load(ref z[last], 0), in values);
            for (nint j = 0; j < last; j += lanes)
            {
                T.Store(Compute(function, T.Load(ref z[j], 0), in values), ref y[j], 0);
            }

            T.Store(ending, ref y[last], 0);
        }
    }
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Compute(TFunction function, T z, in ColumnValues<T> coefficients)
    {
        TFunction.Begin(z, out T saved, out T begun);
        return function.Forward(z, saved, begun, in coefficients);
    }
}
