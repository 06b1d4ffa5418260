using System.Globalization;
using Engine.Bench.Measuring;
using Engine.Bench.Output;

namespace Engine.Bench.Peers;

/// <summary>A rival's step: the process is asked for some steps and answers with the median microseconds of one.</summary>
/// <param name="name">For tables.</param>
/// <param name="process">The rival.</param>
/// <param name="request">What precedes the number of steps.</param>
public sealed class PeerCandidate(string name, PeerProcess process, string request) : Candidate(name)
{
    /// <inheritdoc/>
    public override double Run(int steps)
    {
        string answer = process.Ask($"{request} {steps}");
        return double.TryParse(answer, CultureInfo.InvariantCulture, out double microseconds)
            ? microseconds
            : throw new CommandException($"{Name} answered '{answer}' instead of a time.");
    }
}
