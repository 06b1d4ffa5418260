using Engine.Numerics;
using Engine.Numerics.Lanes;

namespace Engine.Tests.Numerics;

/// <summary>The elementary functions as operators, for sweeps.</summary>
public static class LaneMathOperators
{
    public readonly struct Exp : IUnaryOperator
    {
        public T Invoke<T>(T x)
            where T : struct, ILanes<T> => LaneMath.Exp(x);
    }

    public readonly struct ExpM1 : IUnaryOperator
    {
        public T Invoke<T>(T x)
            where T : struct, ILanes<T> => LaneMath.ExpM1(x);
    }

    public readonly struct Log : IUnaryOperator
    {
        public T Invoke<T>(T x)
            where T : struct, ILanes<T> => LaneMath.Log(x);
    }

    public readonly struct Log1P : IUnaryOperator
    {
        public T Invoke<T>(T x)
            where T : struct, ILanes<T> => LaneMath.Log1P(x);
    }

    public readonly struct Tanh : IUnaryOperator
    {
        public T Invoke<T>(T x)
            where T : struct, ILanes<T> => LaneMath.Tanh(x);
    }

    public readonly struct Sigmoid : IUnaryOperator
    {
        public T Invoke<T>(T x)
            where T : struct, ILanes<T> => LaneMath.Sigmoid(x);
    }

    public readonly struct Erf : IUnaryOperator
    {
        public T Invoke<T>(T x)
            where T : struct, ILanes<T> => LaneMath.Erf(x);
    }

    public readonly struct NormalTail : IUnaryOperator
    {
        public T Invoke<T>(T x)
            where T : struct, ILanes<T> => LaneMath.NormalTail(x, out _);
    }

    public readonly struct Bell : IUnaryOperator
    {
        public T Invoke<T>(T x)
            where T : struct, ILanes<T>
        {
            LaneMath.NormalTail(x, out T bell);
            return bell;
        }
    }

    public readonly struct PoolExp : IUnaryOperator
    {
        public T Invoke<T>(T x)
            where T : struct, ILanes<T>
        {
            LaneMath.ExpNegativeMagnitude(x, out _, out T t);
            return t;
        }
    }

    public readonly struct PoolExpM1 : IUnaryOperator
    {
        public T Invoke<T>(T x)
            where T : struct, ILanes<T>
        {
            LaneMath.ExpNegativeMagnitude(x, out T em, out _);
            return em;
        }
    }

    public readonly struct SineOfTurns : IUnaryOperator
    {
        public T Invoke<T>(T x)
            where T : struct, ILanes<T>
        {
            LaneMath.SinCosOfTurns(x, out T sine, out _);
            return sine;
        }
    }

    public readonly struct CosineOfTurns : IUnaryOperator
    {
        public T Invoke<T>(T x)
            where T : struct, ILanes<T>
        {
            LaneMath.SinCosOfTurns(x, out _, out T cosine);
            return cosine;
        }
    }
}
