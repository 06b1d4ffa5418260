using System.Runtime.InteropServices;
using Engine.Bench.Measuring;
using Engine.Bench.Output;
using static Engine.Bench.Peers.OnnxRuntime;

namespace Engine.Bench.Peers;

/// <summary>ONNX Runtime's prediction of a model on one batch, all optimizations on. What it holds lives as long as the process.</summary>
public sealed unsafe class OnnxRuntimeCandidate : Candidate
{
    private const int WarningsAndWorse = 2;
    private const int AllOptimizations = 99;
    private const int ArenaAllocator = 1;
    private const int DefaultMemory = 0;
    private const int FloatElements = 1;

    // Its threads were seen to spin for 55 to 65 ms after a run.
    private static readonly TimeSpan Spinning = TimeSpan.FromMilliseconds(100);

    private readonly bool hasThreads;
    private readonly void** api;
    private readonly void* session;
    private readonly byte* inputName;
    private readonly byte* outputName;
    private readonly void* input;
    private readonly void* output;
    private readonly float[] inputs;
    private readonly float[] outputs;

    /// <summary>Loads a model.</summary>
    /// <param name="name">For tables.</param>
    /// <param name="modelPath">An ONNX file with one input and one output, the batch first.</param>
    /// <param name="inputs">The batch; its first axis is the batch.</param>
    /// <param name="inputShape">The shape of the batch.</param>
    /// <param name="outputShape">The shape of the predictions.</param>
    /// <param name="threads">Number of threads.</param>
    public OnnxRuntimeCandidate(string name, string modelPath, ReadOnlySpan<float> inputs, Shape inputShape, Shape outputShape, int threads)
        : base(name)
    {
        hasThreads = threads > 1;
        api = Load(out string version);
        Version = version;
        void* environment;
        fixed (byte* id = "engine\0"u8)
        {
            Check(api, ((delegate* unmanaged<int, byte*, void**, void*>)Entry(Function.CreateEnv))(WarningsAndWorse, id, &environment));
        }

        void* options;
        Check(api, ((delegate* unmanaged<void**, void*>)Entry(Function.CreateSessionOptions))(&options));
        Check(api, ((delegate* unmanaged<void*, int, void*>)Entry(Function.SetIntraOpNumThreads))(options, threads));
        Check(api, ((delegate* unmanaged<void*, int, void*>)Entry(Function.SetInterOpNumThreads))(options, 1));
        Check(api, ((delegate* unmanaged<void*, int, void*>)Entry(Function.SetSessionGraphOptimizationLevel))(options, AllOptimizations));
        void* opened;
        fixed (byte* path = NativePath(modelPath))
        {
            Check(api, ((delegate* unmanaged<void*, byte*, void*, void**, void*>)Entry(Function.CreateSession))(environment, path, options, &opened));
        }

        session = opened;
        void* allocator;
        Check(api, ((delegate* unmanaged<void**, void*>)Entry(Function.GetAllocatorWithDefaultOptions))(&allocator));
        byte* text;
        Check(api, ((delegate* unmanaged<void*, nuint, void*, byte**, void*>)Entry(Function.SessionGetInputName))(session, 0, allocator, &text));
        inputName = text;
        Check(api, ((delegate* unmanaged<void*, nuint, void*, byte**, void*>)Entry(Function.SessionGetOutputName))(session, 0, allocator, &text));
        outputName = text;
        this.inputs = GC.AllocateArray<float>(inputShape.Count, pinned: true);
        inputs.CopyTo(this.inputs);
        outputs = GC.AllocateArray<float>(outputShape.Count, pinned: true);
        input = Tensor(this.inputs, inputShape);
        output = Tensor(outputs, outputShape);
    }

    /// <summary>Gets the library's version.</summary>
    public string Version { get; }

    /// <inheritdoc/>
    public override TimeSpan SettlingTime => hasThreads ? Spinning : base.SettlingTime;

    /// <summary>Gets the predictions of the last step.</summary>
    public ReadOnlySpan<float> Outputs => outputs;

    /// <summary>Why there is no ONNX Runtime to run; null where there is one.</summary>
    public static string? WhyMissing()
    {
        try
        {
            Load(out _);
            return null;
        }
        catch (CommandException missing)
        {
            return missing.Message;
        }
    }

    /// <inheritdoc/>
    public override double Run(int steps) => Burst.Run(steps, Predict);

    private void Predict()
    {
        var run = (delegate* unmanaged<void*, void*, byte**, void**, nuint, byte**, nuint, void**, void*>)Entry(Function.Run);
        fixed (byte** inputNames = &inputName)
        fixed (byte** outputNames = &outputName)
        fixed (void** inputValues = &input)
        fixed (void** outputValues = &output)
        {
            Check(api, run(session, null, inputNames, inputValues, 1, outputNames, 1, outputValues));
        }
    }

    private void* Entry(Function function) => api[(int)function];

    private void* Tensor(float[] data, Shape shape)
    {
        void* memory;
        Check(api, ((delegate* unmanaged<int, int, void**, void*>)Entry(Function.CreateCpuMemoryInfo))(ArenaAllocator, DefaultMemory, &memory));
        long* lengths = stackalloc long[Shape.MaxRank];
        for (int i = 0; i < shape.Rank; i++)
        {
            lengths[i] = shape[i];
        }

        void* tensor;
        var data0 = (void*)Marshal.UnsafeAddrOfPinnedArrayElement(data, 0);
        Check(api, ((delegate* unmanaged<void*, void*, nuint, long*, nuint, int, void**, void*>)Entry(Function.CreateTensorWithDataAsOrtValue))(
            memory, data0, (nuint)(data.Length * sizeof(float)), lengths, (nuint)shape.Rank, FloatElements, &tensor));
        return tensor;
    }
}
