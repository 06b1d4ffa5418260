using System.Text.Json;
using Engine.Formats;
using Engine.Layers;
using NUnit.Framework;

namespace Engine.Tests.Bench;

/// <summary>The commands that read a model.</summary>
internal sealed class ModelCommandTests
{
    [TestCase("list of classes", "classes", "[null]", "predict", "{model}", "--input", "{rows}", "--output", "-", "--as", "classes")]
    [TestCase("list of classes", "classes", "[", "predict", "{model}", "--input", "{rows}", "--output", "-", "--as", "classes")]
    [TestCase("history of activations", "activation_history", "[{}]", "inspect", "{model}")]
    [TestCase("history of activations", "activation_history", "null", "inspect", "{model}")]
    [TestCase("memory of its run", "run", "{}", "train", "--resume", "{model}")]
    [TestCase("memory of its run", "run", "[]", "train", "--resume", "{model}")]
    public void MalformedNotesAreToldInOneSentence(string mentions, string key, string note, params string[] arguments)
    {
        string path = TrainedModel.In("noted.safetensors");
        Network network = NetworkFile.Load(TrainedModel.Model);
        network.Metadata[key] = note;
        network.Save(path);
        string rows = TrainedModel.In("noted.csv");
        File.WriteAllLines(rows, Rows(2));
        CommandLineRun.Of([.. arguments.Select(word => word == "{model}" ? path : word == "{rows}" ? rows : word)]).AssertRefused($"{mentions} is malformed");
    }

    [Test]
    public void EvaluateAgreesWithTrain()
    {
        using JsonDocument train = JsonDocument.Parse(File.ReadAllText(TrainedModel.Report));
        using JsonDocument evaluated = JsonDocument.Parse(CommandLineRun.Of("evaluate", TrainedModel.Model, "--data", "digits", "--json", "-").AssertSucceeded().Out);
        JsonElement confusion = evaluated.RootElement.GetProperty("confusion");
        Assert.Multiple(() =>
        {
            Assert.That(evaluated.RootElement.GetProperty("accuracy").GetDouble(), Is.EqualTo(train.RootElement.GetProperty("test_accuracy").GetDouble()));
            Assert.That(
                confusion.EnumerateArray().Sum(row => row.EnumerateArray().Sum(count => count.GetInt32())),
                Is.EqualTo(evaluated.RootElement.GetProperty("samples").GetInt32()));
        });
    }

    [Test]
    public void EvaluateTellsWhichSamplesItJudges()
    {
        string model = Table("classes.csv", row => row % 2 == 0 ? "even" : "odd", "--task", "classification");
        Assert.That(CommandLineRun.Of("evaluate", model, "--data", TrainedModel.In("classes.csv")).AssertSucceeded().Out, Does.Contain("classes: all 40 rows, those trained on"));
        Assert.That(CommandLineRun.Of("evaluate", TrainedModel.Model, "--data", "digits").AssertSucceeded().Out, Does.Contain(" samples of the test part"));
    }

    [TestCase("classes")]
    [TestCase("probabilities")]
    public void ARegressionHasNoClasses(string form)
    {
        string model = Table("values.csv", row => FormattableString.Invariant($"{row / 7.0}"), "--task", "regression");
        string rows = TrainedModel.In("values.csv");
        CommandLineRun run = CommandLineRun.Of("predict", model, "--input", rows, "--output", "-", "--as", form);
        run.AssertRefused($"--as {form} does not apply");
        Assert.That(run.ExitCode, Is.EqualTo(2));
        CommandLineRun.Of("predict", model, "--input", rows, "--output", "-").AssertSucceeded();

        Network older = NetworkFile.Load(model);
        Assert.That(older.Metadata.Remove("task"));
        older.Save(model);
        CommandLineRun.Of("predict", model, "--input", rows, "--output", "-", "--as", form).AssertRefused($"--as {form} does not apply");
    }

    [Test]
    public void FreezingShowsTheMapOfLayersThatChoseOneFunction()
    {
        string exploring = TrainedModel.In("unanimous.safetensors");
        CommandLineRun.Of("train", "--network", "64-1-1-10", "--activation", "smartmixed", "--epochs", "1", "--out", exploring).AssertSucceeded();
        string text = CommandLineRun.Of("freeze", exploring, "--out", TrainedModel.In("unanimous-fixed.safetensors")).AssertSucceeded().Out;
        Assert.That(text, Does.Match(@"2 layers fixed:\r?\nlayer 0, 1 neuron\r?\n  \S+ +1  100.0 %"));
    }

