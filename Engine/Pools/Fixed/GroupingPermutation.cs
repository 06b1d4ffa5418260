namespace Engine.Pools;

/// <summary>
/// An order of a layer's neurons in which equal functions lie together; neurons of one function keep their order. A layer
/// applies it to its own columns (weights, bias, and what the optimizer holds of them) and the next layer to its rows.
/// </summary>
public sealed class GroupingPermutation
{
    private readonly int[] order;

    private GroupingPermutation(int[] order) => this.order = order;

    /// <summary>Gets the old place of each new one.</summary>
    public IReadOnlyList<int> Order => order;

    /// <summary>Gets whether nothing moves.</summary>
    public bool IsIdentity => Grouping.IsIdentity(order);

    /// <summary>Groups neurons by function.</summary>
    /// <param name="choices">The function of each neuron.</param>
    public static GroupingPermutation Of(IReadOnlyList<int> choices)
    {
        ArgumentNullException.ThrowIfNull(choices);
        int[] order = new int[choices.Count];
        Grouping.Order([.. choices], choices.Count == 0 ? 0 : choices.Max() + 1, order);
        return new GroupingPermutation(order);
    }

    /// <summary>The permutation that undoes this one.</summary>
    public GroupingPermutation Inverse()
    {
        int[] inverse = new int[order.Length];
        for (int place = 0; place < order.Length; place++)
        {
            inverse[order[place]] = place;
        }

        return new GroupingPermutation(inverse);
    }

    /// <summary>Reorders the last axis: a bias, or the columns of weights <c>[in, out]</c> or <c>[kh, kw, in, out]</c> with these neurons as out.</summary>
    /// <param name="values">Rows of as many values as there are neurons.</param>
    /// <exception cref="ArgumentException">The length isn't a multiple of the number of neurons.</exception>
    public void PermuteColumns(Span<float> values)
    {
        Check(values.Length, order.Length);
        float[] row = new float[order.Length];
        for (; !values.IsEmpty; values = values[order.Length..])
        {
            values[..order.Length].CopyTo(row);
            Grouping.Columns(row, order, values);
        }
    }

    /// <summary>
    /// Reorders rows: the next layer's weights <c>[in, out]</c>, or <c>[kh, kw, in, out]</c>, with these neurons as in. For a
    /// dense layer behind a flattened convolution, in counts positions times channels, and every position's rows move alike.
    /// </summary>
    /// <param name="values">The matrix.</param>
    /// <param name="columns">The length of a row.</param>
    /// <exception cref="ArgumentException">The number of rows isn't a multiple of the number of neurons.</exception>
    public void PermuteRows(Span<float> values, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        int block = order.Length * columns;
        Check(values.Length, block);
        float[] rows = new float[block];
        for (; !values.IsEmpty; values = values[block..])
        {
            values[..block].CopyTo(rows);
            Grouping.Rows(rows, columns, order, values);
        }
    }

    private void Check(int length, int unit)
    {
        if (length % unit != 0)
        {
            throw new ArgumentException($"{length} values are not a whole number of blocks of {unit}, for {order.Length} neurons.");
        }
    }
}
