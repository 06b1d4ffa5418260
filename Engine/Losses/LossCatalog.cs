namespace Engine.Losses;

/// <summary>The losses by name; a new one is one file and one line here.</summary>
public static class LossCatalog
{
    private const string Kind = "loss";

    /// <summary>Gets all names.</summary>
    public static IReadOnlyList<string> Names { get; } = ["cross-entropy", "binary-cross-entropy", "mse", "mae", "huber", "double-softmax"];

    /// <summary>Creates a loss from its spelling.</summary>
    /// <param name="text">A name; <c>cross-entropy(0.1)</c> smooths labels, <c>huber(0.5)</c> sets its δ.</param>
    /// <exception cref="ArgumentException">The name is unknown or a number is out of range.</exception>
    public static Loss Parse(string text)
    {
        Spelling spelling = Spelling.Parse(text, Kind);
        if (!Names.Contains(spelling.Name))
        {
            throw Spelling.Unknown(Kind, spelling.Name, Names);
        }

        spelling.Takes(spelling.Name is "cross-entropy" or "huber" ? 1 : 0, Kind);
        return spelling.Name switch
        {
            "cross-entropy" => new CrossEntropy(spelling.Argument(0, 0)),
            "binary-cross-entropy" => new BinaryCrossEntropy(),
            "mse" => new MeanSquaredError(),
            "mae" => new MeanAbsoluteError(),
            "double-softmax" => new DoubleSoftmax(),
            _ => new HuberLoss(spelling.Argument(0, 1)),
        };
    }
}
