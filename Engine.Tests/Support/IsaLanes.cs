using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Engine.Numerics.Lanes;

namespace Engine.Tests.Support;

/// <summary>
/// Reruns computations as a lesser processor would: a child process of this assembly with instruction sets switched off.
/// One child per lane runs all bodies and prints the SHA-256 of what each computed, to be compared with this process's.
/// <para>
/// To add a body, write anywhere in this assembly
/// <code>
/// [IsaBody]
/// public static void MyKernel(BitHash hash) { … hash.Add(results); }
/// </code>
/// It is found by reflection and compared by <c>IsaLanesTests</c> on every lane. Use fixed seeds, and keep it to some ten
/// thousand operations: the lane without any vector instruction emulates each lane in software, a hundred times slower.
/// </para>
/// </summary>
public static class IsaLanes
{
    /// <summary>The command that makes this assembly's entry point run the bodies.</summary>
    public const string Verb = "isa-lane";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly ConcurrentDictionary<string, Lazy<Dictionary<string, string>>> Results = new();

    /// <summary>The switches that make the lanes; each must leave the expected lane width, or the lane isn't real.</summary>
    public static IReadOnlyList<(string Switch, int Count)> All { get; } =
    [
        ("DOTNET_EnableAVX512", Vector256.IsHardwareAccelerated ? 8 : 4),
        ("DOTNET_EnableAVX2", 4),
        ("DOTNET_EnableHWIntrinsic", 4),
    ];

    /// <summary>All bodies by their full name.</summary>
    public static IReadOnlyDictionary<string, Action<BitHash>> Bodies { get; } = typeof(IsaLanes).Assembly.GetTypes()
        .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static))
        .Where(method => method.GetCustomAttribute<IsaBodyAttribute>() is not null)
        .ToDictionary(method => $"{method.DeclaringType!.Name}.{method.Name}", method => method.CreateDelegate<Action<BitHash>>());

    /// <summary>This processor's lanes in words: what a child reports first.</summary>
    public static string Describe() =>
        $"lanes={LaneWidth.Count} avx512={Avx512F.IsSupported} avx2={Avx2.IsSupported} fma={Fma.IsSupported} vector128={Vector128.IsHardwareAccelerated}";

    /// <summary>The hash of one body's results in this process.</summary>
    public static string Hash(string body)
    {
        using var hash = new BitHash();
        Bodies[body](hash);
        return hash.Finish();
    }

    /// <summary>The hashes of all bodies in a child process, and under an empty name its <see cref="Describe"/>.</summary>
    public static IReadOnlyDictionary<string, string> InChild(string disabled) =>
        Results.GetOrAdd(disabled, name => new Lazy<Dictionary<string, string>>(() => RunChild(name))).Value;

    /// <summary>What the entry point does in the child.</summary>
    public static int ChildMain()
    {
        Console.WriteLine($":{Describe()}");
        foreach (string body in Bodies.Keys)
        {
            Console.WriteLine($"{body}:{Hash(body)}");
        }

        return 0;
    }

    private static Dictionary<string, string> RunChild(string disabled)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add("exec");
        start.ArgumentList.Add(typeof(IsaLanes).Assembly.Location);
        start.ArgumentList.Add(Verb);
        start.Environment[disabled] = "0";
        using Process child = Process.Start(start) ?? throw new InvalidOperationException("The child process did not start.");
        Task<string> errors = child.StandardError.ReadToEndAsync();
        Task<string> output = child.StandardOutput.ReadToEndAsync();
        if (!child.WaitForExit(Patience))
        {
            child.Kill();
            throw new TimeoutException($"The child without {disabled} took more than {Patience.TotalSeconds} s.");
        }

        if (child.ExitCode != 0)
        {
            throw new InvalidOperationException($"The child without {disabled} failed: {errors.Result}");
        }

        return output.Result.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.TrimEnd('\r').Split(':', 2))
            .ToDictionary(parts => parts[0], parts => parts[1]);
    }
}
