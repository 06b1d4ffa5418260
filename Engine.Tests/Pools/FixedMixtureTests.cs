using Engine.Activations;
using Engine.Pools;
using Engine.Tests.Reference;
using NUnit.Framework;

namespace Engine.Tests.Pools;

[TestFixture]
internal sealed class FixedMixtureTests
{
    private const int Rows = 13, Neurons = 75;
    private static readonly int[] Scattered = Enumerable.Range(0, Neurons).Select(j => j * j * 7 % 11 % 6).ToArray();

    [Test]
    public void GroupedAndScatteredNeuronsMatchTheTwinAndEachOtherExactly()
    {
        GroupingPermutation grouping = GroupingPermutation.Of(Scattered);
        FixedMixture scattered = new(Candidates.SmartMixed, Scattered), grouped = scattered.Reorder(grouping);
        PoolRun a = new PoolRun(scattered, Rows, Neurons, 3), b = new(grouped, Rows, Neurons, 3);
        a.Input.Span.CopyTo(b.Input.Span);
        a.OutputGradient.Span.CopyTo(b.OutputGradient.Span);
        grouping.PermuteColumns(b.Input.Span);
        grouping.PermuteColumns(b.OutputGradient.Span);
        a.Forward().Backward().AssertIntact();
        b.Forward().Backward().AssertIntact();
        for (int i = 0; i < a.Input.Length; i++)
        {
            string name = Candidates.SmartMixed[Scattered[i % Neurons]].Name;
            Near.Check(a.Output.Span[i], PoolsReference.Function(name, a.Input.Span[i]), 1e-6, "y", i);
            Near.Check(a.InputGradient.Span[i], a.OutputGradient.Span[i] * PoolsReference.Derivative(name, a.Input.Span[i]), 1e-6, "dz", i);
        }

        grouping.Inverse().PermuteColumns(b.Output.Span);
        grouping.Inverse().PermuteColumns(b.InputGradient.Span);
        grouping.Inverse().PermuteColumns(b.Bias.Span);
        for (int i = 0; i < a.Input.Length; i++)
        {
            Near.Check(b.Output.Span[i], a.Output.Span[i], 0, "grouped y", i);
            Near.Check(b.InputGradient.Span[i], a.InputGradient.Span[i], 0, "grouped dz", i);
        }

        for (int j = 0; j < Neurons; j++)
        {
            Near.Check(b.Bias.Span[j], a.Bias.Span[j], 0, "grouped db", j);
        }
    }

    [Test]
    public void PredictionHasTheBitsOfTrainingInPlaceAndFromManyThreads()
    {
        FixedMixture mixture = new(Candidates.SmartMixed, Scattered);
        float[] wanted = new PoolRun(mixture, Rows, Neurons, 3).Forward().Output.Span.ToArray();
        Activation frozen = mixture.Freeze();
        Parallel.For(0, 8, _ =>
        {
            PoolRun run = new(frozen, Rows, Neurons, 3);
            frozen.Forward(new ActivationForward { Neurons = Neurons, Input = run.Input.Span, Output = run.Input.Span, Team = run.Team });
            Assert.That(run.Input.Span.SequenceEqual(wanted));
        });
    }

