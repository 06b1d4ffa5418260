using System.Text.RegularExpressions;
using NUnit.Framework;

namespace Engine.Tests.Architecture;

/// <summary>The library's parts know only the parts below them.</summary>
internal sealed partial class ArrowTests
{
    // From the bottom up. Parts of one line don't know each other; nobody knows Training.
    private static readonly string[][] Levels =
    [
        ["Engine"],
        ["Memory"],
        ["Threading"],
        ["Numerics"],
        ["Parameters"],
        ["Activations", "Initializers"],
        ["Pools"],
        ["Autograd"],
        ["Layers", "Losses", "Optimizers", "Schedules"],
        ["Inference", "Metrics", "Regularizers"],
        ["Structure"],
        ["Formats", "Diagnostics"],
        ["Training"],
    ];

    // Types that stand beside the folder that a reader looks for them in. A buffer is needed by threads, and a parameter by
    // activations, neither of which knows the folder's other types; loops over a team are numerics, the team itself is not.
    private static readonly Dictionary<string, string> Placed = new()
    {
        ["AlignedBuffer"] = "Memory",
        ["Parameter"] = "Parameters",
        ["DeferredProduct"] = "Parameters",
        ["TeamMap"] = "Numerics",
        ["TeamReduce"] = "Numerics",
        ["TeamColumnSums"] = "Numerics",
        ["IColumnTerm"] = "Numerics",
    };

    [Test]
    public void ArrowsGoOneWay()
    {
        SourceFile[] files = [.. SourceTree.Files("Engine").Select(SourceFile.Read)];
        ILookup<string, SourceFile> owners = files.SelectMany(file => file.Types.Select(type => (type, file))).ToLookup(pair => pair.type, pair => pair.file);
        List<string> wrong = [];
        foreach (SourceFile file in files)
        {
            foreach (string word in file.Words)
            {
                foreach (SourceFile owner in owners[word].Where(owner => owner.Unit != file.Unit && file.Sees(owner)))
                {
                    if (Level(owner.Unit) >= Level(file.Unit))
                    {
                        wrong.Add($"{file.Name} uses {word} of {owner.Unit}, which is not below {file.Unit}");
                    }
                }
            }
        }

        Assert.That(wrong, Is.Empty);
    }

    [Test]
    public void EveryFolderHasItsPlace() => Assert.That(
        SourceTree.Files("Engine").Select(path => SourceFile.Read(path).Unit).Distinct(),
        Is.SubsetOf(Levels.SelectMany(level => level)));

    private static int Level(string unit) => Array.FindIndex(Levels, level => level.Contains(unit));

    private sealed partial record SourceFile(string Name, string Unit, string Namespace, HashSet<string> Types, HashSet<string> Words, HashSet<string> Usings)
    {
        public static SourceFile Read(string path)
        {
            string name = SourceTree.Name(path);
            string code = SourceTree.Code(path);
            HashSet<string> types = [.. TypeDeclaration().Matches(code).Select(match => match.Groups[1].Value)];
            string[] folders = name.Split('/');
            string folder = folders.Length > 2 ? folders[1] : "Engine";
            return new SourceFile(
                name,
                Placed.FirstOrDefault(placed => types.Contains(placed.Key)).Value ?? folder,
                NamespaceDeclaration().Match(code).Groups[1].Value,
                types,
                [.. Word().Matches(code).Select(match => match.Value).Except(MemberDeclaration().Matches(code).Select(match => match.Groups[1].Value))],
                [.. UsingDirective().Matches(code).Select(match => match.Groups[1].Value)]);
        }

        public bool Sees(SourceFile other) =>
            Usings.Contains(other.Namespace) || Namespace == other.Namespace || Namespace.StartsWith(other.Namespace + '.', StringComparison.Ordinal);

        [GeneratedRegex(@"\b(?:class|struct|interface|enum|record|record struct)\s+([A-Z]\w*)")]
        private static partial Regex TypeDeclaration();

        [GeneratedRegex(@"\bnamespace\s+([\w.]+)")]
        private static partial Regex NamespaceDeclaration();

        // A property may have the name of a type that the file doesn't know.
        [GeneratedRegex(@"[\w>\]?]\s+([A-Z]\w*)\s*(?:=>|\{|\()")]
        private static partial Regex MemberDeclaration();

        // What follows a point is a member of something else.
        [GeneratedRegex(@"(?<![.\w])[A-Z]\w*\b")]
        private static partial Regex Word();

        [GeneratedRegex(@"\busing\s+(?:static\s+)?(Engine[\w.]*)\s*;")]
        private static partial Regex UsingDirective();
    }
}
