#!/usr/bin/env python3
"""Times PyTorch's training steps and predictions, round by round, for `measure --against pytorch`.

Builds the network of a spelling or a name (784-256-256-10, 28x28x1-c32v-c64v-p2-128-10, resnet8), once for each activation,
tries the settings that may be faster (memory layout, foreach optimizers, a frozen graph for inference), keeps the fastest,
and then answers lines on its input:

    train ACTIVATION STEPS      runs training steps, prints median microseconds of one
    predict ACTIVATION STEPS    runs predictions, prints median microseconds of one
    quit

Its first line of output is one JSON object that says what it settled on. Threads, the BLAS kernels and the vector width
come from the environment (OMP_NUM_THREADS, OPENBLAS_CORETYPE, ATEN_CPU_CAPABILITY), which must be set before Python starts.
"""

import argparse
import itertools
import json
import re
import statistics
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

BATCHES = 8  # a ring of them, as training sees; one alone would be learned by heart
TRIAL_STEPS = 12  # steps that a setting is judged by, after as many to warm up
MOST_GROUPS = 400  # timed apart in a burst


class Pool(nn.Module):
    """A learned mixture of candidates, one set of weights for each neuron or channel."""

    def __init__(self, functions, neurons, starts):
        super().__init__()
        self.functions = functions
        self.weights = nn.Parameter(torch.tensor(starts).repeat(neurons, 1).t().contiguous())

    def mixture(self):
        return self.weights

    def forward(self, z):
        weights = self.mixture()
        if z.dim() == 4:
            weights = weights[:, :, None, None]
        y = weights[0] * self.functions[0](z)
        for k in range(1, len(self.functions)):
            y = y + weights[k] * self.functions[k](z)
        return y


class SoftmaxPool(Pool):
    """The six candidates of SmartMixed under Gumbel noise and a softmax at temperature 0.3."""

    def mixture(self):
        logits = self.weights
        if self.training:
            logits = logits - torch.log(-torch.log(torch.rand_like(logits) + 1e-20) + 1e-20)
        return torch.softmax(logits / 0.3, dim=0)


SIX = [F.relu, torch.sigmoid, torch.tanh, F.leaky_relu, F.elu, F.selu]
CANDIDATES = {
    "identity": lambda z: z, "relu": F.relu, "sigmoid": torch.sigmoid, "tanh": torch.tanh, "leaky-relu": F.leaky_relu,
    "elu": F.elu, "selu": F.selu, "celu": F.celu, "silu": F.silu, "swish": F.silu, "gelu": F.gelu, "mish": F.mish,
    "softplus": F.softplus, "softsign": F.softsign, "hard-sigmoid": F.hardsigmoid, "hard-swish": F.hardswish,
    "step": lambda z: (z > 0).to(z.dtype),
}


class Function(nn.Module):
    """A fixed activation."""

    def __init__(self, function):
        super().__init__()
        self.function = function

    def forward(self, z):
        return self.function(z)


def activation(name, neurons):
    if name in CANDIDATES:
        return Function(CANDIDATES[name])
    if name == "prelu":
        return nn.PReLU(neurons)
    if name.startswith("smartmixed"):
        return SoftmaxPool(SIX, neurons, [0.0] * len(SIX))
    pool = re.fullmatch(r"(?:pap|ap)\((.*)\)", name)
    mrelu = re.fullmatch(r"mrelu(?:\((.*),(.*)\))?", name)
    if mrelu:
        starts = [float(x) for x in mrelu.groups()] if mrelu.group(1) else [0.5, 0.5]
        fixed = Pool([F.relu, CANDIDATES["step"]], neurons, starts)
        fixed.weights.requires_grad_(False)
        return fixed
    if pool:
        parts = [part.split(":") for part in pool.group(1).split(",")]
        starts = [float(part[1]) if len(part) > 1 else 1.0 / len(parts) for part in parts]
        return Pool([CANDIDATES[part[0].strip()] for part in parts], neurons, starts)
    raise SystemExit(f"error: PyTorch's side knows no activation '{name}'")


# The engine's networks with a name. Tokens of this side alone: padA.B zeros above and left, and below and right; nN a 3x3
# convolution of N channels without bias and its normalization; rN a residual block of N channels.
NAMED = {
    "lenet5": "28x28x1-c6k5-p2-c16k5v-p2-120-84-10",
    "deepcnet-small": "32x32x3-" + "".join(f"pad1.2-c{25 * level}k2v-p2-drop0.2-" for level in range(1, 6)) + "pad1.1-c150k2v-pad1.1-c150k1v-10",
    "vgg8": "32x32x3-c64-c64-p2-c128-c128-p2-c256-c256-p2-256-10",
    "resnet8": "32x32x3-n16-r16-r32-r64-gap-10",
    "resnet20": "32x32x3-n16-r16-r16-r16-r32-r32-r32-r64-r64-r64-gap-10",
}


