using System.Text.Json;
using Engine.Bench.Peers;
using Engine.Formats;
using Engine.Layers;
using Engine.Tests.Reference;
using NUnit.Framework;

namespace Engine.Tests.Bench;

/// <summary>Models for other programs: <c>export</c>, and the rival that runs them.</summary>
internal sealed class ExportCommandTests
{
    [Test]
    public void TheExportedModelPredictsTheSame()
    {
        string file = TrainedModel.In("digits.onnx");
        CommandLineRun run = CommandLineRun.Of("export", TrainedModel.Model, "--onnx", file).AssertSucceeded();
        Network network = NetworkFile.Load(TrainedModel.Model);
        float[] inputs = [.. Enumerable.Range(0, 64).Select(i => i % 17 / 16f)];
        var predicted = new float[10];
        network.Predict(inputs, predicted);
        double[] exported = new OnnxReference(File.ReadAllBytes(file)).Run([1, 64], Array.ConvertAll(inputs, x => (double)x));
        Assert.That(exported, Is.EqualTo(predicted.Select(x => (double)x)).Within(1e-5));
        Assert.That(run.Out, Does.Contain("[batch, 64]").And.Contain("[batch, 10]").And.Contain(file));
    }

    [Test]
    public void WhatCannotBeWrittenIsRefused()
    {
        CommandLineRun.Of("export", TrainedModel.Model).AssertRefused("--onnx is missing");
        CommandLineRun.Of("export", TrainedModel.Model, "--onnx", TrainedModel.In("nowhere/digits.onnx")).AssertRefused("nowhere");
        CommandLineRun.Of("export", TrainedModel.In("no-such-model"), "--onnx", TrainedModel.In("none.onnx")).AssertRefused("no-such-model");
    }

    [Test]
    public void UnknownRivalsAreRefused() => CommandLineRun.Of("measure", "--against", "pytorch,abacus").AssertRefused("abacus");

    [Test]
    public void MeasureTellsTheRuntimesTimes()
    {
        if (OnnxRuntimeCandidate.WhyMissing() is { } reason)
        {
            CommandLineRun.Of("measure", "--network", "16-4", "--rounds", "1", "--against", "onnxruntime").AssertRefused("ONNX Runtime");
            Assert.Ignore(reason);
        }

        CommandLineRun run = CommandLineRun.Of(
            "measure", "--network", "6x6x1-c4-8-4", "--batch", "2", "--activations", "relu,smartmixed", "--rounds", "2", "--against", "onnxruntime", "--json", "-");
        using JsonDocument report = JsonDocument.Parse(run.AssertSucceeded().Out);
        Assert.That(report.RootElement.GetProperty("onnx_runtime").GetString(), Does.StartWith("ONNX Runtime "));
        foreach (JsonElement result in report.RootElement.GetProperty("results").EnumerateArray())
        {
            Assert.That(result.GetProperty("onnx_runtime_predict_us").GetDouble(), Is.Positive);
            Assert.That(result.GetProperty("onnx_runtime_speedup").GetDouble(), Is.Positive);
            Assert.That(result.TryGetProperty("rival_predict_us", out _), Is.False);
        }
    }
}
