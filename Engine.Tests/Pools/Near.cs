using NUnit.Framework;

namespace Engine.Tests.Pools;

/// <summary>Comparison of many numbers, quick while they agree.</summary>
internal static class Near
{
    public static void Check(double got, double wanted, double tolerance, string what, int index)
    {
        // Written so that NaN fails.
        if (!(Math.Abs(got - wanted) <= tolerance))
        {
            Assert.Fail($"{what} {index}: got {got:R}, wanted {wanted:R} within {tolerance:G3}");
        }
    }
}
