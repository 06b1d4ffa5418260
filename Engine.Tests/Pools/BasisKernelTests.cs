using Engine.Numerics.Lanes;
using Engine.Pools.Basis;
using Engine.Pools.Kernels;
using Engine.Tests.Reference;
using Engine.Tests.Support;
using NUnit.Framework;

namespace Engine.Tests.Pools;

[TestFixture]
internal sealed class BasisKernelTests
{
    // Sizes below, at and above each lane width, one beyond a tile, one beyond a row chunk, one wide.
    private static readonly (int Rows, int Neurons)[] Sizes =
        [(1, 1), (3, 5), (7, 16), (2, 17), (33, 31), (5, 32), (4, 48), (3, 67), (9, 128), (6, 150), (1030, 3), (2100, 40), (1100, 300)];

    private static readonly BasisTerms[] Sets =
    [
        BasisKernels.TermsOf<RectifiedTerms>(), BasisKernels.TermsOf<SlopeTerms>(), BasisKernels.TermsOf<PiecewiseTerms>(), BasisTerms.Positive | BasisTerms.Exponential, BasisTerms.Sigmoid, BasisTerms.Tanh, BasisKernels.TermsOf<BentTerms>(),
        BasisKernels.TermsOf<SmartMixedTerms>(), BasisKernels.TermsOf<CommonTerms>(), BasisKernels.TermsOf<AllTerms>(),
    ];

    [Test]
    public void PassesMatchTheDoubleTwin([ValueSource(nameof(Sets))] BasisTerms terms)
    {
        foreach ((int rows, int neurons) in Sizes)
        {
            KernelRun run = new(BasisKernels.For(terms), rows, neurons, rows + neurons);
            ClearDead(run, terms);
            run.Forward().Backward();
            run.CheckGuards();
            CompareWithTwin(run, terms);
        }
    }

    [Test]
    public void TheTwinsSlopesAreDerivatives()
    {
        var random = new Random(5);
        for (int term = 0; term < PoolsBasis.Terms; term++)
        {
            for (int i = 0; i < 200; i++)
            {
                double z = 8 * random.NextDouble() - 4, h = 1e-5;
                double difference = (PoolsBasis.Value(term, z + h) - PoolsBasis.Value(term, z - h)) / (2 * h);
                if (Math.Abs(z) > h)
                {
                    Assert.That(PoolsBasis.Slope(term, z), Is.EqualTo(difference).Within(1e-9), $"term {term} at {z}");
                }
            }
        }
    }

    [Test]
    public void EveryLaneWidthReturnsTheSameBits([ValueSource(nameof(Sets))] BasisTerms terms)
    {
        switch (terms)
        {
            case var t when t == BasisKernels.TermsOf<RectifiedTerms>(): CompareWidths<PiecewiseColumn<RectifiedTerms>>(); break;
            case var t when t == BasisKernels.TermsOf<SlopeTerms>(): CompareWidths<PiecewiseColumn<SlopeTerms>>(); break;
            case var t when t == BasisKernels.TermsOf<PiecewiseTerms>(): CompareWidths<PiecewiseColumn<PiecewiseTerms>>(); break;
            case BasisTerms.Positive | BasisTerms.Exponential: CompareWidths<BendColumn>(); break;
            case BasisTerms.Sigmoid: CompareWidths<SigmoidalColumn<LogisticTerm>>(); break;
            case BasisTerms.Tanh: CompareWidths<SigmoidalColumn<TanhTerm>>(); break;
            case var t when t == BasisKernels.TermsOf<BentTerms>(): CompareWidths<CurvedColumn<BentTerms>>(); break;
            case var t when t == BasisKernels.TermsOf<SmartMixedTerms>(): CompareWidths<CurvedColumn<SmartMixedTerms>>(); break;
            case var t when t == BasisKernels.TermsOf<CommonTerms>(): CompareWidths<CurvedColumn<CommonTerms>>(); break;
            default: CompareWidths<CurvedColumn<AllTerms>>(); break;
        }
    }

