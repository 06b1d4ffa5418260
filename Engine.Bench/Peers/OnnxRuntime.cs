using System.Runtime.InteropServices;
using System.Text;
using Engine.Bench.Output;

namespace Engine.Bench.Peers;

/// <summary>
/// ONNX Runtime's C interface, called through its table of functions: no binding of another language stands between the
/// clock and its kernels. The library is the user's own; npm's package onnxruntime-node carries it.
/// </summary>
internal static unsafe class OnnxRuntime
{
    /// <summary>The environment variable that names the library.</summary>
    public const string Variable = "ENGINE_ONNXRUNTIME";

    // The table's first version; its entries never move.
    private const uint ApiVersion = 1;

    /// <summary>Positions in the table of functions.</summary>
    public enum Function
    {
        GetErrorMessage = 2,
        CreateEnv = 3,
        CreateSession = 7,
        Run = 9,
        CreateSessionOptions = 10,
        SetSessionGraphOptimizationLevel = 23,
        SetIntraOpNumThreads = 24,
        SetInterOpNumThreads = 25,
        SessionGetInputName = 36,
        SessionGetOutputName = 37,
        CreateTensorWithDataAsOrtValue = 49,
        CreateCpuMemoryInfo = 69,
        GetAllocatorWithDefaultOptions = 78,
        ReleaseStatus = 93,
    }

    /// <summary>Loads the library and gives its table of functions.</summary>
    /// <param name="version">Its version.</param>
    /// <exception cref="CommandException">It is not there, or it is no ONNX Runtime.</exception>
    public static void** Load(out string version)
    {
        string path = Find();
        if (!NativeLibrary.TryLoad(path, out nint library) || !NativeLibrary.TryGetExport(library, "OrtGetApiBase", out nint export))
        {
            throw new CommandException($"'{path}' is not an ONNX Runtime library for this machine.");
        }

        var entry = (void**)((delegate* unmanaged<void*>)export)();
        version = Marshal.PtrToStringUTF8((nint)((delegate* unmanaged<byte*>)entry[1])()) ?? "unknown";
        return (void**)((delegate* unmanaged<uint, void*>)entry[0])(ApiVersion);
    }

    /// <summary>Fails with the library's own message where a call gave one.</summary>
    public static void Check(void** api, void* status)
    {
        if (status is null)
        {
            return;
        }

        var message = (byte*)((delegate* unmanaged<void*, byte*>)api[(int)Function.GetErrorMessage])(status);
        string text = Marshal.PtrToStringUTF8((nint)message) ?? "no message";
        ((delegate* unmanaged<void*, void>)api[(int)Function.ReleaseStatus])(status);
        throw new CommandException($"ONNX Runtime: {text}");
    }

    /// <summary>A path as the library takes it: wide characters on Windows, UTF-8 elsewhere, with a final zero.</summary>
    public static byte[] NativePath(string path) =>
        OperatingSystem.IsWindows() ? Encoding.Unicode.GetBytes(path + '\0') : Encoding.UTF8.GetBytes(path + '\0');

    private static string Find()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
        {
            return File.Exists(named) ? named : throw new CommandException($"{Variable} names '{named}', which does not exist.");
        }

        const string Package = "node_modules/onnxruntime-node/bin";
        string? found = Directory.Exists(Package)
            ? Directory.EnumerateFiles(Package, "*onnxruntime*", SearchOption.AllDirectories).FirstOrDefault(IsForThisMachine)
            : null;
        return found ?? throw new CommandException(
            $"ONNX Runtime was not found; run 'npm install --ignore-scripts onnxruntime-node' here, or name its library in {Variable}.");
    }

    private static bool IsForThisMachine(string path)
    {
        string system = OperatingSystem.IsWindows() ? "win32" : OperatingSystem.IsMacOS() ? "darwin" : "linux";
        string processor = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "x64";
        string file = Path.GetFileName(path);
        bool isLibrary = file is "onnxruntime.dll" || file.StartsWith("libonnxruntime.", StringComparison.Ordinal);
        return isLibrary && path.Replace('\\', '/').Contains($"/{system}/{processor}/", StringComparison.Ordinal);
    }
}
