using Engine.Tests.Support;

namespace Engine.Tests;

/// <summary>The entry point: the test host never calls it, but <see cref="IsaLanes"/> starts it in child processes.</summary>
public static class Program
{
    public static int Main(string[] args)
    {
        if (args is [IsaLanes.Verb])
        {
            return IsaLanes.ChildMain();
        }

        Console.Error.WriteLine("Run the tests with: dotnet test");
        return 2;
    }
}
