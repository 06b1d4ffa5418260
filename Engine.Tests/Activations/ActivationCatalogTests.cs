using Engine.Activations;
using Engine.Tests.Reference;
using NUnit.Framework;

namespace Engine.Tests.Activations;

public class ActivationCatalogTests
{
    // A new activation raises this number and gets a twin, or it is not covered.
    private const int Covered = 16;

    [Test]
    public void EveryActivationHasATwin()
    {
        Assert.That(ActivationCatalog.Names, Has.Count.EqualTo(Covered));
        Assert.That(ActivationCatalog.Names, Is.Unique);
        Assert.That(ActivationCatalog.Names, Is.SubsetOf(ReferenceActivations.All.Keys));
        Assert.That(ActivationCatalog.All.Select(activation => activation.Name), Is.EqualTo(ActivationCatalog.Names));
    }

    [Test]
    public void EveryFunctionOfTheLibraryIsListed()
    {
        IEnumerable<Type> functions = typeof(IActivationFunction).Assembly.GetTypes()
            .Where(type => type.IsValueType && type.GetInterfaces().Contains(typeof(IActivationFunction)));
        Assert.That(functions.Count(), Is.EqualTo(Covered));
    }

    [TestCase("relu", "relu")]
    [TestCase(" ReLU ", "relu")]
    [TestCase("leaky-relu(0.01)", "leaky-relu")]
    [TestCase("leaky-relu( 0.2 )", "leaky-relu(0.2)")]
    [TestCase("celu(1e-3)", "celu(0.001)")]
    [TestCase("swish", "silu")]
    [TestCase("linear", "identity")]
    public void NamesSurviveParsing(string spelling, string name)
    {
        Assert.That(ActivationCatalog.Knows(spelling));
        Assert.That(ActivationCatalog.Parse(spelling).Name, Is.EqualTo(name));
        Assert.That(ActivationCatalog.Parse(name).Name, Is.EqualTo(name));
    }

    [TestCase("rellu", "the closest is relu, known are identity, relu, leaky-relu")]
    [TestCase("relu(1)", "takes 0 numbers, not 1")]
    [TestCase("elu(1,2)", "takes 0 to 1 numbers, not 2")]
    [TestCase("elu(x)", "'x' where a number belongs")]
    [TestCase("elu(1", "closing bracket")]
    [TestCase("leaky-relu(-1)", "not negative")]
    [TestCase("celu(0)", "positive")]
    public void MistakesAreExplained(string spelling, string message) =>
        Assert.That(() => ActivationCatalog.Parse(spelling), Throws.InstanceOf<ArgumentException>().With.Message.Contains(message));

    [Test]
    public void OnnxConstantsAreThoseInUse()
    {
        Assert.That(ActivationCatalog.Knows("smartmixed"), Is.False);
        ElementwiseActivation leaky = ActivationCatalog.Parse("leaky-relu(0.2)");
        Assert.That(leaky.OnnxOperator, Is.EqualTo("LeakyRelu"));
        Assert.That(leaky.OnnxAttributes, Is.EqualTo([new OnnxAttribute("alpha", 0.2f)]));
        Assert.That(ActivationCatalog.Parse("step").OnnxOperator, Is.Null);
    }
}
