using Engine.Training;
using NUnit.Framework;

namespace Engine.Tests.Datasets;

public sealed class BatchPrefetcherTests
{
    private static readonly Dataset Numbers = Dataset.Regression("numbers", new Shape(3), new FloatFeatures([.. Enumerable.Range(0, 300).Select(i => (float)i)], 3), new float[100], 1);

    [Test]
    public void GathersAheadIntoTheOtherBuffer()
    {
        var prefetcher = new BatchPrefetcher(Numbers, 4);
        prefetcher.Begin([9, 1, 5], 0);
        ReadOnlySpan<float> first = prefetcher.Finish();
        prefetcher.Begin([2], 0);
        ReadOnlySpan<float> second = prefetcher.Finish();
        Assert.That(first.ToArray(), Is.EqualTo(new[] { 27f, 28, 29, 3, 4, 5, 15, 16, 17 }));
        Assert.That(second.ToArray(), Is.EqualTo(new[] { 6f, 7, 8 }));
    }

    [Test]
    public void StaysRightOverManyBatchesAndAllocatesNothing()
    {
        var prefetcher = new BatchPrefetcher(Numbers, 8);
        int[] batch = new int[8];
        long before = 0;
        for (int step = 0; step < 2000; step++)
        {
            for (int i = 0; i < batch.Length; i++)
            {
                batch[i] = ((step * 8) + i) % 100;
            }

            prefetcher.Begin(batch, step);
            if (step % 3 == 0)
            {
                Thread.SpinWait(2000);
            }

            ReadOnlySpan<float> rows = prefetcher.Finish();
            bool right = rows.Length == 24;
            for (int i = 0; i < rows.Length; i++)
            {
                right &= rows[i] == (batch[i / 3] * 3) + (i % 3);
            }

            if (!right)
            {
                Assert.Fail($"step {step}");
            }

            before = step == 1000 ? GC.GetAllocatedBytesForCurrentThread() : before;
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    [Test]
    public void PassesErrorsOnAndGoesOn()
    {
        var prefetcher = new BatchPrefetcher(Numbers, 2);
        prefetcher.Begin([1000], 0);
        Assert.That(() => { prefetcher.Finish(); }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        prefetcher.Begin([1], 0);
        Assert.That(prefetcher.Finish().ToArray(), Is.EqualTo(new[] { 3f, 4, 5 }));
    }

    [Test]
    public void WhatIsAbandonedIsForgotten()
    {
        var prefetcher = new BatchPrefetcher(Numbers, 2);
        prefetcher.Abandon();
        for (int i = 0; i < 1000; i++)
        {
            prefetcher.Begin(i % 2 == 0 ? [1000] : [3], 0);
            Thread.SpinWait(i % 7 * 50);
            prefetcher.Abandon();
            Assert.That(() => { prefetcher.Finish(); }, Throws.InvalidOperationException);
            prefetcher.Begin([1], 0);
            Assert.That(prefetcher.Finish().ToArray(), Is.EqualTo(new[] { 3f, 4, 5 }));
        }
    }

    [Test]
    public void RefusesMisuse()
    {
        var prefetcher = new BatchPrefetcher(Numbers, 2);
        Assert.That(() => { prefetcher.Finish(); }, Throws.InvalidOperationException);
        Assert.That(() => prefetcher.Begin([1, 2, 3], 0), Throws.ArgumentException);
        prefetcher.Begin([1], 0);
        Assert.That(() => prefetcher.Begin([1], 0), Throws.InvalidOperationException);
    }
}