    [Test]
    public void ALargerSetOfTermsReturnsTheSameBits()
    {
        foreach (BasisTerms small in Sets)
        {
            foreach (BasisTerms large in Sets.Where(s => (s & small) == small))
            {
                KernelRun a = new(BasisKernels.For(small), 19, 37, 11), b = new(BasisKernels.For(large), 19, 37, 11);
                ClearDead(a, small);
                ClearDead(b, small);
                a.Forward().Backward();
                b.Forward().Backward();
                AssertSameNumbers(a.Output, b.Output, $"{small} in {large}");
                AssertSameNumbers(a.InputGradient, b.InputGradient, $"{small} in {large}");
            }
        }
    }

    [Test]
    public void ThreadsAndSavingDoNotChangeBits()
    {
        foreach ((int rows, int neurons) in new[] { (300, 200), (2500, 33), (20, 1000) })
        {
            KernelRun one = new KernelRun(BasisKernels.For(BasisKernels.TermsOf<SmartMixedTerms>()), rows, neurons, 3).Forward().Backward();
            foreach (int threads in new[] { 2, 3, 8 })
            {
                KernelRun many = new KernelRun(one.Kernel, rows, neurons, 3).Forward(threads).Backward(threads);
                Assert.That(many.Output.Span.SequenceEqual(one.Output.Span));
                Assert.That(many.Saved.Span.SequenceEqual(one.Saved.Span));
                Assert.That(many.InputGradient.Span.SequenceEqual(one.InputGradient.Span));
                Assert.That(many.Sums.Values.All.SequenceEqual(one.Sums.Values.All));
            }

            KernelRun unsaved = new KernelRun(one.Kernel, rows, neurons, 3).Forward(saves: false);
            Assert.That(unsaved.Output.Span.SequenceEqual(one.Output.Span));
        }
    }

    [Test]
    public unsafe void NeuronsOfOneFunctionReturnTheSameBitsAlongTheRows([ValueSource(nameof(Sets))] BasisTerms terms)
    {
        foreach ((int rows, int neurons) in Sizes)
        {
            KernelRun run = new(BasisKernels.For(terms), rows, neurons, 13);
            for (int row = 0; row < run.Kernel.Coefficients; row++)
            {
                run.Coefficients.Row(row).Fill(run.Coefficients.Row(row)[0]);
            }

            float[] input = run.Input.Span.ToArray(), whole = run.Forward(saves: false).Output.Span.ToArray();
            int first = neurons / 3, columns = neurons - (neurons / 5) - first;
            fixed (float* z = run.Input.Span)
            {
                run.Kernel.ForwardUniform(z + first, z + first, (rows, neurons, columns), run.Coefficients, first);
            }

            for (int i = 0; i < whole.Length; i++)
            {
                bool isInside = i % neurons >= first && i % neurons < first + columns;
                Assert.That(run.Input.Span[i], Is.EqualTo(isInside ? whole[i] : input[i]), $"{rows} rows of {neurons}, element {i}");
            }

            run.CheckGuards();
        }
    }

