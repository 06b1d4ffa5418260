using Engine.Autograd;

namespace Engine.Layers;

/// <summary>
/// A network: an input shape and the layers behind it. It is built and initialized (seed 0) when it is made, so it can
/// predict and train at once.
/// </summary>
/// <example>
/// <code>
/// var network = new Network(new Shape(784),
///     new Dense(256, Activation.Relu),
///     new Dense(10));
/// </code>
/// </example>
public sealed class Network
{
    private const int PredictionBatch = 256; // rows at a time: enough to fill the kernels, few enough to stay in L2

    private readonly Sequential root;

    // The root and every layer, containers before their contents: kept, because a container may make its list of children at each call.
    private readonly Layer[] all;
    private readonly Tape predictionTape = new();

    /// <summary>Makes a network.</summary>
    /// <param name="inputShape">The shape of one sample.</param>
    /// <param name="layers">Its layers, in order; each belongs to this network from now on, and after an error those before the wrong one are spent too.</param>
    /// <exception cref="ArgumentException">There is no layer, one of them is null, or one cannot take what the one before gives.</exception>
    /// <exception cref="InvalidOperationException">A layer is part of a network already, or stands here twice.</exception>
    public Network(Shape inputShape, params ReadOnlySpan<Layer> layers)
    {
        if (layers.IsEmpty)
        {
            throw new ArgumentException("A network needs at least one layer.", nameof(layers));
        }

        root = new Sequential(layers);
        RequireLayers(root.Children, "");
        InputShape = inputShape;
        OutputShape = root.Build(inputShape);
        all = [.. Walk(root)];
        Parameters = NameParameters(root);
        Initialize(0);
    }

    /// <summary>Gets the shape of one sample going in.</summary>
    public Shape InputShape { get; }

    /// <summary>Gets the shape of one sample coming out.</summary>
    public Shape OutputShape { get; }

    /// <summary>Gets the layers, in order.</summary>
    public IReadOnlyList<Layer> Layers => root.Children;

    /// <summary>Gets all parameters, named by their layer's position: <c>0.weight</c>, <c>0.bias</c>, <c>1.weight</c> …</summary>
    public IReadOnlyList<Parameter> Parameters { get; private set; }

    /// <summary>Gets the number of trained values.</summary>
    public long TrainableCount => Parameters.Where(parameter => parameter.IsTrainable).Sum(parameter => (long)parameter.Count);

    /// <summary>Gets notes that are saved with the network: class names, how inputs were prepared, where it came from.</summary>
    public IDictionary<string, string> Metadata { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Gets every layer, containers before their contents.</summary>
    public IEnumerable<Layer> AllLayers => all.Skip(1);

    /// <summary>Gives all parameters their starting values.</summary>
    /// <param name="seed">The same seed gives the same bits on every machine.</param>
    public void Initialize(ulong seed)
    {
        uint stream = 0;
        foreach (Layer layer in all)
        {
            layer.Initialize(seed, stream);
            stream += Layer.StreamsPerLayer;
        }
    }

    /// <summary>Tells every layer which training step comes next.</summary>
    public void BeginStep(TrainingStep step)
    {
        foreach (Layer layer in all)
        {
            layer.BeginStep(step);
        }
    }

    /// <summary>Records the network's computation on the input's tape.</summary>
    /// <param name="input">A batch: <see cref="InputShape"/> behind the batch axis.</param>
    /// <returns>The predictions: <see cref="OutputShape"/> behind the batch axis.</returns>
    /// <exception cref="ArgumentException">The samples have another shape.</exception>
    public Value Forward(Value input)
    {
        if (input.Shape.Rank == 0 || input.Shape.WithoutBatch() != InputShape)
        {
            throw new ArgumentException($"The network takes samples of {InputShape} and got a batch of {input.Shape}.", nameof(input));
        }

        return root.Forward(input);
    }

    /// <summary>
    /// Predicts for any number of samples, outside training: dropout rests, nothing is sampled but for activations with noise in
    /// evaluation, and once warm nothing is allocated. Not thread-safe: all calls share one tape and the layers' working memory, so
    /// neither another prediction nor training may run meanwhile. Several threads predict with a frozen network
    /// (<see cref="Inference.NetworkFreezing.Freeze"/>).
    /// </summary>
    /// <param name="inputs">The samples, one after another, each <see cref="InputShape"/> row-major.</param>
    /// <param name="outputs">Room for exactly as many predictions, each <see cref="OutputShape"/> row-major.</param>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    public void Predict(ReadOnlySpan<float> inputs, Span<float> outputs)
    {
        int samples = PredictionCheck.CountSamples(inputs, outputs, InputShape, OutputShape);
        for (int start = 0; start < samples; start += PredictionBatch)
        {
            int count = Math.Min(PredictionBatch, samples - start);
            predictionTape.Reset();
            Value batch = predictionTape.Constant(InputShape.WithBatch(count));
            inputs.Slice(start * InputShape.Count, batch.Shape.Count).CopyTo(batch.Data);
            root.Forward(batch).Data.CopyTo(outputs[(start * OutputShape.Count)..]);
        }
    }

    /// <summary>Collects the parameters anew, after layers have changed theirs.</summary>
    internal void RefreshParameters() => Parameters = NameParameters(root);

    /// <summary>Refuses layers that are null, at any depth, before anything is built.</summary>
    private static void RequireLayers(IReadOnlyList<Layer> layers, string path)
    {
        for (int i = 0; i < layers.Count; i++)
        {
            Layer layer = layers[i] ?? throw new ArgumentException($"Layer {path}{i} of the network is null.", nameof(layers));
            RequireLayers(layer.Children, $"{path}{i}.");
        }
    }

    private static IEnumerable<Layer> Walk(Layer layer)
    {
        yield return layer;
        foreach (Layer child in layer.Children)
        {
            foreach (Layer inner in Walk(child))
            {
                yield return inner;
            }
        }
    }

    private static List<Parameter> NameParameters(Layer root)
    {
        List<Parameter> all = [];
        Collect(root, "");
        return all;

        void Collect(Layer layer, string path)
        {
            foreach (Parameter parameter in layer.Parameters)
            {
                parameter.Name = path + parameter.Role;
                all.Add(parameter);
            }

            for (int i = 0; i < layer.Children.Count; i++)
            {
                Collect(layer.Children[i], $"{path}{i}.");
            }
        }
    }
}
