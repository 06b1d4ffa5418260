using System.Runtime.CompilerServices;
using Engine.Numerics;
using Engine.Numerics.Lanes;

namespace Engine.Pools.Kernels;

/// <content>The backward loops: every column's sums run down the rows of a chunk in order.</content>
internal static unsafe partial class ColumnLoops<TFunction, T>
{
    /// <summary>dz and the gradient sums of one tile.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Backward(TFunction function, in ColumnWork work, in ColumnWork.Tile tile)
    {
        ClearSums(in work, in tile);
        ColumnWork.Tile step = tile;
        for (; step.FirstRow < tile.EndRow; step.FirstRow = step.EndRow)
        {
            step.EndRow = Math.Min(step.FirstRow + work.StepRows, tile.EndRow);
            BackwardStep(function, in work, in step);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void BackwardStep(TFunction function, in ColumnWork work, in ColumnWork.Tile tile)
    {
        nuint j = tile.FirstColumn, lanes = (nuint)T.Count;
        if (TFunction.BlocksPerRow == 4)
        {
            for (; j + 4 * lanes <= tile.EndColumn; j += 4 * lanes)
            {
                BackwardFour(function, in work, in tile, j);
            }
        }

        if (TFunction.BlocksPerRow >= 2)
        {
            for (; j + 2 * lanes <= tile.EndColumn; j += 2 * lanes)
            {
                BackwardTwo(function, in work, in tile, j);
            }
        }

        for (; j + lanes <= tile.EndColumn; j += lanes)
        {
            BackwardOne(function, in work, in tile, j);
        }

        if (j < tile.EndColumn)
        {
            BackwardPartial(function, in work, in tile, j, (int)(tile.EndColumn - j));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void BackwardFour(TFunction function, in ColumnWork work, in ColumnWork.Tile tile, nuint j)
    {
        nuint lanes = (nuint)T.Count, lanes2 = 2 * lanes, lanes3 = 3 * lanes, stride = (nuint)work.Stride;
        ref float coefficients = ref *work.Coefficients;
        TFunction.LoadBackward(ref coefficients, stride, j, out ColumnValues<T> a);
        TFunction.LoadBackward(ref coefficients, stride, j + lanes, out ColumnValues<T> b);
        TFunction.LoadBackward(ref coefficients, stride, j + lanes2, out ColumnValues<T> c);
        TFunction.LoadBackward(ref coefficients, stride, j + lanes3, out ColumnValues<T> d);
        LoadSums(in work, in tile, j, out ColumnValues<T> sumsA, out T biasA);
        LoadSums(in work, in tile, j + lanes, out ColumnValues<T> sumsB, out T biasB);
        LoadSums(in work, in tile, j + lanes2, out ColumnValues<T> sumsC, out T biasC);
        LoadSums(in work, in tile, j + lanes3, out ColumnValues<T> sumsD, out T biasD);
        nuint neurons = (nuint)work.Neurons, first = tile.FirstRow * neurons + j, end = tile.EndRow * neurons;
        ref float z = ref *work.Input;
        ref float dy = ref *work.Output;
        ref float dz = ref *work.InputGradient;
        for (nuint i = first; i < end; i += neurons)
        {
            biasA += Step(function, ref z, ref dy, ref dz, i, default, default, in a, ref sumsA);
            biasB += Step(function, ref z, ref dy, ref dz, i + lanes, default, default, in b, ref sumsB);
            biasC += Step(function, ref z, ref dy, ref dz, i + lanes2, default, default, in c, ref sumsC);
            biasD += Step(function, ref z, ref dy, ref dz, i + lanes3, default, default, in d, ref sumsD);
        }

        StoreSums(in work, in tile, j, in sumsA, biasA);
        StoreSums(in work, in tile, j + lanes, in sumsB, biasB);
        StoreSums(in work, in tile, j + lanes2, in sumsC, biasC);
        StoreSums(in work, in tile, j + lanes3, in sumsD, biasD);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void BackwardTwo(TFunction function, in ColumnWork work, in ColumnWork.Tile tile, nuint j)
    {
        nuint lanes = (nuint)T.Count, lanes2 = 2 * lanes, stride = (nuint)work.Stride;
        ref float coefficients = ref *work.Coefficients;
        TFunction.LoadBackward(ref coefficients, stride, j, out ColumnValues<T> a);
        TFunction.LoadBackward(ref coefficients, stride, j + lanes, out ColumnValues<T> b);
        LoadSums(in work, in tile, j, out ColumnValues<T> sumsA, out T biasA);
        LoadSums(in work, in tile, j + lanes, out ColumnValues<T> sumsB, out T biasB);
        nuint neurons = (nuint)work.Neurons, first = tile.FirstRow * neurons + j, end = tile.EndRow * neurons;
        nuint s = (nuint)work.Rows * j + tile.FirstRow * lanes2;
        ref float z = ref *work.Input;
        ref float dy = ref *work.Output;
        ref float dz = ref *work.InputGradient;
        ref float saved = ref *work.Saved;
        nuint last = s + (tile.EndRow - tile.FirstRow - 1) * lanes2;
        T begunA = TFunction.BeginBackward(LoadSaved(ref saved, s)), begunB = TFunction.BeginBackward(LoadSaved(ref saved, s + lanes));
        for (nuint i = first; i < end; i += neurons, s += lanes2)
        {
            nuint next = Math.Min(s + lanes2, last);
            T nextA = TFunction.BeginBackward(LoadSaved(ref saved, next));
            biasA += Step(function, ref z, ref dy, ref dz, i, LoadSaved(ref saved, s), begunA, in a, ref sumsA);
            T nextB = TFunction.BeginBackward(LoadSaved(ref saved, next + lanes));
            biasB += Step(function, ref z, ref dy, ref dz, i + lanes, LoadSaved(ref saved, s + lanes), begunB, in b, ref sumsB);
            (begunA, begunB) = (nextA, nextB);
        }

        StoreSums(in work, in tile, j, in sumsA, biasA);
        StoreSums(in work, in tile, j + lanes, in sumsB, biasB);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void BackwardOne(TFunction function, in ColumnWork work, in ColumnWork.Tile tile, nuint j)
    {
        nuint lanes = (nuint)T.Count;
        TFunction.LoadBackward(ref *work.Coefficients, (nuint)work.Stride, j, out ColumnValues<T> a);
        LoadSums(in work, in tile, j, out ColumnValues<T> sums, out T bias);
        nuint neurons = (nuint)work.Neurons, first = tile.FirstRow * neurons + j, end = tile.EndRow * neurons;
        nuint s = (nuint)work.Rows * j + tile.FirstRow * lanes;
        ref float z = ref *work.Input;
        ref float dy = ref *work.Output;
        ref float dz = ref *work.InputGradient;
        for (nuint i = first; i < end; i += neurons, s += lanes)
        {
            T saved = LoadSaved(ref *work.Saved, s);
            bias += Step(function, ref z, ref dy, ref dz, i, saved, TFunction.BeginBackward(saved), in a, ref sums);
        }

        StoreSums(in work, in tile, j, in sums, bias);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void BackwardPartial(TFunction function, in ColumnWork work, in ColumnWork.Tile tile, nuint j, int live)
    {
        TFunction.LoadBackward(ref *work.Coefficients, (nuint)work.Stride, j, out ColumnValues<T> a);
        float* sumLanes = stackalloc float[(ColumnValues<T>.Capacity + 1) * Lanes512.Count];
        float* totals = work.Sums + SumsIndex(in work, in tile, j);
        CopySums(totals, work.Stride, sumLanes, T.Count, live);
        TFunction.LoadSums(ref *sumLanes, (nuint)T.Count, 0, out ColumnValues<T> sums);
        T bias = T.Load(ref *sumLanes, (nuint)(TFunction.Sums * T.Count));
        nuint neurons = (nuint)work.Neurons, first = tile.FirstRow * neurons + j, end = tile.EndRow * neurons;
        nuint s = (nuint)work.Rows * j + tile.FirstRow * (nuint)live;
        for (nuint i = first; i < end; i += neurons, s += (nuint)live)
        {
            T d = PartialLanes.Load<T>(work.Output + i, live);
            T saved = TFunction.Saves ? PartialLanes.Load<T>(work.Saved + s, live) : default;
            T slope = function.Backward(PartialLanes.Load<T>(work.Input + i, live), d, saved, TFunction.BeginBackward(saved), in a, ref sums);
            T dz = Denormals.Multiply(slope, d);
            PartialLanes.Store(dz, work.InputGradient + i, live);
            bias += dz;
        }

        TFunction.StoreSums(in sums, ref *sumLanes, (nuint)T.Count, 0);
        T.Store(bias, ref *sumLanes, (nuint)(TFunction.Sums * T.Count));
        CopySums(sumLanes, T.Count, totals, work.Stride, live);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Step(
        TFunction function,
        ref float input,
        ref float outputGradient,
        ref float inputGradient,
        nuint i,
        T saved,
        T begun,
        in ColumnValues<T> coefficients,
        ref ColumnValues<T> sums)
    {
        T d = T.Load(ref outputGradient, i);
        T dz = Denormals.Multiply(function.Backward(T.Load(ref input, i), d, saved, begun, in coefficients, ref sums), d);
        T.Store(dz, ref inputGradient, i);
        return dz;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T LoadSaved(ref float saved, nuint s) => TFunction.Saves ? T.Load(ref saved, s) : default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nuint SumsIndex(in ColumnWork work, in ColumnWork.Tile tile, nuint j) =>
        tile.Chunk * (nuint)(TFunction.Sums + 1) * (nuint)work.Stride + j;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void LoadSums(in ColumnWork work, in ColumnWork.Tile tile, nuint j, out ColumnValues<T> sums, out T bias)
    {
        nuint stride = (nuint)work.Stride, first = SumsIndex(in work, in tile, j);
        TFunction.LoadSums(ref *work.Sums, stride, first, out sums);
        bias = T.Load(ref *work.Sums, first + (nuint)TFunction.Sums * stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreSums(in ColumnWork work, in ColumnWork.Tile tile, nuint j, in ColumnValues<T> sums, T bias)
    {
        nuint stride = (nuint)work.Stride, first = SumsIndex(in work, in tile, j);
        TFunction.StoreSums(in sums, ref *work.Sums, stride, first);
        T.Store(bias, ref *work.Sums, first + (nuint)TFunction.Sums * stride);
    }

    private static void ClearSums(in ColumnWork work, in ColumnWork.Tile tile)
    {
        float* first = work.Sums + SumsIndex(in work, in tile, tile.FirstColumn);
        for (int row = 0; row <= TFunction.Sums; row++)
        {
            new Span<float>(first + row * work.Stride, (int)(tile.EndColumn - tile.FirstColumn)).Clear();
        }
    }

    private static void CopySums(float* source, int sourceStride, float* destination, int destinationStride, int live)
    {
        for (int row = 0; row <= TFunction.Sums; row++)
        {
            new ReadOnlySpan<float>(source + row * sourceStride, live).CopyTo(new Span<float>(destination + row * destinationStride, live));
        }
    }
}
