namespace Engine.Pools;

/// <summary>Orders in which neurons of equal function lie together, and what follows such an order.</summary>
internal static class Grouping
{
    /// <summary>Writes the old place of each new one; neurons of one function keep their order.</summary>
    /// <param name="choices">The function of each neuron.</param>
    /// <param name="functions">A number above all choices.</param>
    /// <param name="order">As many places.</param>
    public static void Order(ReadOnlySpan<int> choices, int functions, Span<int> order)
    {
        int place = 0;
        for (int k = 0; k < functions; k++)
        {
            for (int j = 0; j < choices.Length; j++)
            {
                if (choices[j] == k)
                {
                    order[place++] = j;
                }
            }
        }
    }

    /// <summary>Whether nothing moves.</summary>
    public static bool IsIdentity(ReadOnlySpan<int> order)
    {
        int place = 0;
        while (place < order.Length && order[place] == place)
        {
            place++;
        }

        return place == order.Length;
    }

    /// <summary>Copies values of neurons, in rows of as many as there are neurons, in an order.</summary>
    public static void Columns(ReadOnlySpan<float> from, ReadOnlySpan<int> order, Span<float> to)
    {
        for (; !from.IsEmpty; from = from[order.Length..], to = to[order.Length..])
        {
            for (int place = 0; place < order.Length; place++)
            {
                to[place] = from[order[place]];
            }
        }
    }

    /// <summary>Copies a matrix, in blocks of as many rows as there are neurons, with the rows of each block in an order.</summary>
    public static void Rows(ReadOnlySpan<float> from, int columns, ReadOnlySpan<int> order, Span<float> to)
    {
        int block = order.Length * columns;
        for (; !from.IsEmpty; from = from[block..], to = to[block..])
        {
            for (int place = 0; place < order.Length; place++)
            {
                from.Slice(order[place] * columns, columns).CopyTo(to[(place * columns)..]);
            }
        }
    }
}
