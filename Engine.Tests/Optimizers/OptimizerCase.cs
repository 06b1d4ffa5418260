using Engine.Optimizers;
using Engine.Tests.Reference;

namespace Engine.Tests.Optimizers;

/// <summary>An optimizer with its double twin, for a given rate and weight decay of one parameter.</summary>
internal sealed record OptimizerCase(string Name, double Rate, double Decay, Func<Optimizer> Create, Func<double, double, ReferenceOptimizer> Twin)
{
    public static readonly OptimizerCase[] All =
    [
        new("sgd", 0.1, 0, () => new Sgd(0.1f), (r, d) => ReferenceOptimizer.Sgd(r, 0, false, d)),
        new("sgd decay", 0.1, 0.02, () => new Sgd(0.1f, weightDecay: 0.02), (r, d) => ReferenceOptimizer.Sgd(r, 0, false, d)),
        new("momentum", 0.05, 0.01, () => new Sgd(0.05f, 0.9, weightDecay: 0.01), (r, d) => ReferenceOptimizer.Sgd(r, 0.9, false, d)),
        new("nesterov", 0.05, 0.01, () => new Sgd(0.05f, 0.8, true, 0.01), (r, d) => ReferenceOptimizer.Sgd(r, 0.8, true, d)),
        new("adam", 0.01, 0, () => new Adam(0.01f), (r, d) => ReferenceOptimizer.Adam(r, 0.9, 0.999, 1e-8, d, false)),
        new("adam decay", 0.01, 0.1, () => new Adam(0.01f, 0.8, 0.99, 1e-3, 0.1), (r, d) => ReferenceOptimizer.Adam(r, 0.8, 0.99, 1e-3, d, false)),
        new("adamw", 0.01, 0.1, () => new AdamW(0.01f, weightDecay: 0.1), (r, d) => ReferenceOptimizer.Adam(r, 0.9, 0.999, 1e-8, d, true)),
        new("rmsprop", 0.01, 0.01, () => new RmsProp(0.01f, weightDecay: 0.01), (r, d) => ReferenceOptimizer.RmsProp(r, 0.99, 1e-8, 0, d)),
        new("rmsprop momentum", 0.01, 0, () => new RmsProp(0.01f, 0.9, 1e-4, 0.5), (r, d) => ReferenceOptimizer.RmsProp(r, 0.9, 1e-4, 0.5, d)),
        new("adagrad", 0.1, 0.01, () => new Adagrad(0.1f, 0.05, weightDecay: 0.01), (r, d) => ReferenceOptimizer.Adagrad(r, 0.05, 1e-10, d)),
    ];

    public override string ToString() => Name;
}
