namespace Engine.Datasets.Tabular;

/// <summary>Brings columns of numbers to mean 0 and deviation 1: (x - mean) / deviation, with 0 for a missing value.</summary>
internal static class Standardization
{
    /// <summary>Learns means and deviations from the training rows.</summary>
    /// <param name="plan">What the columns are.</param>
    /// <param name="features">Raw features [rows, width], NaN where a number is missing.</param>
    /// <param name="values">Raw real targets, or none.</param>
    /// <param name="training">The rows to learn from.</param>
    /// <param name="standardizeTarget">Whether real targets are standardized too.</param>
    public static TabularPreprocessing Fit(TabularPreprocessing plan, float[] features, float[] values, ReadOnlySpan<int> training, bool standardizeTarget)
    {
        int width = plan.Width;
        int offset = 0;
        var columns = new TabularColumn[plan.Columns.Count];
        for (int i = 0; i < columns.Length; i++)
        {
            columns[i] = plan.Columns[i];
            if (columns[i].IsNumeric)
            {
                (float mean, float deviation) = Moments(features, offset, width, training);
                columns[i] = columns[i] with { Mean = mean, Deviation = deviation };
            }

            offset += columns[i].Width;
        }

        TabularTarget target = plan.Target;
        if (standardizeTarget && !target.IsClassification)
        {
            (float mean, float deviation) = Moments(values, 0, 1, training);
            target = target with { Mean = mean, Deviation = deviation };
        }

        return plan with { Columns = columns, Target = target };
    }

    /// <summary>Standardizes features and targets in place.</summary>
    public static void Apply(TabularPreprocessing preprocessing, Span<float> features, Span<float> values)
    {
        int width = preprocessing.Width;
        int offset = 0;
        foreach (TabularColumn column in preprocessing.Columns)
        {
            if (column.IsNumeric)
            {
                for (int i = offset; i < features.Length; i += width)
                {
                    features[i] = float.IsNaN(features[i]) ? 0 : (features[i] - column.Mean) / column.Deviation;
                }
            }

            offset += column.Width;
        }

        foreach (ref float value in values)
        {
            value = (value - preprocessing.Target.Mean) / preprocessing.Target.Deviation;
        }
    }

    // Two passes in double: the sum of squared differences does not cancel. A column that never varies is divided by 1.
    private static (float Mean, float Deviation) Moments(float[] values, int offset, int width, ReadOnlySpan<int> rows)
    {
        double sum = 0;
        long count = 0;
        foreach (int row in rows)
        {
            float value = values[(row * width) + offset];
            sum += float.IsNaN(value) ? 0 : value;
            count += float.IsNaN(value) ? 0 : 1;
        }

        double mean = count == 0 ? 0 : sum / count;
        double squares = 0;
        foreach (int row in rows)
        {
            double difference = values[(row * width) + offset] - mean;
            squares += double.IsNaN(difference) ? 0 : difference * difference;
        }

        float deviation = count == 0 ? 0 : (float)Math.Sqrt(squares / count);
        return ((float)mean, deviation > 0 && float.IsFinite(deviation) ? deviation : 1);
    }
}