def tokens_of(network):
    """The tokens of a spelling or a name, the sizes of a sample's axes first."""
    tokens = NAMED.get(network.lower(), network).split("-")
    if not re.fullmatch(r"\d+(x\d+)*", tokens[0]):
        raise SystemExit(f"error: PyTorch's side builds a network from its layers, as in 784-256-10, and knows no '{network}'")
    return [int(axis) for axis in tokens[0].split("x")], tokens[1:]


def normalized(inputs, channels, kernel=3, stride=1):
    """A convolution, which needs no bias before its normalization."""
    return nn.Conv2d(inputs, channels, kernel, stride=stride, padding=kernel // 2, bias=False), nn.BatchNorm2d(channels)


class Residual(nn.Module):
    """Two convolutions around which the input goes, through a strided projection where the channels change."""

    def __init__(self, inputs, channels, name):
        super().__init__()
        stride = 1 if inputs == channels else 2
        self.body = nn.Sequential(*normalized(inputs, channels, stride=stride), activation(name, channels), *normalized(channels, channels))
        self.shortcut = nn.Identity() if stride == 1 else nn.Sequential(*normalized(inputs, channels, 1, stride))
        self.activation = activation(name, channels)

    def forward(self, x):
        y = self.body(x)
        y += self.shortcut(x)
        return self.activation(y)


def build(network, name):
    """The layers that the tokens name, with the activation after every hidden dense layer or convolution."""
    shape, tokens = tokens_of(network)
    if len(shape) == 3:
        shape = [shape[2], shape[0], shape[1]]  # PyTorch's axes: channels first
    input_shape = list(shape)
    layers = []
    for position, token in enumerate(tokens):
        last = position == len(tokens) - 1
        followed = not last and tokens[position + 1] == "bn"
        neurons = None
        if token.isdigit():
            if len(shape) == 3:
                layers.append(nn.Flatten())
                shape = [shape[0] * shape[1] * shape[2]]
            neurons = int(token)
            layers.append(nn.Linear(shape[0], neurons))
            shape = [neurons]
        elif conv := re.fullmatch(r"c(\d+)(?:k(\d+))?(?:s(\d+))?(v?)", token):
            neurons, kernel, stride = int(conv[1]), int(conv[2] or 3), int(conv[3] or 1)
            padding = 0 if conv[4] else kernel // 2
            layers.append(nn.Conv2d(shape[0], neurons, kernel, stride=stride, padding=padding))
            shape = [neurons] + [(n + 2 * padding - kernel) // stride + 1 for n in shape[1:]]
        elif pool := re.fullmatch(r"([pa])(\d+)", token):
            size = int(pool[2])
            layers.append((nn.MaxPool2d if pool[1] == "p" else nn.AvgPool2d)(size))
            shape = [shape[0]] + [n // size for n in shape[1:]]
        elif pad := re.fullmatch(r"pad(\d+)\.(\d+)", token):
            before, after = int(pad[1]), int(pad[2])
            layers.append(nn.ZeroPad2d((before, after, before, after)))
            shape = [shape[0]] + [n + before + after for n in shape[1:]]
        elif block := re.fullmatch(r"([nr])(\d+)", token):
            channels = int(block[2])
            if block[1] == "n":
                layers += [*normalized(shape[0], channels), activation(name, channels)]
            else:
                layers.append(Residual(shape[0], channels, name))
                shape = shape if shape[0] == channels else [shape[0]] + [(n + 1) // 2 for n in shape[1:]]
            shape = [channels] + shape[1:]
        elif token == "gap":
            layers += [nn.AdaptiveAvgPool2d(1), nn.Flatten()]
            shape = [shape[0]]
        elif token == "bn":
            behind = bool(layers) and isinstance(layers[-1], (nn.Conv2d, nn.Linear))
            layers.append((nn.BatchNorm2d if len(shape) == 3 else nn.BatchNorm1d)(shape[0]))
            if behind and not last:
                layers.append(activation(name, shape[0]))
        elif drop := re.fullmatch(r"drop(0?\.\d+)", token):
            layers.append(nn.Dropout(float(drop[1])))
        else:
            raise SystemExit(f"error: PyTorch's side knows no layer '{token}'")
        if neurons and not last and not followed:
            layers.append(activation(name, neurons))
    model = nn.Sequential(*layers)
    if network.lower() == "deepcnet-small":
        model.apply(start_as_he)
    return model, input_shape, shape[0]


def start_as_he(layer):
    if isinstance(layer, (nn.Conv2d, nn.Linear)):
        nn.init.kaiming_uniform_(layer.weight, nonlinearity="relu")
        nn.init.zeros_(layer.bias)


def optimizer(name, parameters, rate, foreach):
    makers = {
        "sgd": lambda: torch.optim.SGD(parameters, lr=rate, foreach=foreach),
        "momentum": lambda: torch.optim.SGD(parameters, lr=rate, momentum=0.9, foreach=foreach),
        "nesterov": lambda: torch.optim.SGD(parameters, lr=rate, momentum=0.9, nesterov=True, foreach=foreach),
        "adam": lambda: torch.optim.Adam(parameters, lr=rate, foreach=foreach),
        "adamw": lambda: torch.optim.AdamW(parameters, lr=rate, foreach=foreach),
        "rmsprop": lambda: torch.optim.RMSprop(parameters, lr=rate, foreach=foreach),
        "adagrad": lambda: torch.optim.Adagrad(parameters, lr=rate, foreach=foreach),
    }
    if name not in makers:
        raise SystemExit(f"error: PyTorch's side knows no optimizer '{name}'")
    return makers[name]()


def training(arguments, name, layout, foreach):
    torch.manual_seed(1)
    model, input_shape, classes = build(arguments.network, name)
    model.train()
    batches = [(torch.randn(arguments.batch, *input_shape), torch.randint(classes, (arguments.batch,))) for _ in range(BATCHES)]
    if layout == "channels_last":
        model = model.to(memory_format=torch.channels_last)
        batches = [(x.contiguous(memory_format=torch.channels_last), y) for x, y in batches]
    parameters = [p for p in model.parameters() if p.requires_grad]
    update = optimizer(arguments.optimizer, parameters, arguments.rate, foreach)
    ring = itertools.cycle(batches)

    def step():
        x, y = next(ring)
        update.zero_grad(set_to_none=True)
        F.cross_entropy(model(x), y).backward()
        if arguments.clip > 0:
            nn.utils.clip_grad_norm_(parameters, arguments.clip)
        update.step()

    return step


def predicting(arguments, name, layout, graph):
    torch.manual_seed(1)
    model, input_shape, _ = build(arguments.network, name)
    model.eval()
    x = torch.randn(arguments.batch, *input_shape)
    if layout == "channels_last":
        model, x = model.to(memory_format=torch.channels_last), x.contiguous(memory_format=torch.channels_last)
    with torch.inference_mode():
        if graph == "frozen":
            model = torch.jit.optimize_for_inference(torch.jit.freeze(torch.jit.trace(model, x)))
            for _ in range(3):  # the first calls profile and compile
                model(x)

    def step():
        with torch.inference_mode():
            model(x)

    return step


def timed(step, steps):
    """Median microseconds of one, timed in groups where they are many, as Measuring/Burst.cs does."""
    size = -(-steps // MOST_GROUPS)
    times = []
    for _ in range(-(-steps // size)):
        start = time.perf_counter()
        for _ in range(size):
            step()
        times.append((time.perf_counter() - start) * 1e6 / size)
    return statistics.median(times)


def fastest(variants):
    """The variant with the best single trial step; a setting that PyTorch can't run drops out."""
    best = None
    for label, make in variants:
        try:
            step = make()
            timed(step, TRIAL_STEPS)
            trial = min(timed(step, 1) for _ in range(TRIAL_STEPS))
        except (RuntimeError, NotImplementedError):
            continue
        if best is None or trial < best[0]:
            best = (trial, label, step)
    if best is None:
        raise SystemExit("error: PyTorch ran none of its settings")
    return best[1], best[2]


def product_speed():
    """Billions of operations a second of a 512-wide matrix product: shows at a glance whether a real BLAS is behind it."""
    n = 512
    a, b = torch.randn(n, n), torch.randn(n, n)
    return 2 * n**3 / min(timed(lambda: a @ b, 1) for _ in range(TRIAL_STEPS)) / 1e3


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--network", required=True)
    parser.add_argument("--activations", required=True, help="separated by ;")
    parser.add_argument("--batch", type=int, required=True)
    parser.add_argument("--optimizer", default="adam")
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--clip", type=float, default=0)
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()

    torch.set_num_threads(arguments.threads)
    torch.set_flush_denormal(True)
    layouts = ["contiguous", "channels_last"] if len(tokens_of(arguments.network)[0]) == 3 else ["contiguous"]
    slots, settled = {}, {}
    for name in arguments.activations.split(";"):
        label, slots["train", name] = fastest([
            (f"{layout}{', foreach' if foreach else ''}", lambda l=layout, f=foreach: training(arguments, name, l, f))
            for layout in layouts for foreach in (False, True)])
        settled[f"train {name}"] = label
        label, slots["predict", name] = fastest([
            (f"{layout}, {graph}", lambda l=layout, g=graph: predicting(arguments, name, l, g))
            for layout in layouts for graph in ("eager", "frozen")])
        settled[f"predict {name}"] = label
    print(json.dumps({
        "version": torch.__version__, "threads": torch.get_num_threads(), "product_gflops": round(product_speed(), 1),
        "settings": settled}), flush=True)

    for line in sys.stdin:
        words = line.split()
        if not words or words[0] == "quit":
            break
        print(f"{timed(slots[words[0], words[1]], int(words[2])):.3f}", flush=True)


if __name__ == "__main__":
    main()
