using System.Runtime.CompilerServices;

namespace Engine.Pools.Kernels;

/// <content>
/// The forward loops over neurons of one function: the coefficients stay in registers for all of them, so the loops go along
/// the rows, and every row is touched once.
/// </content>
internal static unsafe partial class ColumnLoops<TFunction, T>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void ForwardUniform(TFunction function, in ColumnWork work, in ColumnWork.Tile tile)
    {
        nint lanes = T.Count;
        int columns = (int)(tile.EndColumn - tile.FirstColumn);
        TFunction.LoadForward(ref *work.Coefficients, (nuint)work.Stride, tile.FirstColumn, out ColumnValues<T> values);
        nint first = (nint)tile.FirstRow * work.Neurons + (nint)tile.FirstColumn, end = (nint)tile.EndRow * work.Neurons;
        if (columns < lanes)
        {
            for (nint i = first; i < end; i += work.Neurons)
            {
                T z = PartialLanes.Load<T>(work.Input + i, columns);
                PartialLanes.Store(function.Forward(z, in values, out _), work.Output + i, columns);
            }

            return;
        }

        nint neurons = work.Neurons, last = columns - lanes;
        for (float* z = work.Input + first, y = work.Output + first; z < work.Input + end; z += neurons, y += neurons)
        {
            // The last lanes overlap those before. The output may lie over the input, so they are computed first.
            T ending = function.Forward(T.Load(ref z[last], 0), in values, out _);
            for (nint j = 0; j < last; j += lanes)
            {
                T.Store(function.Forward(T.Load(ref z[j], 0), in values, out _), ref y[j], 0);
            }

            T.Store(ending, ref y[last], 0);
        }
    }
}
