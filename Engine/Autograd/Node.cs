namespace Engine.Autograd;

/// <summary>One recorded array: what made it, from what, and where its numbers are.</summary>
internal unsafe struct Node
{
    /// <summary>The most inputs that an operation takes.</summary>
    public const int MaxInputs = 3;

    public Operation? Operation;
    public Parameter? Parameter;
    public Shape Shape;
    public int InputCount;
    public fixed int Inputs[MaxInputs];
    public float Attribute;
    public float* Data;
    public float* Saved;
    public int SavedCount;
    public float* Gradient;
    public bool HasGradient;
    public bool RequiresGradient;
}
