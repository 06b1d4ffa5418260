using Engine.Training;

namespace Engine.Datasets.Tabular;

/// <summary>Tells classes from real values where a target is only numbers.</summary>
internal static class Targets
{
    // A target of integers is classes where it has no more different ones than this, ...
    private const int MaximumIntegerClasses = 100;

    // ... and at least so many rows of each on average; otherwise it is a count or an amount.
    private const int MinimumRowsPerClass = 2;

    /// <summary>Whether so many different integers in so many rows are classes.</summary>
    public static bool LookLikeClasses(int different, int rows) => different <= MaximumIntegerClasses && different * MinimumRowsPerClass <= rows;

    /// <summary>The number of classes from 0 on in a column of numbers; 0 where they are real values.</summary>
    public static int Classes(float[] targets, int width)
    {
        var different = new HashSet<float>();
        foreach (float target in targets)
        {
            if (width != 1 || target < 0 || target >= MaximumIntegerClasses || target != MathF.Floor(target))
            {
                return 0;
            }

            different.Add(target);
        }

        return LookLikeClasses(different.Count, targets.Length) ? (int)different.Max() + 1 : 0;
    }

    /// <summary>A data set of either kind.</summary>
    public static Dataset Create(string path, string name, Shape shape, Features features, float[] targets, int width, int classes)
    {
        int bad = Array.FindIndex(targets, target => !float.IsFinite(target) || (classes > 0 && !(target >= 0 && target < classes && target == MathF.Floor(target))));
        if (bad >= 0)
        {
            string problem = classes > 0 ? $"none of the {classes} classes" : "not a finite number";
            throw new DataFormatException(path, $"the target of row {bad / width} is {targets[bad]}, which is {problem}");
        }

        return classes > 0
            ? Dataset.Classification(name, shape, features, Array.ConvertAll(targets, target => (int)target), classes)
            : Dataset.Regression(name, shape, features, targets, width);
    }
}
