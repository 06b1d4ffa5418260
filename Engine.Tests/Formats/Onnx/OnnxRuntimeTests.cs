using Engine.Bench.Peers;
using Engine.Formats;
using Engine.Layers;
using NUnit.Framework;

namespace Engine.Tests.Formats.Onnx;

/// <summary>Exported files in ONNX Runtime itself, where it is installed.</summary>
[TestFixture]
internal sealed class OnnxRuntimeTests
{
    private const double Tolerance = 1e-6;

    // Seven layers and more round one after the other, in either program.
    private const double DeepTolerance = 3e-6;

    public static IEnumerable<ExportCase> Cases => ExportCatalog.All;

    /// <summary>Networks that are too large for the reference in double precision.</summary>
    public static IEnumerable<ExportCase> Whole =>
        ((string[])["784-256-256-10", "28x28x1-c32v-c64v-p2-128-10", "32x32x3-c32-c32-p2-c64-c64-p2-256-10", .. NamedNetworks.Names])
        .SelectMany(name => ((string[])["relu", "smartmixed(random-start)"]).Select(activation => new ExportCase(
            $"{name} {activation}", () => NetworkSpelling.Parse(name, ActivationSpelling.Parse(activation)))));

    [OneTimeSetUp]
    public void NeedsTheRuntime()
    {
        if (OnnxRuntimeCandidate.WhyMissing() is { } reason)
        {
            Assert.Ignore(reason);
        }
    }

    [TestCaseSource(nameof(Cases))]
    public void ItPredictsWhatTheNetworkPredicts(ExportCase one) => Assert.That(Error(one), Is.LessThan(Tolerance));

    [TestCaseSource(nameof(Whole))]
    [Category("Slow")]
    public void ItPredictsWhatWholeNetworksPredict(ExportCase one) => Assert.That(Error(one), Is.LessThan(DeepTolerance));

    private static double Error(ExportCase one)
    {
        Network network = one.Trained();
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.onnx");
        try
        {
            OnnxFile.Save(network, path);
            var runtime = new OnnxRuntimeCandidate(
                one.Name,
                path,
                ExportCase.Inputs(network),
                network.InputShape.WithBatch(ExportCase.Samples),
                network.OutputShape.WithBatch(ExportCase.Samples),
                threads: 1);
            runtime.Run(1);
            return ExportCase.Error(Array.ConvertAll(runtime.Outputs.ToArray(), x => (double)x), ExportCase.Predictions(network));
        }
        finally
        {
            File.Delete(path);
        }
    }
}
