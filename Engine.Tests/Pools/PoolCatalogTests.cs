using Engine.Activations;
using Engine.Pools;
using NUnit.Framework;

namespace Engine.Tests.Pools;

[TestFixture]
internal sealed class PoolCatalogTests
{
    private static readonly string[] Spellings =
    [
        .. PoolCatalog.Names,
        "mrelu(0.8,0.2)", "prelu(shared)", "prelu(0,shared)", "prelu(0.1,positions:49)", "swish-beta(shared)", "pau(neuron)", "apl(4)", "pap(relu:0.8,step:0.2)",
        "pap(relu,tanh,softmax)", "pap(relu,step,clip,layer)", "pap(relu,step,positions:196)", "gradual(tanh,selu,0.1,0.9)",
        "smartmixed(relu,elu,gumbel-hard,temperature:1/0.5/0/0.8,logit-rate:10)",
        "smartmixed(soft,noise-per-row,unscaled,random-start,fresh-weights,entropy:-0.1/0.1,warm-up:0,limit:10,head-start:0.1)", "fixed(relu:1.4*3,tanh*2,relu:1.4*1)",
    ];

    [TestCaseSource(nameof(Spellings))]
    public void ANameReadsAsWhatItNames(string spelling)
    {
        Activation activation = PoolCatalog.Parse(spelling);
        Assert.That(PoolCatalog.Parse(activation.Name).Name, Is.EqualTo(activation.Name));
        Assert.That(PoolCatalog.Parse($" {spelling.ToUpperInvariant()} ").Name, Is.EqualTo(activation.Name));
        Assert.That(PoolCatalog.Knows(spelling));
    }

    [TestCase("mrelu", "mrelu")]
    [TestCase("mrelu(0.5,0.5)", "mrelu")]
    [TestCase("prelu(0.25)", "prelu")]
    [TestCase("prelu(shared,0)", "prelu(0,shared)")]
    [TestCase("gradual(identity,relu)", "gradual-relu")]
    [TestCase("smartmixed(faithful)", "smartmixed(faithful)")]
    [TestCase("smartmixed(scaled,warm-up:0.3)", "smartmixed")]
    public void ANameIsTheShortestSpelling(string spelling, string name) => Assert.That(PoolCatalog.Parse(spelling).Name, Is.EqualTo(name));

    [TestCase("frelu", "There is no adaptive activation 'frelu'; the closest is prelu")]
    [TestCase("pap(relu,stepp)", "There is no candidate activation 'stepp'; the closest is step")]
    [TestCase("pap(relu,relu)", "different names")]
    [TestCase("pap(relu:x)", "'x' where a number belongs")]
    [TestCase("pap()", "candidate")]
    [TestCase("mrelu(1)", "two numbers")]
    [TestCase("prelu(all)", "'shared' or none")]
    [TestCase("prelu(positions:0)", "not 0")]
    [TestCase("smartmixed(relu)", "two candidates or more")]
    [TestCase("smartmixed(temperature:0)", "above 0")]
    [TestCase("smartmixed(warmup:0.05)", "There is no setting of smartmixed 'warmup'; the closest is warm-up, known are temperature, logit-rate")]
    [TestCase("smartmixed(warmup)", "the closest is warm-up")]
    [TestCase("smartmixed(rellu,elu)", "There is no candidate activation 'rellu'; the closest is relu")]
    [TestCase("smartmixed(warm-up)", "'' where a number belongs")]
    [TestCase("smartmixed(relu:0.5,elu)", "'0.5' behind 'relu', which takes no number")]
    [TestCase("smartmixed(scaled:1)", "'1' behind 'scaled', which takes no number")]
    [TestCase("smartmixed(soft:1)", "'1' behind 'soft', which takes no number")]
    [TestCase("smartmixed(warm-up:7)", "a warm-up of 0 to 1, as a share of training, not 7")]
    [TestCase("smartmixed(faithful,relu)", "no candidate activation 'faithful'")]
    [TestCase("mrelu(0.5,0.5", "closing bracket")]
    [TestCase("fixed(relu)", "number of neurons")]
    [TestCase("apl(9)", "hinges")]
    public void AWrongSpellingSaysWhatIsWrong(string spelling, string wanted) =>
        Assert.That(() => PoolCatalog.Parse(spelling), Throws.InstanceOf<ArgumentException>().With.Message.Contains(wanted));

    [Test]
    public void APoolIsBoundBeforeUseAndChecksItsPass()
    {
        Activation pool = PoolCatalog.Parse("prelu");
        Assert.That(() => new PoolRun(pool, 2, 3, 1).Forward(), Throws.InvalidOperationException);
        Assert.That(() => new PoolRun(pool.Bind(4), 2, 3, 1).Forward(), Throws.ArgumentException.With.Message.Contains("rows of 4 neurons"));
        Assert.That(pool.Bind(3), Is.Not.SameAs(pool.Bind(3)));
    }
}
