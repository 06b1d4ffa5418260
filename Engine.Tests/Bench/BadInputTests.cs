using NUnit.Framework;

namespace Engine.Tests.Bench;

/// <summary>Whatever is wrong with a command line or its files is told in one line, and nothing is left half-written.</summary>
internal sealed class BadInputTests
{
    private const string Missing = "/no/such/file";

    private static IEnumerable<TestCaseData> Cases()
    {
        (string Mentions, string[] Arguments)[] cases =
        [
            ("nonsense", ["train", "--data", "nonsense"]),
            ("nonsense", ["train", "--activation", "nonsense"]),
            ("nonsense", ["train", "--optimizer", "nonsense"]),
            ("nonsense", ["train", "--schedule", "nonsense"]),
            ("nonsense", ["train", "--loss", "nonsense"]),
            ("nonsense", ["train", "--network", "64-nonsense-10"]),
            ("--lr", ["train", "--lr", "-0.1"]),
            ("--lr", ["train", "--lr", "fast"]),
            ("--lr", ["train", "--learning-rate", "NaN"]),
            ("--epochs", ["train", "--epochs", "0"]),
            ("--batch", ["train", "--batch-size", "-3"]),
            ("--validation", ["train", "--validation", "1"]),
            ("--dropout", ["train", "--dropout", "1.5"]),
            ("--threads", ["train", "--threads", "0"]),
            ("--threads wants a whole number from 1 to 1024, not '100000'", ["train", "--threads", "100000"]),
            ("from 1 to 1024", ["evaluate", "{model}", "--data", "digits", "--threads", "1025"]),
            ("from 1 to 1024", ["predict", "{model}", "--input", "{narrow}", "--output", "-", "--threads", "1025"]),
            ("from 1 to 1024", ["compare", "--threads", "1025"]),
            ("from 1 to 1024", ["measure", "--threads", "1025"]),
            ("from 1 to 1024", ["reproduce", "pap-high-rate", "--threads", "1025"]),
            ("--network is empty", ["train", "--network", ""]),
            ("'p20' in the network '8x8x1-p20-10' is too large: max pooling windows go up to 15.", ["train", "--network", "8x8x1-p20-10"]),
            ("narrow.csv' is named twice", ["train", "--data", "{narrow}", "--out", "{narrow}"]),
            ("narrow.csv' is named twice", ["train", "--data", "{narrow}", "--checkpoint", "{narrow}"]),
            ("narrow.csv' is named twice", ["train", "--data", "{narrow}", "--json", "{narrow}"]),
            ("new.json' is named twice", ["train", "--out", "{folder}/new.json", "--json", "{folder}/./new.json"]),
            ("narrow.csv' is named twice", ["compare", "--data", "{narrow}", "--json", "{narrow}"]),
            ("narrow.csv' is named twice", ["evaluate", "{model}", "--data", "{narrow}", "--json", "{narrow}"]),
            ("digits.safetensors' is named twice", ["evaluate", "{model}", "--data", "digits", "--json", "{model}"]),
            ("narrow.csv' is named twice", ["predict", "{model}", "--input", "{narrow}", "--output", "{folder}/../{folder-name}/narrow.csv"]),
            ("digits.safetensors' is named twice", ["predict", "{model}", "--input", "{narrow}", "--output", "{model}"]),
            ("digits.safetensors' is named twice", ["inspect", "{model}", "--json", "{model}"]),
            ("digits.safetensors' is named twice", ["freeze", "{model}", "--out", "{model}"]),
            ("digits.safetensors' is named twice", ["export", "{model}", "--onnx", "{model}"]),
            ("--batch does not apply to --suite", ["measure", "--suite", "--rounds", "1", "--batch", "3"]),
            ("--activations does not apply to --suite", ["measure", "--suite", "-a", "gelu"]),
            ("--against does not apply to --roofline", ["measure", "--roofline", "--against", "pytorch"]),
            ("--suite does not apply to --roofline", ["measure", "--roofline", "--suite"]),
            ("--rounds does not apply to --start", ["measure", "--start", "--rounds", "3"]),
            ("No benchmark is named '*nosuch*'", ["bench", "--filter", "*nosuch*"]),
            ("--momentum", ["train", "--momentum", "-1"]),
            ("--weight-decay", ["train", "--weight-decay", "x"]),
            ("--clip", ["train", "--clip", "-1"]),
            ("--seed", ["train", "--seed", "-1"]),
            ("crpo4", ["train", "--augment", "flip,crpo4"]),
            ("below 8", ["train", "--augment", "crop8"]),
            ("[2]", ["train", "--data", "spirals", "--augment", "flip"]),
            ("63", ["train", "--network", "63-10-10", "--normalize"]),
            ("--dropout 0.2 does not apply to 'lenet5'", ["train", "--network", "lenet5", "--dropout", "0.2"]),
            ("--dropout 0.2 does not apply to '64-10-bn'", ["train", "--network", "64-10-bn", "--dropout", "0.2"]),
            ("--dropout 0.2 does not apply to '64-10'", ["compare", "--network", "64-10", "--dropout", "0.2"]),
            ("--nonsense", ["train", "--nonsense", "1"]),
            ("63", ["train", "--network", "63-10-10"]),
            ("10", ["train", "--network", "64-10-9"]),
            ("does not exist", ["train", "--out", "/no/such/folder/model.safetensors"]),
            ("does not exist", ["train", "--json", "/no/such/folder/report.json"]),
            ("/dev/full", ["train", "--out", "/dev/full"]),
            ("explores", ["train", "--phase2-epochs", "2"]),
            ("does not exist", ["train", "--checkpoint", "/no/such/folder/run.safetensors"]),
            (Missing, ["train", "--resume", Missing]),
            ("digits.safetensors", ["train", "--network", "64-32-10", "--resume", "{model}"]),
            ("nonsense", ["compare", "--activations", "relu,nonsense"]),
            ("--seeds", ["compare", "--seeds", "0"]),
            ("--against", ["compare", "--against", "nonsense"]),
            ("--validation 0", ["compare", "--against", "pytorch"]),
            ("10 classes", ["compare", "--against", "pytorch", "--validation", "0", "--network", "3-3"]),
            ("one-cycle", ["compare", "--against", "pytorch", "--validation", "0", "--schedule", "cosine"]),
            ("--controls", ["compare", "--activations", "relu,gelu", "--controls"]),
            (Missing, ["evaluate", Missing, "--data", "digits"]),
            ("--data", ["evaluate", "{model}"]),
            ("nonsense", ["evaluate", "{model}", "--data", "nonsense"]),
            ("", ["evaluate"]),
            ("malformed.safetensors", ["evaluate", "{malformed}", "--data", "digits"]),
            (Missing, ["predict", Missing, "--input", "x.csv", "--output", "y.csv"]),
            (Missing, ["predict", "{model}", "--input", Missing, "--output", "-"]),
            ("--input", ["predict", "{model}", "--output", "-"]),
            ("--output", ["predict", "{model}", "--input", "x.csv"]),
            ("narrow.csv", ["predict", "{model}", "--input", "{narrow}", "--output", "-"]),
            ("--as", ["predict", "{model}", "--input", "{narrow}", "--output", "-", "--as", "nonsense"]),
            ("does not exist", ["predict", "{model}", "--input", "{narrow}", "--output", "/no/such/folder/y.csv"]),
            (Missing, ["inspect", Missing]),
            ("malformed.safetensors", ["inspect", "{malformed}"]),
            ("--batch", ["inspect", "{model}", "--batch", "0"]),
            (Missing, ["freeze", Missing, "--out", "x.safetensors"]),
            ("--out", ["freeze", "{model}"]),
            ("does not exist", ["freeze", "{model}", "--out", "/no/such/folder/x.safetensors"]),
            ("nonsense", ["measure", "--activations", "relu,nonsense"]),
            ("brackets", ["measure", "--activations", "pap(relu"]),
            ("empty", ["measure", "--activations", "relu,,tanh"]),
            ("nonsense", ["measure", "--network", "nonsense"]),
            ("nonsense", ["measure", "--optimizer", "nonsense"]),
            ("--rounds", ["measure", "--rounds", "0"]),
            ("--against", ["measure", "--against", "nonsense"]),
            ("nonsense", ["nonsense"]),
        ];
        return cases.Select(entry => new TestCaseData(entry.Mentions, entry.Arguments).SetArgDisplayNames(string.Join(' ', entry.Arguments)));
    }

    [OneTimeSetUp]
    public void WriteBadFiles()
    {
        File.WriteAllText(TrainedModel.In("malformed.safetensors"), "not a model");
        File.WriteAllText(TrainedModel.In("narrow.csv"), "0.5,0.5,0.5\n0.25,0.5,0.5\n");
    }

    [TestCaseSource(nameof(Cases))]
    public void IsToldInOneLine(string mentions, string[] arguments)
    {
        string[] before = Directory.GetFiles(TrainedModel.Folder);
        CommandLineRun.Of([.. arguments.Select(Fill)]).AssertRefused(mentions);
        Assert.That(Directory.GetFiles(TrainedModel.Folder), Is.EquivalentTo(before));
    }

    private static string Fill(string argument) => argument
        .Replace("{folder}", TrainedModel.Folder, StringComparison.Ordinal)
        .Replace("{folder-name}", Path.GetFileName(TrainedModel.Folder), StringComparison.Ordinal)
        .Replace("{model}", TrainedModel.Model, StringComparison.Ordinal)
        .Replace("{malformed}", TrainedModel.In("malformed.safetensors"), StringComparison.Ordinal)
        .Replace("{narrow}", TrainedModel.In("narrow.csv"), StringComparison.Ordinal);
}
