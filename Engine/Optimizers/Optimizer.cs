using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Engine.Autograd;
using Engine.Numerics;
using Engine.Threading;

namespace Engine.Optimizers;

/// <summary>
/// Turns gradients into new values, in one pass over each parameter. Formulas, epsilons and bias corrections are PyTorch's.
/// Parameters without a gradient, or not trainable, are left alone. One optimizer serves one network; not thread-safe.
/// </summary>
public abstract unsafe class Optimizer
{
    // The update of this many values takes about ten microseconds, a few times what a fork costs between busy cores.
    private const int LeastValuesPerPart = 16384;

    private readonly Dictionary<Parameter, Slot> slots = [];
    private ParameterUpdate[] updates = [];
    private float gradientScale = 1;

    private protected Optimizer(float learningRate, double weightDecay)
    {
        ThrowUnless(float.IsFinite(learningRate) && learningRate >= 0, "The learning rate", learningRate, "0 or more");
        ThrowUnless(double.IsFinite(weightDecay) && weightDecay >= 0, "The weight decay", weightDecay, "0 or more");
        LearningRate = learningRate;
        WeightDecay = weightDecay;
    }

    /// <summary>Gets the name in the <see cref="OptimizerCatalog"/>.</summary>
    public abstract string Name { get; }

    /// <summary>Gets or sets the learning rate of the next step; a schedule changes it.</summary>
    public float LearningRate { get; set; }

    /// <summary>Gets the weight decay of parameters that decay.</summary>
    public double WeightDecay { get; }

    /// <summary>Gets the number of steps taken.</summary>
    public long StepCount { get; private set; }

    /// <summary>Gets the names of the arrays kept for each parameter; empty when there are none.</summary>
    public abstract IReadOnlyList<string> StateNames { get; }

    /// <summary>Gets the numbers that it was made with, but for the learning rate: with another one, steps are others.</summary>
    internal abstract IReadOnlyList<double> Settings { get; }

    /// <summary>Updates every trainable parameter that has a gradient; gradients themselves stay as they are.</summary>
    /// <param name="parameters">The network's parameters.</param>
    /// <param name="team">The threads to use; results don't depend on their number.</param>
    /// <param name="gradientScale">What gradients are multiplied by on the way, such as <see cref="GradientClipping.Apply"/> gives.</param>
    public void Step(IReadOnlyList<Parameter> parameters, WorkerTeam team, float gradientScale = 1)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(team);
        BeginStep(gradientScale);
        UpdateAll(parameters, team);
    }

    /// <summary>Gives the arrays kept for some parameters, creating those that no step has needed yet.</summary>
    /// <param name="parameters">The network's parameters.</param>
    public IEnumerable<OptimizerState> States(IReadOnlyList<Parameter> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        foreach (Parameter parameter in parameters)
        {
            Slot slot = SlotOf(parameter);
            for (int i = 0; i < StateNames.Count; i++)
            {
                yield return new OptimizerState(StateNames[i], parameter, (i == 0 ? slot.First! : slot.Second!).Memory);
            }
        }
    }

    /// <summary>Continues from a checkpoint: its step count decides bias corrections. Fill <see cref="States"/> as well.</summary>
    /// <param name="stepCount">The number of steps that had been taken.</param>
    public void Restore(long stepCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(stepCount);
        StepCount = stepCount;
    }

    /// <summary>Forgets all state, as if no step had been taken.</summary>
    public void Reset()
    {
        slots.Clear();
        StepCount = 0;
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>Starts a step: counts it, and fixes the numbers that all its updates share.</summary>
    internal void BeginStep(float gradientScale)
    {
        StepCount++;
        this.gradientScale = gradientScale;
        Prepare();
    }

    /// <summary>
    /// Gives one parameter's part of the step that <see cref="BeginStep"/> started. Who applies it to a gradient that was
    /// never stored leaves <see cref="Parameter.HasGradient"/> unset, so that <see cref="UpdateAll"/> passes it by.
    /// </summary>
    internal ParameterUpdate UpdateOf(Parameter parameter)
    {
        Slot slot = SlotOf(parameter);
        var update = new ParameterUpdate
        {
            // Parameters and states live on the pinned heap and are reachable from the network and from this object.
            Value = (float*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(parameter.Value)),
            Gradient = (float*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(parameter.Gradient)),
            First = slot.First is null ? null : slot.First.Pointer,
            Second = slot.Second is null ? null : slot.Second.Pointer,
            Count = parameter.Count,
        };
        update.Coefficients.GradientScale = gradientScale;
        Configure(ref update, LearningRate * parameter.RateScale, parameter.Decays ? WeightDecay : 0);
        return update;
    }

    /// <summary>Applies the step to all parameters that have a gradient.</summary>
    internal void UpdateAll(IReadOnlyList<Parameter> parameters, WorkerTeam team)
    {
        if (updates.Length < parameters.Count)
        {
            updates = GC.AllocateArray<ParameterUpdate>(parameters.Count, pinned: true);
        }

        int count = 0;
        long total = 0;
        for (int i = 0; i < parameters.Count; i++)
        {
            Parameter parameter = parameters[i];
            if (parameter.HasGradient && parameter.IsTrainable)
            {
                updates[count] = UpdateOf(parameter);
                count++;
                total += parameter.Count;
            }
        }

        int parts = (int)Math.Clamp(total / LeastValuesPerPart, 1, team.Count);
        var work = new StepWork
        {
            Updates = (ParameterUpdate*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(updates)),
            Count = count,
            Total = total,
            Parts = parts,
        };
        team.Run(in work, parts);
        GC.KeepAlive(parameters);
    }

    /// <summary>Refuses a setting outside its range.</summary>
    private protected static void ThrowUnless(bool valid, string setting, double got, string wanted)
    {
        if (!valid)
        {
            throw new ArgumentException($"{setting} is {got}; it must be {wanted}.");
        }
    }

    /// <summary>Computes what all parameters share in this step, from <see cref="StepCount"/>.</summary>
    private protected virtual void Prepare()
    {
    }

    /// <summary>Chooses the formula and fills its numbers.</summary>
    /// <param name="update">The update to complete.</param>
    /// <param name="rate">The learning rate of this parameter.</param>
    /// <param name="decay">The weight decay of this parameter.</param>
    private protected abstract void Configure(ref ParameterUpdate update, double rate, double decay);

    private Slot SlotOf(Parameter parameter)
    {
        if (!slots.TryGetValue(parameter, out Slot? slot))
        {
            slot = new Slot(
                StateNames.Count > 0 ? new AlignedBuffer(parameter.Count) : null,
                StateNames.Count > 1 ? new AlignedBuffer(parameter.Count) : null);
            slots.Add(parameter, slot);
        }

        return slot;
    }

    private sealed record Slot(AlignedBuffer? First, AlignedBuffer? Second);
}