    [Test]
    public void ASingleRunHasNoScatter()
    {
        CommandLineRun run = CommandLineRun.Of("compare", "--data", "moons", "--network", "2-4-2", "--epochs", "1", "--seeds", "1", "--activations", "relu,tanh");
        string last = run.AssertSucceeded().Out.TrimEnd().Split('\n')[^1];
        Assert.That(last, Does.Match(@"^tanh +[\d.]+  +-  +[-+]?[\d.]+  +-  +no difference shown$"));
    }

    [Test]
    public void InspectNamesTheLayers()
    {
        string text = CommandLineRun.Of("inspect", TrainedModel.Model).AssertSucceeded().Out;
        Assert.That(text, Does.Contain("Dense").And.Contain("relu").And.Contain("2,410 trained values"));
    }

    [Test]
    public void PredictWritesARowForEachRow()
    {
        string input = TrainedModel.In("rows.csv");
        string output = TrainedModel.In("predictions.csv");
        File.WriteAllLines(input, Rows(5));
        CommandLineRun.Of("predict", TrainedModel.Model, "--input", input, "--output", output).AssertSucceeded();
        string[] lines = File.ReadAllLines(output);
        Assert.That(lines.Select(line => line.Split(',').Length), Is.EqualTo(Enumerable.Repeat(10, 5)));
    }

    [Test]
    public void ProbabilitiesSumToOne()
    {
        string input = TrainedModel.In("probable.csv");
        File.WriteAllLines(input, Rows(3));
        CommandLineRun run = CommandLineRun.Of("predict", TrainedModel.Model, "--input", input, "--output", "-", "--as", "probabilities").AssertSucceeded();
        foreach (string line in run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            Assert.That(line.Split(',').Sum(double.Parse), Is.EqualTo(1).Within(1e-5));
        }
    }

    [Test]
    public void AnArrayHoldsTheSameNumbersAsTheTable()
    {
        string input = TrainedModel.In("same.csv");
        string array = TrainedModel.In("same.npy");
        File.WriteAllLines(input, Rows(4));
        string table = CommandLineRun.Of("predict", TrainedModel.Model, "--input", input, "--output", "-").AssertSucceeded().Out;
        CommandLineRun.Of("predict", TrainedModel.Model, "--input", input, "--output", array).AssertSucceeded();
        byte[] file = File.ReadAllBytes(array);
        int start = 10 + BitConverter.ToUInt16(file, 8);
        float[] numbers = [.. table.Split(['\n', ','], StringSplitOptions.RemoveEmptyEntries).Select(float.Parse)];
        Assert.Multiple(() =>
        {
            Assert.That(start % 64, Is.Zero);
            Assert.That(numbers.Select((number, i) => BitConverter.ToSingle(file, start + (sizeof(float) * i)) == number), Is.All.True);
            Assert.That(file, Has.Length.EqualTo(start + (sizeof(float) * numbers.Length)));
        });
    }

    [Test]
    public void FreezingKeepsWhatTheNetworkComputes()
    {
        string exploring = TrainedModel.In("exploring.safetensors");
        string frozen = TrainedModel.In("fixed.safetensors");
        CommandLineRun.Of("train", "--network", "64-32-10", "--activation", "smartmixed", "--epochs", "1", "--out", exploring).AssertSucceeded();
        CommandLineRun.Of("freeze", exploring, "--out", frozen).AssertSucceeded();
        Assert.That(CommandLineRun.Of("inspect", exploring).AssertSucceeded().Out, Does.Contain("% undecided)"));
        Assert.That(CommandLineRun.Of("inspect", frozen).AssertSucceeded().Out, Does.Not.Contain("% undecided)"));
        Assert.That(Accuracy(frozen), Is.EqualTo(Accuracy(exploring)).Within(0.03));

        static double Accuracy(string model)
        {
            using JsonDocument report = JsonDocument.Parse(CommandLineRun.Of("evaluate", model, "--data", "digits", "--json", "-").AssertSucceeded().Out);
            return report.RootElement.GetProperty("accuracy").GetDouble();
        }
    }

