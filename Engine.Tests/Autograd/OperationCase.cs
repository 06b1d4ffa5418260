using Engine.Autograd;

namespace Engine.Tests.Autograd;

/// <summary>One operation with all that is needed to test it.</summary>
/// <param name="Name">For reports; unique.</param>
/// <param name="Shapes">The shapes of the inputs, one list for each case.</param>
/// <param name="Apply">The operation on a tape.</param>
/// <param name="Twin">The same in double precision: gets the inputs and their shapes.</param>
/// <param name="Low">The smallest input drawn.</param>
/// <param name="High">The largest input drawn.</param>
/// <param name="Kinks">Whether inputs are kept away from 0 and from each other.</param>
internal sealed record OperationCase(
    string Name,
    Shape[][] Shapes,
    Func<Value[], Value> Apply,
    Func<double[][], Shape[], double[]> Twin,
    double Low = -2,
    double High = 2,
    bool Kinks = false)
{
    public override string ToString() => Name;
}
