namespace Engine.Tests.Support;

/// <summary>Marks a public static method <c>void Name(BitHash hash)</c> that <see cref="IsaLanes"/> runs on every lane.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class IsaBodyAttribute : Attribute;
