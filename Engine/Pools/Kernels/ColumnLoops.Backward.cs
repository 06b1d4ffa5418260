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
        nuint j = tile.FirstColumn, lanes = (nuint)T.Count;
        if (TFunction.BlocksPerRow == 4)
        {
            for (; j + 4 * lanes <= tile.EndColumn; j += 4 * lanes)
            {
                BackwardFour(function, in work, in tile, j);
            }
        }
        else if (TFunction.BlocksPerRow == 2)
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
        ColumnValues<T> sumsA = default, sumsB = default, sumsC = default, sumsD = default;
        T biasA = default, biasB = default, biasC = default, biasD = default;
        nuint neurons = (nuint)work.Neurons, first = tile.FirstRow * neurons + j, end = tile.EndRow * neurons;
        ref float z = ref *work.Input;
        ref float dy = ref *work.Output;
        ref float dz = ref *work.InputGradient;
        for (nuint i = first; i < end; i += neurons)
        {
            biasA += Step(function, ref z, ref dy, ref dz, i, default, in a, ref sumsA);
            biasB += Step(function, ref z, ref dy, ref dz, i + lanes, default, in b, ref sumsB);
            biasC += Step(function, ref z, ref dy, ref dz, i + lanes2, default, in c, ref sumsC);
            biasD += Step(function, ref z, ref dy, ref dz, i + lanes3, default, in d, ref sumsD);
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
        ColumnValues<T> sumsA = default, sumsB = default;
        T biasA = default, biasB = default;
        nuint neurons = (nuint)work.Neurons, first = tile.FirstRow * neurons + j, end = tile.EndRow * neurons;
        nuint s = (nuint)work.Rows * j + tile.FirstRow * lanes2;
        ref float z = ref *work.Input;
        ref float dy = ref *work.Output;
        ref float dz = ref *work.InputGradient;
        ref float saved = ref *work.Saved;
        for (nuint i = first; i < end; i += neurons, s += lanes2)
        {
            T savedA = TFunction.Saves ? T.Load(ref saved, s) : default;
            biasA += Step(function, ref z, ref dy, ref dz, i, savedA, in a, ref sumsA);
            T savedB = TFunction.Saves ? T.Load(ref saved, s + lanes) : default;
            biasB += Step(function, ref z, ref dy, ref dz, i + lanes, savedB, in b, ref sumsB);
        }

        StoreSums(in work, in tile, j, in sumsA, biasA);
        StoreSums(in work, in tile, j + lanes, in sumsB, biasB);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void BackwardOne(TFunction function, in ColumnWork work, in ColumnWork.Tile tile, nuint j)
    {
        nuint lanes = (nuint)T.Count;
        TFunction.LoadBackward(ref *work.Coefficients, (nuint)work.Stride, j, out ColumnValues<T> a);
        ColumnValues<T> sums = default;
        T bias = default;
        nuint neurons = (nuint)work.Neurons, first = tile.FirstRow * neurons + j, end = tile.EndRow * neurons;
        nuint s = (nuint)work.Rows * j + tile.FirstRow * lanes;
        ref float z = ref *work.Input;
        ref float dy = ref *work.Output;
        ref float dz = ref *work.InputGradient;
        for (nuint i = first; i < end; i += neurons, s += lanes)
        {
            bias += Step(function, ref z, ref dy, ref dz, i, TFunction.Saves ? T.Load(ref *work.Saved, s) : default, in a, ref sums);
        }

        StoreSums(in work, in tile, j, in sums, bias);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void BackwardPartial(TFunction function, in ColumnWork work, in ColumnWork.Tile tile, nuint j, int live)
    {
        TFunction.LoadBackward(ref *work.Coefficients, (nuint)work.Stride, j, out ColumnValues<T> a);
        ColumnValues<T> sums = default;
        T bias = default;
        nuint neurons = (nuint)work.Neurons, first = tile.FirstRow * neurons + j, end = tile.EndRow * neurons;
        nuint s = (nuint)work.Rows * j + tile.FirstRow * (nuint)live;
        for (nuint i = first; i < end; i += neurons, s += (nuint)live)
        {
            T d = PartialLanes.Load<T>(work.Output + i, live);
            T saved = TFunction.Saves ? PartialLanes.Load<T>(work.Saved + s, live) : default;
            T slope = function.Backward(PartialLanes.Load<T>(work.Input + i, live), d, saved, in a, ref sums);
            T dz = Denormals.Multiply(slope, d);
            PartialLanes.Store(dz, work.InputGradient + i, live);
            bias += dz;
        }

        StorePartialSums(in work, in tile, j, in sums, bias, live);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Step(
        TFunction function,
        ref float input,
        ref float outputGradient,
        ref float inputGradient,
        nuint i,
        T saved,
        in ColumnValues<T> coefficients,
        ref ColumnValues<T> sums)
    {
        T d = T.Load(ref outputGradient, i);
        T dz = Denormals.Multiply(function.Backward(T.Load(ref input, i), d, saved, in coefficients, ref sums), d);
        T.Store(dz, ref inputGradient, i);
        return dz;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreSums(in ColumnWork work, in ColumnWork.Tile tile, nuint j, in ColumnValues<T> sums, T bias)
    {
        nuint stride = (nuint)work.Stride, chunk = tile.Chunk * (nuint)(TFunction.Sums + 1) * stride;
        TFunction.StoreSums(in sums, ref *work.Sums, stride, chunk + j);
        T.Store(bias, ref *work.Sums, chunk + (nuint)TFunction.Sums * stride + j);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StorePartialSums(
        in ColumnWork work, in ColumnWork.Tile tile, nuint j, in ColumnValues<T> sums, T bias, int live)
    {
        float* lanes = stackalloc float[(ColumnValues<T>.Capacity + 1) * Lanes512.Count];
        TFunction.StoreSums(in sums, ref *lanes, (nuint)T.Count, 0);
        T.Store(bias, ref *lanes, (nuint)(TFunction.Sums * T.Count));
        float* destination = work.Sums + tile.Chunk * (nuint)(TFunction.Sums + 1) * (nuint)work.Stride + j;
        for (int row = 0; row <= TFunction.Sums; row++)
        {
            new ReadOnlySpan<float>(lanes + row * T.Count, live).CopyTo(new Span<float>(destination + row * work.Stride, live));
        }
    }
}
