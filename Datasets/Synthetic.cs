using Engine.Training;

namespace Engine.Datasets;

/// <summary>Small problems drawn from a seed: seconds to train on, and easy to draw.</summary>
public static class Synthetic
{
    private const int DefaultCount = 2000;

    /// <summary>Interleaved spiral arms in the unit disk, each a class: hard for a straight line, easy for a small network.</summary>
    /// <param name="seed">Decides the noise.</param>
    /// <param name="count">Samples.</param>
    /// <param name="arms">Classes.</param>
    /// <param name="noise">Deviation of the noise on each coordinate.</param>
    public static Dataset Spirals(ulong seed, int count = DefaultCount, int arms = 3, float noise = 0.02f)
    {
        const double Turns = 1.25;
        const double InnerRadius = 0.05;
        return Plane("spirals", seed, count, arms, noise, (arm, random) =>
        {
            double along = random.Uniform();
            double radius = InnerRadius + ((1 - InnerRadius) * along);
            (double sin, double cos) = Math.SinCos(2 * Math.PI * ((Turns * along) + ((double)arm / arms)));
            return (radius * cos, radius * sin);
        });
    }

    /// <summary>Two half circles that reach into each other.</summary>
    /// <param name="seed">Decides the places and the noise.</param>
    /// <param name="count">Samples.</param>
    /// <param name="noise">Deviation of the noise on each coordinate.</param>
    public static Dataset Moons(ulong seed, int count = DefaultCount, float noise = 0.1f) => Plane("moons", seed, count, 2, noise, (moon, random) =>
    {
        const double LowerMoonShift = 0.5;
        (double sin, double cos) = Math.SinCos(Math.PI * random.Uniform());
        return moon == 0 ? (cos, sin) : (1 - cos, LowerMoonShift - sin);
    });

    /// <summary>Round clouds, evenly around the unit circle.</summary>
    /// <param name="seed">Decides the noise.</param>
    /// <param name="count">Samples.</param>
    /// <param name="clouds">Classes.</param>
    /// <param name="noise">Deviation of a cloud on each coordinate.</param>
    public static Dataset Blobs(ulong seed, int count = DefaultCount, int clouds = 4, float noise = 0.25f) => Plane("blobs", seed, count, clouds, noise, (cloud, _) =>
    {
        (double sin, double cos) = Math.SinCos(2 * Math.PI * cloud / clouds);
        return (cos, sin);
    });

    /// <summary>A wave of rising frequency to fit: y = sin(3x + 2x²) for x from -2 to 2, with noise.</summary>
    /// <param name="seed">Decides the places and the noise.</param>
    /// <param name="count">Samples.</param>
    /// <param name="noise">Deviation of the noise on y.</param>
    public static Dataset Curve(ulong seed, int count = DefaultCount, float noise = 0.05f)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        const float HalfRange = 2;
        var inputs = new float[count];
        var targets = new float[count];
        for (int i = 0; i < count; i++)
        {
            var random = new SampleRandom(seed, 0, i, 0);
            float x = HalfRange * ((2 * random.Uniform()) - 1);
            inputs[i] = x;
            targets[i] = (float)Math.Sin((3 * x) + (2.0 * x * x)) + (noise * random.Normal());
        }

        return Dataset.Regression("curve", new Shape(1), new FloatFeatures(inputs, 1), targets, 1, ["y"]);
    }

    // Classes take turns, so each has as many samples.
    private static Dataset Plane(string name, ulong seed, int count, int classes, float noise, Func<int, SampleRandom, (double X, double Y)> place)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        var points = new float[2 * count];
        var labels = new int[count];
        for (int i = 0; i < count; i++)
        {
            labels[i] = i % classes;
            (double x, double y) = place(labels[i], new SampleRandom(seed, 0, i, 0));
            var random = new SampleRandom(seed, 0, i, 1);
            points[2 * i] = (float)x + (noise * random.Normal());
            points[(2 * i) + 1] = (float)y + (noise * random.Normal());
        }

        return Dataset.Classification(name, new Shape(2), new FloatFeatures(points, 2), labels, classes);
    }
}
