using System.CommandLine;
using Engine.Bench.Output;
using Engine.Formats;
using Engine.Layers;

namespace Engine.Bench.Commands;

/// <summary><c>export</c>: a model as a file of another format, for other programs to run.</summary>
internal static class ExportCommand
{
    public static Command Create(Session session)
    {
        Argument<string> model = Options.Model();
        Option<string?> onnx = Options.Text("--onnx", "ONNX file to write");
        var command = new Command("export", "Write a model as an ONNX file, which ONNX Runtime and others run.") { model, onnx };
        command.SetAction(result => Run(
            session, result.GetRequiredValue(model), result.GetValue(onnx) ?? throw CommandException.Usage("--onnx is missing: the ONNX file to write.")));
        return command;
    }

    private static int Run(Session session, string model, string target)
    {
        TargetFile.CheckApart(target, model);
        TargetFile.Check(target);
        Network network = NetworkFile.Load(model);
        OnnxFile.Save(network, target);
        session.Terminal.Line($"input [batch, {Axes(network.InputShape)}], output [batch, {Axes(network.OutputShape)}], single precision");
        session.Terminal.Line(FormattableString.Invariant($"saved {target}: {new FileInfo(target).Length / 1024.0:N0} KB"));
        return ExitCodes.Succeeded;
    }

    private static string Axes(Shape sample) => string.Join(", ", sample.ToArray());
}
