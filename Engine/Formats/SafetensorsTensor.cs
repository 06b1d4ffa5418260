using Engine.Autograd;

namespace Engine.Formats;

/// <summary>A tensor that is to be written.</summary>
public sealed class SafetensorsTensor
{
    private readonly ReadOnlyMemory<float> memory;
    private readonly Parameter? parameter;

    /// <summary>Names an array; it is read when the file is written.</summary>
    /// <param name="name">The name in the file.</param>
    /// <param name="shape">The shape.</param>
    /// <param name="values">The elements, row-major.</param>
    /// <exception cref="ArgumentException">The length isn't the shape's.</exception>
    public SafetensorsTensor(string name, Shape shape, ReadOnlyMemory<float> values)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (values.Length != shape.Count)
        {
            throw new ArgumentException($"Tensor '{name}' of shape {shape} got {values.Length} values.", nameof(values));
        }

        Name = name;
        Shape = shape;
        memory = values;
    }

    /// <summary>Takes a parameter, under its own name; its values are read when the file is written.</summary>
    /// <param name="parameter">The parameter.</param>
    public SafetensorsTensor(Parameter parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        Name = parameter.Name;
        Shape = parameter.Shape;
        this.parameter = parameter;
    }

    /// <summary>Gets the name in the file.</summary>
    public string Name { get; }

    /// <summary>Gets the shape.</summary>
    public Shape Shape { get; }

    /// <summary>Gets the elements, row-major.</summary>
    public ReadOnlySpan<float> Values => parameter is null ? memory.Span : parameter.Value;
}
