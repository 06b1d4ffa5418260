using System.Runtime.CompilerServices;
using Engine.Autograd;
using Engine.Numerics;
using Engine.Optimizers;
using Engine.Threading;

namespace Engine.Training;

/// <summary>
/// Forms a weight gradient in blocks of rows and updates the weights while each block is in cache. Large layers are bound by
/// memory here: a gradient that is never stored saves a write and a read of the size of the weights in every step. The sums
/// are the product's own, so the bits are those of the separate passes.
/// </summary>
internal readonly unsafe struct FusedUpdate : IWork<FusedUpdate>
{
    private const int BlockRows = 24; // at least, whole tiles of every micro-kernel
    private const int BlockValues = BlockRows * 512; // 48 KB; a narrow layer's block has more rows, since its product packs the gradient anew for each
    private const int LeastValuesPerPart = 16384; // as for stored gradients; below it a fork costs more than it brings

    private readonly GemmArguments product;
    private readonly ParameterUpdate update;
    private readonly int parts;

    private FusedUpdate(in GemmArguments product, in ParameterUpdate update, int parts)
    {
        this.product = product;
        this.update = update;
        this.parts = parts;
    }

    /// <summary>Updates one weight matrix from its deferred gradient.</summary>
    public static void Run(Parameter weight, Optimizer optimizer, WorkerTeam team)
    {
        DeferredProduct deferred = weight.Deferred;
        (int inputs, int outputs) = (weight.Shape[0], weight.Shape[1]);
        int parts = Math.Clamp(weight.Count / LeastValuesPerPart, 1, Math.Min(team.Count, inputs));
        var product = new GemmArguments(deferred.Input, deferred.OutputGradient, null, inputs, outputs, deferred.Rows, transposeA: true);
        var work = new FusedUpdate(in product, optimizer.UpdateOf(weight), parts);
        team.Run(in work, parts);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Execute(in FusedUpdate work, int part, Scratch scratch)
    {
        (int inputs, int outputs) = (work.product.M, work.product.N);
        int row = (int)((long)inputs * part / work.parts);
        int end = (int)((long)inputs * (part + 1) / work.parts);
        int blockRows = Math.Max(BlockValues / outputs / BlockRows, 1) * BlockRows;
        fixed (float* block = scratch.Get(blockRows * outputs))
        {
            while (row < end)
            {
                int rows = Math.Min(blockRows, end - row);
                GemmArguments slice = work.product.Slice(row, rows, 0, outputs);
                slice.C = block;
                Gemm.Multiply(in slice, scratch);
                work.update.Apply(row * outputs, block, rows * outputs);
                row += rows;
            }
        }
    }
}
