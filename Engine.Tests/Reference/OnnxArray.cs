namespace Engine.Tests.Reference;

/// <summary>An array of any rank in double precision, the last axis fastest.</summary>
internal sealed record OnnxArray(int[] Lengths, double[] Values)
{
    public static int Count(IEnumerable<int> lengths) => lengths.Aggregate(1, (product, length) => product * length);

    /// <summary>Every element from its indices.</summary>
    public static OnnxArray Of(int[] lengths, Func<int[], double> element)
    {
        var values = new double[Count(lengths)];
        var index = new int[lengths.Length];
        for (int i = 0; i < values.Length; i++)
        {
            for (int axis = lengths.Length - 1, rest = i; axis >= 0; rest /= lengths[axis--])
            {
                index[axis] = rest % lengths[axis];
            }

            values[i] = element(index);
        }

        return new OnnxArray(lengths, values);
    }

    public double At(params int[] index)
    {
        int place = 0;
        for (int axis = 0; axis < Lengths.Length; axis++)
        {
            place = (place * Lengths[axis]) + index[axis];
        }

        return Values[place];
    }

    public OnnxArray Map(Func<double, double> f) => new(Lengths, Array.ConvertAll(Values, value => f(value)));

    /// <summary>Element with element, axes aligned at their ends and those of length 1 repeated.</summary>
    public OnnxArray Zip(OnnxArray other, Func<double, double, double> f)
    {
        int rank = Math.Max(Lengths.Length, other.Lengths.Length);
        var lengths = new int[rank];
        for (int axis = 0; axis < rank; axis++)
        {
            (int mine, int theirs) = (Length(axis - rank + Lengths.Length), other.Length(axis - rank + other.Lengths.Length));
            lengths[axis] = mine == theirs || theirs == 1 ? mine : mine == 1 ? theirs : throw new FormatException($"Lengths {mine} and {theirs} don't meet.");
        }

        return Of(lengths, index => f(Broadcast(index), other.Broadcast(index)));
    }

    private int Length(int axis) => axis < 0 ? 1 : Lengths[axis];

    private double Broadcast(int[] index) =>
        At([.. Lengths.Select((length, axis) => length == 1 ? 0 : index[index.Length - Lengths.Length + axis])]);
}
