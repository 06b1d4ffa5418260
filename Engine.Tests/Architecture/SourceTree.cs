using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Engine.Tests.Architecture;

/// <summary>The repository's C# sources, with comments and texts taken out.</summary>
internal static partial class SourceTree
{
    /// <summary>Gets the repository's folder: where this very file was compiled.</summary>
    public static string Root { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", ".."));

    /// <summary>All C# files below a folder of the repository, build output excluded.</summary>
    public static IEnumerable<string> Files(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories).Where(path => !BuildOutput().IsMatch(path));

    /// <summary>A file's path within the repository, with forward slashes.</summary>
    public static string Name(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    /// <summary>A file's code alone.</summary>
    public static string Code(string path) => NotCode().Replace(File.ReadAllText(path), " ");

    private static string ThisFile([CallerFilePath] string path = "") => path;

    [GeneratedRegex(@"[\\/](bin|obj)[\\/]")]
    private static partial Regex BuildOutput();

    [GeneratedRegex("""//[^\n]*|/\*.*?\*/|"(\\.|[^"\\\n])*" """, RegexOptions.Singleline | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex NotCode();
}
