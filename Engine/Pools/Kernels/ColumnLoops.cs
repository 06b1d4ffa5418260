using System.Runtime.CompilerServices;
using Engine.Numerics;
using Engine.Numerics.Lanes;

namespace Engine.Pools.Kernels;

/// <summary>
/// The loops over one tile: down the rows with a few neighboring blocks of neurons at a time, their coefficients and sums in
/// registers. What the forward pass saves lies in the order of these loops, so both passes run through it in sequence; the
/// part of a block that starts at column j starts at rows·j, wherever tiles begin.
/// </summary>
/// <typeparam name="TFunction">The function.</typeparam>
/// <typeparam name="T">The lanes.</typeparam>
internal static unsafe partial class ColumnLoops<TFunction, T>
    where TFunction : unmanaged, IColumnFunction
    where T : struct, ILanes<T>
{
    // Functions that cost no more than memory does fetch outputs this many floats (2 KB) before they are written: a store to a
    // line that is far away holds up those behind it.
    private const int Ahead = 512;

    /// <summary>y of one tile.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Forward(TFunction function, in ColumnWork work, in ColumnWork.Tile tile)
    {
        ColumnWork.Tile step = tile;
        for (; step.FirstRow < tile.EndRow; step.FirstRow = step.EndRow)
        {
            step.EndRow = Math.Min(step.FirstRow + work.StepRows, tile.EndRow);
            ForwardStep(function, in work, in step);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ForwardStep(TFunction function, in ColumnWork work, in ColumnWork.Tile tile)
    {
        nuint j = tile.FirstColumn, lanes = (nuint)T.Count;
        if (TFunction.BlocksPerRow == 4)
        {
            for (; j + 4 * lanes <= tile.EndColumn; j += 4 * lanes)
            {
                ForwardFour(function, in work, in tile, j);
            }
        }

        if (TFunction.BlocksPerRow >= 2)
        {
            for (; j + 2 * lanes <= tile.EndColumn; j += 2 * lanes)
            {
                ForwardTwo(function, in work, in tile, j);
            }
        }

        for (; j + lanes <= tile.EndColumn; j += lanes)
        {
            ForwardOne(function, in work, in tile, j);
        }

        if (j < tile.EndColumn)
        {
            ForwardPartial(function, in work, in tile, j, (int)(tile.EndColumn - j));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void ForwardFour(TFunction function, in ColumnWork work, in ColumnWork.Tile tile, nuint j)
    {
        nuint lanes = (nuint)T.Count, lanes2 = 2 * lanes, lanes3 = 3 * lanes, stride = (nuint)work.Stride;
        ref float coefficients = ref *work.Coefficients;
        TFunction.LoadForward(ref coefficients, stride, j, out ColumnValues<T> a);
        TFunction.LoadForward(ref coefficients, stride, j + lanes, out ColumnValues<T> b);
        TFunction.LoadForward(ref coefficients, stride, j + lanes2, out ColumnValues<T> c);
        TFunction.LoadForward(ref coefficients, stride, j + lanes3, out ColumnValues<T> d);
        nuint neurons = (nuint)work.Neurons, first = tile.FirstRow * neurons + j, end = tile.EndRow * neurons;
        ref float z = ref *work.Input;
        ref float y = ref *work.Output;
        for (nuint i = first; i < end; i += neurons)
        {
            FetchAhead(work.Output + i, 4);
            ForwardAt(function, ref z, ref y, i, in a);
            ForwardAt(function, ref z, ref y, i + lanes, in b);
            ForwardAt(function, ref z, ref y, i + lanes2, in c);
            ForwardAt(function, ref z, ref y, i + lanes3, in d);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void ForwardTwo(TFunction function, in ColumnWork work, in ColumnWork.Tile tile, nuint j)
    {
        nuint lanes = (nuint)T.Count, stride = (nuint)work.Stride;
        ref float coefficients = ref *work.Coefficients;
        TFunction.LoadForward(ref coefficients, stride, j, out ColumnValues<T> a);
        TFunction.LoadForward(ref coefficients, stride, j + lanes, out ColumnValues<T> b);
        nuint neurons = (nuint)work.Neurons, first = tile.FirstRow * neurons + j, end = tile.EndRow * neurons;
        nuint s = work.Saves ? (nuint)work.Rows * j + tile.FirstRow * 2 * lanes : 0, step = work.Saves ? 2 * lanes : 0;
        ref float z = ref *work.Input;
        ref float y = ref *work.Output;
        ref float saved = ref *work.Saved;
        nuint last = end - neurons + j;
        TFunction.Begin(T.Load(ref z, first), out T savedA, out T begunA);
        TFunction.Begin(T.Load(ref z, first + lanes), out T savedB, out T begunB);
        for (nuint i = first; i < end; i += neurons, s += step)
        {
            if (!TFunction.Saves)
            {
                FetchAhead(work.Output + i, 2);
            }

            nuint next = Math.Min(i + neurons, last);
            TFunction.Begin(T.Load(ref z, next), out T nextSavedA, out T nextBegunA);
            T.Store(function.Forward(T.Load(ref z, i), savedA, begunA, in a), ref y, i);
            TFunction.Begin(T.Load(ref z, next + lanes), out T nextSavedB, out T nextBegunB);
            T.Store(function.Forward(T.Load(ref z, i + lanes), savedB, begunB, in b), ref y, i + lanes);
            if (TFunction.Saves)
            {
                T.Store(savedA, ref saved, s);
                T.Store(savedB, ref saved, s + lanes);
            }

            (savedA, begunA, savedB, begunB) = (nextSavedA, nextBegunA, nextSavedB, nextBegunB);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void ForwardOne(TFunction function, in ColumnWork work, in ColumnWork.Tile tile, nuint j)
    {
        nuint lanes = (nuint)T.Count;
        TFunction.LoadForward(ref *work.Coefficients, (nuint)work.Stride, j, out ColumnValues<T> a);
        nuint neurons = (nuint)work.Neurons, first = tile.FirstRow * neurons + j, end = tile.EndRow * neurons;
        nuint s = work.Saves ? (nuint)work.Rows * j + tile.FirstRow * lanes : 0, step = work.Saves ? lanes : 0;
        ref float z = ref *work.Input;
        ref float y = ref *work.Output;
        ref float saved = ref *work.Saved;
        for (nuint i = first; i < end; i += neurons, s += step)
        {
            T input = T.Load(ref z, i);
            TFunction.Begin(input, out T savedA, out T begun);
            T.Store(function.Forward(input, savedA, begun, in a), ref y, i);
            if (TFunction.Saves)
            {
                T.Store(savedA, ref saved, s);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void ForwardPartial(TFunction function, in ColumnWork work, in ColumnWork.Tile tile, nuint j, int live)
    {
        TFunction.LoadForward(ref *work.Coefficients, (nuint)work.Stride, j, out ColumnValues<T> a);
        nuint neurons = (nuint)work.Neurons, first = tile.FirstRow * neurons + j, end = tile.EndRow * neurons;
        nuint s = work.Saves ? (nuint)work.Rows * j + tile.FirstRow * (nuint)live : 0, step = work.Saves ? (nuint)live : 0;
        for (nuint i = first; i < end; i += neurons, s += step)
        {
            T z = PartialLanes.Load<T>(work.Input + i, live);
            TFunction.Begin(z, out T saved, out T begun);
            PartialLanes.Store(function.Forward(z, saved, begun, in a), work.Output + i, live);
            if (TFunction.Saves)
            {
                PartialLanes.Store(saved, work.Saved + s, live);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ForwardAt(TFunction function, ref float z, ref float y, nuint i, in ColumnValues<T> coefficients)
    {
        T input = T.Load(ref z, i);
        TFunction.Begin(input, out T saved, out T begun);
        T.Store(function.Forward(input, saved, begun, in coefficients), ref y, i);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FetchAhead(float* output, int vectors)
    {
        Cache.PrefetchLine(output + Ahead);
        if (vectors * T.Count > PaddedRows.Padding)
        {
            Cache.PrefetchLine(output + Ahead + PaddedRows.Padding);
        }

        if (vectors * T.Count > 2 * PaddedRows.Padding)
        {
            Cache.PrefetchLine(output + Ahead + (2 * PaddedRows.Padding));
            Cache.PrefetchLine(output + Ahead + (3 * PaddedRows.Padding));
        }
    }
}
