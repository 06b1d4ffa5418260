using Engine.Bench.Commands;
using Engine.Bench.Output;

using var interrupt = new Interrupt();
return Workbench.Run(args, Terminal.OfProcess(), interrupt.Token);
