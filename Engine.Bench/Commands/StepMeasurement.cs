using Engine.Bench.Measuring;
using Engine.Bench.Output;
using Engine.Bench.Peers;

namespace Engine.Bench.Commands;

/// <summary>Measures one network under several activations, and its rivals' twins in the same rounds.</summary>
internal static class StepMeasurement
{
    public static MeasureReport Run(Session session, Terminal terminal, MeasureSettings settings)
    {
        MeasuredNetwork[] ours = [.. settings.Activations.Select(activation => new MeasuredNetwork(
            settings.Network, activation, settings.Batch, settings.Optimizer, settings.Clip, settings.Threads))];
        using PyTorchPeer? rival = settings.Against.PyTorch
            ? PyTorchPeer.Start(settings.Network, settings.Activations, settings.Batch, settings.Optimizer, settings.Clip, settings.Threads)
            : null;
        using Affinity? pinned = settings.Against != default && settings.Threads == 1 ? new Affinity() : null;
        OnnxRuntimeCandidate[] runtime = settings.Against.OnnxRuntime
            ? [.. ours.Select(our => OnnxRuntimePeer.Predict(our, settings.Threads))]
            : [];
        IEnumerable<Candidate> train = ours.Select(our => new StepCandidate(our.Activation, our.Train));
        IEnumerable<Candidate> predict = ours.Select(our => new StepCandidate(our.Activation, our.Predict));
        if (rival is not null)
        {
            train = train.Concat(settings.Activations.Select(rival.Train));
            predict = predict.Concat(settings.Activations.Select(rival.Predict));
        }

        return MeasureReport.Of(
            settings,
            Interleave(session, terminal, settings, "training steps", [.. train]),
            Interleave(session, terminal, settings, "predictions", [.. predict, .. runtime]),
            rival?.Description,
            runtime.Length > 0 ? OnnxRuntimePeer.Describe(runtime[0], settings.Threads) : null);
    }

    private static IReadOnlyList<Measurement> Interleave(Session session, Terminal terminal, MeasureSettings settings, string what, Candidate[] candidates) =>
        terminal.Track(what, view => Interleaved.Run(candidates, settings.Rounds, done => view.Report(done, $"{settings.Network}: {what}"), session.Cancellation));
}