    [Test]
    public void CompareTrainsTheControlsOfAChoiceInTheSamePhases()
    {
        CommandLineRun run = CommandLineRun.Of(
            "compare", "--data", "moons", "--network", "2-16-2", "--epochs", "1", "--phase2-epochs", "2", "--seeds", "2", "--controls",
            "--activations", "smartmixed(relu,tanh),smartmixed(relu,tanh,gumbel-hard),smartmixed(relu,tanh,unscaled)", "--threads", "1", "--json", "-");
        using JsonDocument report = JsonDocument.Parse(run.AssertSucceeded().Out);
        Dictionary<string, JsonElement> results = report.RootElement.GetProperty("results").EnumerateArray().ToDictionary(result => result.GetProperty("activation").GetString()!);
        Assert.Multiple(() =>
        {
            Assert.That(results.Keys.Skip(3), Is.EqualTo(["frozen-random", "frozen-random of smartmixed(relu,tanh,unscaled)", "relu", "tanh"]));
            Assert.That(report.RootElement.GetProperty("second_phase_epochs").GetInt32(), Is.EqualTo(2));
            Assert.That(results["relu"].GetProperty("runs")[0].GetProperty("explored_test_accuracy").GetDouble(), Is.GreaterThan(0.4));
            JsonElement layer = results["frozen-random"].GetProperty("runs")[1].GetProperty("activations")[0];
            Assert.That(layer.GetProperty("is_fixed").GetBoolean());
            Assert.That(layer.GetProperty("counts").GetProperty("relu").GetInt32(), Is.InRange(1, 15));
            Assert.That(run.Error, Does.Contain("frozen-random, layer 0: "));
        });
    }

    [Test]
    public void CompareTellsPairedDifferences()
    {
        CommandLineRun run = CommandLineRun.Of(
            "compare", "--data", "moons", "--network", "2-8-2", "--epochs", "1", "--seeds", "3", "--activations", "relu,tanh", "--threads", "1", "--json", "-");
        using JsonDocument report = JsonDocument.Parse(run.AssertSucceeded().Out);
        JsonElement[] results = [.. report.RootElement.GetProperty("results").EnumerateArray()];
        double[] first = [.. Scores(results[0])];
        double[] second = [.. Scores(results[1])];
        Assert.Multiple(() =>
        {
            Assert.That(first, Has.Length.EqualTo(3));
            Assert.That(results[0].TryGetProperty("difference", out _), Is.False);
            Assert.That(results[1].GetProperty("difference").GetDouble(), Is.EqualTo(second.Average() - first.Average()).Within(1e-12));
        });

        static IEnumerable<double> Scores(JsonElement result) => result.GetProperty("runs").EnumerateArray().Select(one => one.GetProperty("test_accuracy").GetDouble());
    }

    [Test]
    public void MeasureTellsRatiosToTheFirst()
    {
        CommandLineRun run = CommandLineRun.Of(
            "measure", "--network", "16-16-4", "--batch", "8", "--activations", "relu,tanh", "--rounds", "2", "--json", "-");
        using JsonDocument report = JsonDocument.Parse(run.AssertSucceeded().Out);
        JsonElement results = report.RootElement.GetProperty("results");
        Assert.Multiple(() =>
        {
            Assert.That(results.GetArrayLength(), Is.EqualTo(2));
            Assert.That(results[0].GetProperty("train_ratio").GetDouble(), Is.EqualTo(1));
            Assert.That(results[1].GetProperty("activation").GetString(), Is.EqualTo("tanh"));
            foreach (string key in (string[])["train_step_us", "train_ratio", "predict_us", "predict_ratio"])
            {
                Assert.That(results[1].GetProperty(key).GetDouble(), Is.GreaterThan(0), key);
            }

            Assert.That(results[0].GetProperty("allocated_bytes_per_step").GetDouble(), Is.LessThan(1));
        });
    }

    // Trains on a table of 40 rows and gives the model's path.
    private static string Table(string name, Func<int, string> target, params string[] options)
    {
        string path = TrainedModel.In(name);
        File.WriteAllLines(path, ["a,b,y", .. Enumerable.Range(0, 40).Select(row => FormattableString.Invariant($"{row},{row * row % 11},{target(row)}"))]);
        string model = Path.ChangeExtension(path, ".safetensors");
        CommandLineRun.Of(["train", "--data", path, "--epochs", "1", "--threads", "1", "--out", model, .. options]).AssertSucceeded();
        return model;
    }

    private static IEnumerable<string> Rows(int count) =>
        Enumerable.Range(0, count).Select(row => string.Join(',', Enumerable.Range(0, 64).Select(pixel => FormattableString.Invariant($"{((row * 7) + (pixel * 3)) % 17 / 16.0}"))));
}
