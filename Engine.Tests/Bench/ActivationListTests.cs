using Engine.Bench.Commands;
using NUnit.Framework;

namespace Engine.Tests.Bench;

internal sealed class ActivationListTests
{
    [Test]
    public void CommasInBracketsDoNotSeparate() =>
        Assert.That(ActivationList.Split("relu, pap(relu:0.8,step:0.2),mrelu(0.8,0.2)"), Is.EqualTo(["relu", "pap(relu:0.8,step:0.2)", "mrelu(0.8,0.2)"]));
}
