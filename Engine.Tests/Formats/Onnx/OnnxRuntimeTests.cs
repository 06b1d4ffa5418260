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

    public static IEnumerable<ExportCase> Cases => ExportCatalog.All;

    [OneTimeSetUp]
    public void NeedsTheRuntime()
    {
        if (OnnxRuntimeCandidate.WhyMissing() is { } reason)
        {
            Assert.Ignore(reason);
        }
    }

    [TestCaseSource(nameof(Cases))]
    public void ItPredictsWhatTheNetworkPredicts(ExportCase one)
    {
        Network network = one.Trained();
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.onnx");
        OnnxFile.Save(network, path);
        try
        {
            var runtime = new OnnxRuntimeCandidate(
                one.Name,
                path,
                ExportCase.Inputs(network),
                network.InputShape.WithBatch(ExportCase.Samples),
                network.OutputShape.WithBatch(ExportCase.Samples),
                threads: 1);
            runtime.Run(1);
            double[] actual = Array.ConvertAll(runtime.Outputs.ToArray(), x => (double)x);
            Assert.That(ExportCase.Error(actual, ExportCase.Predictions(network)), Is.LessThan(Tolerance));
        }
        finally
        {
            File.Delete(path);
        }
    }
}
