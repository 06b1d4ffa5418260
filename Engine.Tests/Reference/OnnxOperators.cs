using static Engine.Tests.Reference.ReferenceMath;

namespace Engine.Tests.Reference;

/// <summary>The operators that exported files use, elementwise ones and those that move elements; the others beside it.</summary>
internal static class OnnxOperators
{
    public static OnnxArray[] Run(OnnxReferenceNode node, OnnxArray[] x) => node.Operator == "Split" ? Split(node, x) : [One(node, x)];

    private static OnnxArray One(OnnxReferenceNode node, OnnxArray[] x) => node.Operator switch
    {
        "Identity" => x[0],
        "Add" => x[0].Zip(x[1], (a, b) => a + b),
        "Sub" => x[0].Zip(x[1], (a, b) => a - b),
        "Mul" => x[0].Zip(x[1], (a, b) => a * b),
        "Div" => x[0].Zip(x[1], (a, b) => a / b),
        "Min" => x[0].Zip(x[1], Math.Min),
        "Greater" => x[0].Zip(x[1], (a, b) => a > b ? 1 : 0),
        "Cast" => node.Integer("to") == 1 ? x[0] : throw new FormatException("Not a cast to single precision."),
        "Clip" => x[0].Map(z => Math.Clamp(z, x[1].Values[0], x[2].Values[0])),
        "Abs" => x[0].Map(Math.Abs),
        "Relu" => x[0].Map(z => Math.Max(z, 0)),
        "LeakyRelu" => x[0].Map(z => z < 0 ? node.Float("alpha") * z : z),
        "PRelu" => x[0].Zip(x[1], (z, slope) => z < 0 ? slope * z : z),
        "Elu" => x[0].Map(z => z < 0 ? node.Float("alpha", 1) * ExpM1(z) : z),
        "Selu" => x[0].Map(z => node.Float("gamma") * (z > 0 ? z : node.Float("alpha") * ExpM1(z))),
        "Celu" => x[0].Map(z => Math.Max(0, z) + Math.Min(0, node.Float("alpha") * ExpM1(z / node.Float("alpha")))),
        "Sigmoid" => x[0].Map(ReferenceMath.Sigmoid),
        "Tanh" => x[0].Map(Math.Tanh),
        "Softplus" => x[0].Map(ReferenceMath.Softplus),
        "Softsign" => x[0].Map(z => z / (1 + Math.Abs(z))),
        "Gelu" => x[0].Map(z => z * NormalCdf(z)),
        "Mish" => x[0].Map(z => z * Math.Tanh(ReferenceMath.Softplus(z))),
        "HardSigmoid" => x[0].Map(z => Math.Clamp((node.Float("alpha") * z) + node.Float("beta"), 0, 1)),
        "HardSwish" => x[0].Map(z => z * Math.Clamp((z / 6) + 0.5, 0, 1)),
        "Transpose" => Transpose(x[0], node.Integers("perm")),
        "Reshape" => Reshape(x[0], x[1]),
        "Flatten" => new OnnxArray([x[0].Lengths[0], OnnxArray.Count(x[0].Lengths.Skip(1))], x[0].Values),
        "Gather" => Gather(x[0], x[1], node.Integer("axis")),
        "Concat" => Concatenate(x, node.Integer("axis")),
        _ => OnnxLayers.Run(node, x),
    };

    private static OnnxArray Transpose(OnnxArray x, int[] order) => OnnxArray.Of([.. order.Select(axis => x.Lengths[axis])], index =>
    {
        var source = new int[index.Length];
        for (int axis = 0; axis < order.Length; axis++)
        {
            source[order[axis]] = index[axis];
        }

        return x.At(source);
    });

    private static OnnxArray Reshape(OnnxArray x, OnnxArray shape) =>
        new([.. shape.Values.Select((length, axis) => length == 0 ? x.Lengths[axis] : (int)length)], x.Values);

    private static OnnxArray Gather(OnnxArray x, OnnxArray places, int axis) =>
        OnnxArray.Of(WithLength(x, axis, places.Values.Length), index => x.At(WithIndex(index, axis, (int)places.Values[index[axis]])));

    private static OnnxArray Concatenate(OnnxArray[] parts, int axis) => OnnxArray.Of(WithLength(parts[0], axis, parts.Sum(part => part.Lengths[axis])), index =>
    {
        int place = index[axis];
        int k = 0;
        while (place >= parts[k].Lengths[axis])
        {
            place -= parts[k++].Lengths[axis];
        }

        return parts[k].At(WithIndex(index, axis, place));
    });

    private static OnnxArray[] Split(OnnxReferenceNode node, OnnxArray[] x)
    {
        int axis = node.Integer("axis");
        List<OnnxArray> parts = [];
        int first = 0;
        foreach (int length in x[1].Values.Select(value => (int)value))
        {
            int start = first;
            parts.Add(OnnxArray.Of(WithLength(x[0], axis, length), index => x[0].At(WithIndex(index, axis, index[axis] + start))));
            first += length;
        }

        return first == x[0].Lengths[axis] ? [.. parts] : throw new FormatException($"Parts of {first} in all.");
    }

    private static int[] WithLength(OnnxArray x, int axis, int length) => WithIndex(x.Lengths, axis, length);

    private static int[] WithIndex(int[] index, int axis, int value)
    {
        int[] changed = [.. index];
        changed[axis] = value;
        return changed;
    }
}