    [Test]
    public void AnyFunctionJoinsAtTheCostOfItsOwnPass()
    {
        Candidate cube = Candidate.Of(default(Cube));
        FixedMixture mixture = new([Candidates.Relu, cube], Scattered.Select(k => k % 2).ToArray());
        PoolRun run = new PoolRun(mixture, Rows, Neurons, 3).Forward().Backward();
        ParametricPool pool = (ParametricPool)new ParametricPool(Candidates.Tanh, cube).Bind(Neurons);
        PoolRun mixed = new PoolRun(pool, Rows, Neurons, 3).Forward().Backward();
        double[] sums = new double[Neurons];
        for (int i = 0; i < run.Input.Length; i++)
        {
            double z = run.Input.Span[i], d = run.OutputGradient.Span[i];
            bool isCube = Scattered[i % Neurons] % 2 == 1;
            Near.Check(run.Output.Span[i], isCube ? z * z * z : Math.Max(z, 0), 3e-6, "y", i);
            Near.Check(run.InputGradient.Span[i], d * (isCube ? 3 * z * z : z > 0 ? 1 : 0), 3e-6, "dz", i);
            Near.Check(mixed.Output.Span[i], (Math.Tanh(z) + z * z * z) / 2, 3e-6, "mixed y", i);
            Near.Check(mixed.InputGradient.Span[i], d * (1 - Math.Pow(Math.Tanh(z), 2) + 3 * z * z) / 2, 3e-6, "mixed dz", i);
            sums[i % Neurons] += d * z * z * z;
        }

        for (int j = 0; j < Neurons; j++)
        {
            Near.Check(pool.Parameters[0].Gradient[Neurons + j], sums[j], 5e-5, "coefficient", j);
        }
    }

    [Test]
    public void ExploreFixUnfixKeepsTheChoices()
    {
        var pool = (SmartMixed)new SmartMixed(SmartMixedOptions.Default with { StartsAtRandom = true }).Bind(Neurons);
        pool.Initialize(1, 2);
        FixedMixture mixture = pool.Fix();
        Assert.That(mixture.Choices, Is.EqualTo(pool.Choices));
        SmartMixed again = SmartMixed.Unfix(mixture);
        Assert.That(again.Choices, Is.EqualTo(pool.Choices));
        Assert.That(SmartMixed.Unfix(new FixedMixture(Candidates.SmartMixed, mixture.Choices)).Options.ScaleCorrection, Is.False, "the scale is the mixture's");
        Assert.That(again.Options.ScaleCorrection, Is.True);
        Assert.That(again.Statistics().Entropy, Is.InRange(0.5, 0.99));
        SmartMixed fromName = SmartMixed.Unfix((FixedMixture)PoolCatalog.Parse(mixture.Name));
        Assert.That(fromName.Choices, Is.EqualTo(pool.Choices));
        Assert.That(() => mixture.Bind(Neurons + 1), Throws.ArgumentException);
    }

    [Test]
    public void APermutationAbsorbedIntoBothWeightsChangesNothingButTheOrder()
    {
        int[] choices = [2, 0, 1, 0, 2, 1, 0];
        GroupingPermutation grouping = GroupingPermutation.Of(choices);
        Assert.That(grouping.Order, Is.EqualTo(new[] { 1, 3, 6, 2, 5, 0, 4 }));
        Assert.That(grouping.IsIdentity, Is.False);
        Assert.That(GroupingPermutation.Of([0, 0, 1]).IsIdentity, Is.True);
        float[] next = Enumerable.Range(0, 2 * choices.Length * 3).Select(i => (float)i).ToArray(), old = [.. next];
        grouping.PermuteRows(next, 3); // two positions of seven channels, three outputs
        for (int position = 0; position < 2; position++)
        {
            for (int place = 0; place < choices.Length; place++)
            {
                for (int column = 0; column < 3; column++)
                {
                    int row = position * choices.Length;
                    Assert.That(next[(row + place) * 3 + column], Is.EqualTo(old[(row + grouping.Order[place]) * 3 + column]));
                }
            }
        }

        grouping.Inverse().PermuteRows(next, 3);
        Assert.That(next, Is.EqualTo(old));
        Assert.That(() => grouping.PermuteColumns(new float[8]), Throws.ArgumentException);
    }

    internal readonly struct Cube : IActivationFunction
    {
        public static string Name => "cube";

        public static string? OnnxOperator => null;

        public static BackwardNeeds Needs => BackwardNeeds.Input;

        public T Value<T>(T z)
            where T : struct, Engine.Numerics.Lanes.ILanes<T> => z * z * z;

        public T Derivative<T>(T known)
            where T : struct, Engine.Numerics.Lanes.ILanes<T> => T.Broadcast(3) * known * known;
    }
}
