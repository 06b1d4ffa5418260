namespace Engine.Regularizers;

/// <summary>The regularizers by name; a new one is one file and one line here.</summary>
public static class RegularizerCatalog
{
    private const string Kind = "regularizer";

    /// <summary>Gets all names.</summary>
    public static IReadOnlyList<string> Names { get; } = ["l1", "l2", "elastic"];

    /// <summary>Creates a regularizer from its spelling.</summary>
    /// <param name="text"><c>l1(0.0001)</c>, <c>l2(0.0001)</c> or <c>elastic(0.0001,0.001)</c>.</param>
    /// <exception cref="ArgumentException">The name is unknown or a number is missing or out of range.</exception>
    public static Regularizer Parse(string text)
    {
        Spelling spelling = Spelling.Parse(text, Kind);
        switch (spelling.Name)
        {
            case "l1":
                spelling.Takes(1, Kind, 1);
                return new L1Regularizer(spelling.Arguments[0]);
            case "l2":
                spelling.Takes(1, Kind, 1);
                return new L2Regularizer(spelling.Arguments[0]);
            case "elastic":
                spelling.Takes(2, Kind, 2);
                return new ElasticRegularizer(spelling.Arguments[0], spelling.Arguments[1]);
            default:
                throw Spelling.Unknown(Kind, spelling.Name, Names);
        }
    }
}
