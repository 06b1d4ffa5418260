using Engine.Autograd;

namespace Engine.Training;

/// <summary>A copy of the parameters at the best epoch so far; before the first, of those that training started from.</summary>
internal sealed class BestModel(IReadOnlyList<Parameter> parameters)
{
    /// <summary>Gets the copies, in the order of the parameters.</summary>
    public float[][] Copies { get; } = [.. parameters.Select(parameter => parameter.Value.ToArray())];

    /// <summary>Gets the epoch of the copy, 0 for the start.</summary>
    public int Epoch { get; private set; }

    /// <summary>Gets the score of the copy; smaller is better.</summary>
    public double Score { get; private set; } = double.PositiveInfinity;

    /// <summary>Copies the parameters if their score is the best yet.</summary>
    public bool Offer(int epoch, double score)
    {
        if (!(score < Score))
        {
            return false;
        }

        (Epoch, Score) = (epoch, score);
        for (int i = 0; i < Copies.Length; i++)
        {
            parameters[i].Value.CopyTo(Copies[i]);
        }

        return true;
    }

    /// <summary>Puts the copy back.</summary>
    public void Restore()
    {
        for (int i = 0; i < Copies.Length; i++)
        {
            Copies[i].CopyTo(parameters[i].Value);
        }
    }

    /// <summary>Continues from a checkpoint, whose copies the caller fills in.</summary>
    public void Resume(int epoch, double score) => (Epoch, Score) = (epoch, score);
}
