using Engine.Autograd;
using Engine.Inference;
using Engine.Layers;
using Engine.Losses;
using Engine.Numerics;
using Engine.Optimizers;
using Engine.Pools;
using Engine.Threading;
using Engine.Training;

namespace Engine.Bench.Measuring;

/// <summary>
/// A network with random data, ready to be timed: the training step that <see cref="Trainer"/> makes, gathering included,
/// and the frozen network's prediction of one batch.
/// </summary>
public sealed class MeasuredNetwork
{
    // Rivals cycle through as many; a single batch would be learned by heart and its gradients vanish.
    private const int Batches = 8;

    // Past every warm-up and schedule's start, where all of a method's work is done.
    private const float Progress = 0.5f;

    private const ulong Seed = 1;
    private const uint DataStream = 0xFFFF_1000;

    private readonly Stepper stepper;
    private readonly FrozenNetwork frozen;
    private readonly WorkerTeam team;
    private readonly Dataset data;
    private readonly int[] order;
    private readonly int[] labels;
    private readonly int batch;
    private readonly float[] inputs;
    private readonly float[] outputs;
    private long step;

    /// <summary>Builds the network and draws the data.</summary>
    /// <param name="spelling">The layers.</param>
    /// <param name="activation">What hidden neurons apply.</param>
    /// <param name="batch">Samples in a batch.</param>
    /// <param name="optimizer">The optimizer's name.</param>
    /// <param name="clip">Largest norm of all gradients together; 0 for no clipping.</param>
    /// <param name="threads">Number of threads.</param>
    public MeasuredNetwork(string spelling, string activation, int batch, string optimizer, float clip, int threads)
    {
        Activation = activation;
        this.batch = batch;
        Network = Create(spelling, activation);
        Delivered = Deliver(spelling, activation);
        frozen = Delivered.Freeze();
        team = new WorkerTeam(threads);
        stepper = new Stepper(Network, new CrossEntropy(), OptimizerCatalog.Parse(optimizer), team)
        {
            Clipping = clip > 0 ? new NormClipping(clip) : null,
        };
        int samples = batch * Batches;
        var features = new float[(long)samples * Network.InputShape.Count];
        var random = new CounterRandom(Seed, DataStream, 0);
        random.FillNormal(features);
        labels = new int[samples];
        for (int i = 0; i < samples; i++)
        {
            labels[i] = (int)(i * 7919L % Network.OutputShape.Count);
        }

        order = [.. Enumerable.Range(0, samples)];
        data = Dataset.Classification("random", Network.InputShape, new FloatFeatures(features, Network.InputShape.Count), labels, Network.OutputShape.Count);
        inputs = features[..(batch * Network.InputShape.Count)];
        outputs = new float[batch * Network.OutputShape.Count];
    }

    /// <summary>Gets the activation's spelling.</summary>
    public string Activation { get; }

    /// <summary>Gets the network.</summary>
    public Network Network { get; }

    /// <summary>Gets the network as it is delivered, which <see cref="Predict"/> runs frozen.</summary>
    public Network Delivered { get; }

    /// <summary>Gets what the last prediction gave.</summary>
    public ReadOnlySpan<float> Outputs => outputs;

    /// <summary>Gets one batch of inputs, as <see cref="Predict"/> takes them.</summary>
    public ReadOnlySpan<float> Inputs => inputs;

    /// <summary>The network as it is delivered: explored activations fixed, each neuron to the function that it starts with, then frozen.</summary>
    public static FrozenNetwork Freeze(string spelling, string activation) => Deliver(spelling, activation).Freeze();

    /// <summary>Makes one training step.</summary>
    public void Train()
    {
        int start = (int)(step % Batches) * batch;
        Value values = stepper.BeginBatch(batch);
        data.Gather(order.AsSpan(start, batch), values.Data);
        LossTargets targets = LossTargets.FromLabels(labels.AsSpan(start, batch), Network.OutputShape.Count);
        stepper.Step(values, targets, new TrainingStep(Seed, step, Progress));
        step++;
    }

    /// <summary>Predicts one batch, on all threads.</summary>
    public void Predict() => frozen.Predict(inputs, outputs, team);

    private static Network Deliver(string spelling, string activation)
    {
        Network network = Create(spelling, activation);
        network.FixActivations();
        return network;
    }

    private static Network Create(string spelling, string activation)
    {
        // Neurons that choose are spread over all candidates, as they are when they have learned.
        var parsed = ActivationSpelling.Parse(activation);
        Network network = NetworkSpelling.Parse(spelling, parsed is SmartMixed choosing ? new SmartMixed(choosing.Options with { StartsAtRandom = true }) : parsed);
        network.Initialize(Seed);
        return network;
    }
}