    [Test]
    public void InfiniteInputsGiveTheLimitAndNotANumberStays()
    {
        float[] inputs = [float.PositiveInfinity, float.NegativeInfinity, float.NaN, 1e30f, -1e30f, -0f];
        KernelRun run = new(BasisKernels.For(BasisKernels.TermsOf<AllTerms>()), inputs.Length, PoolsBasis.Terms, 1);
        run.Coefficients.All.Clear();
        for (int term = 0; term < PoolsBasis.Terms; term++)
        {
            run.Coefficients.Row(term)[term] = 1;
            for (int row = 0; row < inputs.Length; row++)
            {
                run.Input.Span[row * PoolsBasis.Terms + term] = inputs[row];
            }
        }

        run.Forward();
        float[] up = [float.PositiveInfinity, 0, 0, 1, 1, 1, float.PositiveInfinity, float.PositiveInfinity];
        float[] down = [0, float.NegativeInfinity, -1, 0, -1, 0, 0, 0];
        for (int term = 0; term < PoolsBasis.Terms; term++)
        {
            Assert.That(run.Output.Span[term], Is.EqualTo(up[term]).Within(1e-15), $"term {term} at +inf");
            Assert.That(run.Output.Span[PoolsBasis.Terms + term], Is.EqualTo(down[term]).Within(1e-15), $"term {term} at -inf");
            Assert.That(run.Output.Span[2 * PoolsBasis.Terms + term], Is.NaN, $"term {term} at NaN");
            Assert.That(float.IsFinite(run.Output.Span[3 * PoolsBasis.Terms + term]), $"term {term} at 1e30");
            Assert.That(float.IsFinite(run.Output.Span[4 * PoolsBasis.Terms + term]), $"term {term} at -1e30");
        }
    }

    [Test]
    public void TinyGradientsAreFlushedAndNeverDenormal()
    {
        KernelRun run = new(BasisKernels.For(BasisKernels.TermsOf<SmartMixedTerms>()), 8, 32, 9);
        foreach (ref float d in run.OutputGradient.Span)
        {
            d *= 1e-37f;
        }

        run.Forward().Backward();
        Assert.That(run.InputGradient.Span.ContainsAnyExcept(0f), Is.False);
    }

    [IsaBody]
    public static void Kernels(BitHash hash)
    {
        foreach (BasisTerms terms in Sets)
        {
            KernelRun run = new KernelRun(BasisKernels.For(terms), 5, 37, 21).Forward().Backward();
            hash.Add(run.Output.Span);
            hash.Add(run.InputGradient.Span);
            hash.Add(run.Sums.Values.All);
        }
    }

    private static unsafe void CompareWidths<TFunction>()
        where TFunction : unmanaged, IColumnFunction
    {
        foreach ((int rows, int neurons) in Sizes)
        {
            KernelRun a = RunAt<TFunction, Lanes128>(rows, neurons), b = RunAt<TFunction, Lanes256>(rows, neurons);
            KernelRun c = RunAt<TFunction, Lanes512>(rows, neurons);
            foreach (KernelRun other in new[] { b, c })
            {
                Assert.That(other.Output.Span.SequenceEqual(a.Output.Span));
                Assert.That(other.InputGradient.Span.SequenceEqual(a.InputGradient.Span));
                Assert.That(other.Sums.Values.All.SequenceEqual(a.Sums.Values.All));
            }

            float[] uniform = UniformAt<TFunction, Lanes128>(rows, neurons);
            Assert.That(UniformAt<TFunction, Lanes256>(rows, neurons).AsSpan().SequenceEqual(uniform));
            Assert.That(UniformAt<TFunction, Lanes512>(rows, neurons).AsSpan().SequenceEqual(uniform));
        }
    }

    private static unsafe float[] UniformAt<TFunction, T>(int rows, int neurons)
        where TFunction : unmanaged, IColumnFunction
        where T : struct, ILanes<T>
    {
        KernelRun run = new(new ColumnKernel<TFunction>(default), rows, neurons, 7);
        for (int row = 0; row < run.Kernel.Coefficients; row++)
        {
            run.Coefficients.Row(row).Fill(run.Coefficients.Row(row)[0]);
        }

        run.Kernel.Prepare(run.Coefficients);
        fixed (float* z = run.Input.Span, y = run.Output.Span)
        {
            UniformLoop<TFunction, T>.Forward(default, z, y, (rows, neurons, neurons), run.Coefficients.Pointer, run.Coefficients.Stride);
        }

        run.CheckGuards();
        return run.Output.Span.ToArray();
    }

