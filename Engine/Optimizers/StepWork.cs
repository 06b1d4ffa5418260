using Engine.Threading;

namespace Engine.Optimizers;

/// <summary>All updates of a step, laid end to end and cut into equal ranges, whatever the sizes of the parameters.</summary>
internal readonly unsafe struct StepWork : IWork<StepWork>
{
    /// <summary>Gets the updates.</summary>
    public required ParameterUpdate* Updates { get; init; }

    /// <summary>Gets their number.</summary>
    public required int Count { get; init; }

    /// <summary>Gets the number of values of them all.</summary>
    public required long Total { get; init; }

    /// <summary>Gets the number of ranges.</summary>
    public required int Parts { get; init; }

    /// <inheritdoc/>
    public static void Execute(in StepWork work, int part, Scratch scratch)
    {
        long begin = work.Total * part / work.Parts;
        long end = work.Total * (part + 1) / work.Parts;
        long offset = 0;
        for (int i = 0; i < work.Count && offset < end; i++)
        {
            ref readonly ParameterUpdate update = ref work.Updates[i];
            int from = (int)Math.Max(0, begin - offset);
            int to = (int)Math.Min(update.Count, end - offset);
            if (from < to)
            {
                update.Apply(from, update.Gradient + from, to - from);
            }

            offset += update.Count;
        }
    }
}
