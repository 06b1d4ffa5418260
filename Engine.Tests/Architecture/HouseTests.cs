using NUnit.Framework;

namespace Engine.Tests.Architecture;

/// <summary>What keeps the sources small and easy to find one's way in.</summary>
internal sealed class HouseTests
{
    // One idea a file; beyond this a file holds two.
    private const int LargestFile = 15_000;

    private static readonly string[] Projects = ["Engine", "Engine.Tests", "Engine.Bench", "Datasets"];
    private static readonly string[] NamesThatSayNothing = ["Utils", "Utilities", "Helpers", "Common", "Enums", "Interfaces", "Misc", "Shared", "Core"];

    [Test]
    public void NoFileIsTooLarge() => Assert.That(
        Projects.SelectMany(SourceTree.Files).Where(path => new FileInfo(path).Length > LargestFile).Select(SourceTree.Name),
        Is.Empty);

    [Test]
    public void EveryFolderIsNamedByWhatItHolds() => Assert.That(
        Projects.SelectMany(SourceTree.Files).Select(path => SourceTree.Name(Path.GetDirectoryName(path)!)).Distinct()
            .Where(folder => folder.Split('/').Intersect(NamesThatSayNothing).Any()),
        Is.Empty);

    [Test]
    public void ANamespaceIsItsFolderOrTheOneAbove()
    {
        IEnumerable<string> wrong = SourceTree.Files("Engine").Where(path =>
        {
            string folder = Path.GetDirectoryName(SourceTree.Name(path))!.Replace('\\', '/');
            string code = SourceTree.Code(path);
            return code.Contains("namespace ", StringComparison.Ordinal) && !Declares(code, folder) && !Declares(code, Path.GetDirectoryName(folder)!.Replace('\\', '/'));
        });
        Assert.That(wrong.Select(SourceTree.Name), Is.Empty);
    }

    private static bool Declares(string code, string folder) => code.Contains($"namespace {folder.Replace('/', '.')};", StringComparison.Ordinal);
}