    private static unsafe KernelRun RunAt<TFunction, T>(int rows, int neurons)
        where TFunction : unmanaged, IColumnFunction
        where T : struct, ILanes<T>
    {
        KernelRun run = new(new ColumnKernel<TFunction>(default), rows, neurons, 7);
        run.Sums.Reserve(ColumnWork.CountChunks(rows));
        run.Kernel.Prepare(run.Coefficients);
        fixed (float* z = run.Input.Span, y = run.Output.Span, s = run.Saved.Span, dy = run.OutputGradient.Span, dz = run.InputGradient.Span)
        {
            ColumnWork work = new()
            {
                Input = z,
                Output = y,
                Saved = s,
                Saves = TFunction.Saves,
                Coefficients = run.Coefficients.Pointer,
                Sums = run.Sums.Values.Pointer,
                Rows = rows,
                Neurons = neurons,
                Stride = run.Coefficients.Stride,
                EndColumn = neurons,
                Parts = 1,
            };
            for (int tile = 0; tile < work.Tiles;)
            {
                ColumnLoops<TFunction, T>.Forward(default, in work, work.TilesAt(tile, work.Tiles, out tile));
            }

            work.Output = dy;
            work.InputGradient = dz;
            for (int tile = 0; tile < work.Tiles;)
            {
                ColumnLoops<TFunction, T>.Backward(default, in work, work.TilesAt(tile, work.Tiles, out tile));
            }
        }

        run.Sums.Fold(ColumnWork.CountChunks(rows), 0, neurons);
        return run;
    }

    private static void ClearDead(KernelRun run, BasisTerms terms)
    {
        for (int term = 0; term < PoolsBasis.Terms; term++)
        {
            if (((int)terms >> term & 1) == 0)
            {
                run.Coefficients.PaddedRow(term).Clear();
            }
        }
    }

    private static void AssertSameNumbers(GuardedBuffer a, GuardedBuffer b, string what)
    {
        for (int i = 0; i < a.Length; i++)
        {
            Near.Check(a.Span[i], b.Span[i], 0, what, i);
        }
    }

    private static void CompareWithTwin(KernelRun run, BasisTerms terms)
    {
        const double Rounding = 6e-7; // a few roundings of float, relative to the sum of magnitudes
        for (int j = 0; j < run.Neurons; j++)
        {
            double[] sums = new double[PoolsBasis.Terms + 1], magnitudes = new double[PoolsBasis.Terms + 1];
            for (int row = 0; row < run.Rows; row++)
            {
                int i = row * run.Neurons + j;
                double z = run.Input.Span[i], d = run.OutputGradient.Span[i], y = 0, slope = 0, size = 0, slopeSize = 1;
                for (int term = 0; term < PoolsBasis.Terms; term++)
                {
                    double c = run.Coefficients.Row(term)[j], value = PoolsBasis.Value(term, z), derivative = PoolsBasis.Slope(term, z);
                    y += c * value;
                    slope += c * derivative;
                    size += Math.Abs(c * value);
                    slopeSize += Math.Abs(c * derivative);
                    sums[term] += d * value;
                    magnitudes[term] += Math.Abs(d) * (Math.Abs(value) + 0.5);
                }

                Near.Check(run.Output.Span[i], y, Rounding * size + 1e-30, "y", i);
                Near.Check(run.InputGradient.Span[i], slope * d, Rounding * slopeSize * Math.Abs(d), "dz", i);
                sums[PoolsBasis.Terms] += slope * d;
                magnitudes[PoolsBasis.Terms] += slopeSize * Math.Abs(d);
            }

            for (int term = 0; term <= PoolsBasis.Terms; term++)
            {
                if (term == PoolsBasis.Terms || ((int)terms >> term & 1) != 0)
                {
                    Near.Check(run.Sums.Values.Row(term)[j], sums[term], 4 * Rounding * magnitudes[term], "sum", term);
                }
            }
        }
    }
}
