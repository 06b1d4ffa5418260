#!/usr/bin/env python3
"""Trains a network in PyTorch as the workbench's `train` does, for `compare --against pytorch`.

Same samples, layers, initial distributions (PyTorch's own, which are the engine's default too), optimizer, schedule, batch
size, kinds of augmentation and normalization; the random numbers are PyTorch's. Reads a folder with the files train.inputs,
train.labels, test.inputs and test.labels: plain floats, channels last, and 32-bit integers. After a first line that says
the version it answers lines on its input:

    train SEED      trains on all samples; prints test accuracy, test loss and seconds of training as one JSON object
    quit
"""

import argparse
import json
import pathlib
import re
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

from pytorch_steps import build, optimizer, tokens_of

JUDGED_AT_ONCE = 500


def samples(folder, part, shape):
    """Inputs [N, C, H, W] or [N, I] and labels of one part."""
    folder = pathlib.Path(folder)
    labels = torch.frombuffer(bytearray((folder / f"{part}.labels").read_bytes()), dtype=torch.int32).long()
    inputs = torch.frombuffer(bytearray((folder / f"{part}.inputs").read_bytes()), dtype=torch.float32).view(len(labels), *shape)
    return (inputs.permute(0, 3, 1, 2).contiguous() if len(shape) == 3 else inputs), labels


def normalized(train_set, test_set):
    """Both parts with the channels of the first brought to mean 0 and deviation 1."""
    axes = tuple(i for i in range(train_set[0].dim()) if i != 1)
    mean = train_set[0].mean(axes, keepdim=True)
    deviation = train_set[0].std(axes, unbiased=False, keepdim=True)
    deviation[deviation == 0] = 1
    return [((x - mean) / deviation, y) for x, y in (train_set, test_set)]


def flip(images, _):
    chosen = torch.rand(len(images)) < 0.5
    return torch.where(chosen[:, None, None, None], images.flip(3), images)


def crop(images, padding):
    """A random window of each image padded with zeros, which are the mean where images are normalized."""
    padded = F.pad(images, [padding] * 4)
    down, right = (torch.randint(2 * padding + 1, (len(images),)) for _ in range(2))
    count, channels, height, width = images.shape
    rows = down[:, None] + torch.arange(height)
    columns = right[:, None] + torch.arange(width)
    return padded[torch.arange(count)[:, None, None, None], torch.arange(channels)[:, None, None], rows[:, None, :, None], columns[:, None, None, :]]


def cutout(images, side):
    inside = []
    for length in images.shape[2:]:
        starts = torch.randint(length, (len(images),)) - side // 2
        places = torch.arange(length)
        inside.append((places >= starts[:, None]) & (places < starts[:, None] + side))
    return images.masked_fill((inside[0][:, :, None] & inside[1][:, None, :])[:, None], 0)


KINDS = {"flip": (flip, 0), "crop": (crop, 4), "cutout": (cutout, 16)}  # with the size where none is given


def augmentations(text):
    steps = []
    for token in filter(None, text.split(",")):
        step = re.fullmatch(r"(flip|crop|cutout)(\d*)", token.strip().lower())
        if not step:
            raise SystemExit(f"error: PyTorch's side knows no augmentation '{token}'")
        steps.append((KINDS[step[1]][0], int(step[2] or KINDS[step[1]][1])))
    return steps


def judge(model, images, labels):
    model.eval()
    right, loss = 0, 0.0
    with torch.inference_mode():
        for x, y in zip(images.split(JUDGED_AT_ONCE), labels.split(JUDGED_AT_ONCE)):
            scores = model(x)
            loss += F.cross_entropy(scores, y, reduction="sum").item()
            right += (scores.argmax(1) == y).sum().item()
    return right / len(labels), loss / len(labels)


def train(arguments, seed, train_set, test_set, steps):
    torch.manual_seed(seed)
    model, input_shape, _ = build(arguments.network, arguments.activation)
    layout = torch.channels_last if len(input_shape) == 3 else torch.contiguous_format
    model = model.to(memory_format=layout)
    parameters = [p for p in model.parameters() if p.requires_grad]
    update = optimizer(arguments.optimizer, parameters, arguments.rate, False)
    images, labels = train_set
    total = arguments.epochs * -(-len(labels) // arguments.batch)
    schedule = {
        "one-cycle": lambda: torch.optim.lr_scheduler.OneCycleLR(update, arguments.rate, total_steps=total, cycle_momentum=False),
        "constant": lambda: torch.optim.lr_scheduler.LambdaLR(update, lambda step: 1),
    }[arguments.schedule]()
    start = time.perf_counter()
    model.train()
    for _ in range(arguments.epochs):
        for chosen in torch.randperm(len(labels)).split(arguments.batch):
            x, y = images[chosen], labels[chosen]
            for step, size in steps:
                x = step(x, size)
            update.zero_grad(set_to_none=True)
            F.cross_entropy(model(x.contiguous(memory_format=layout)), y).backward()
            if arguments.clip > 0:
                nn.utils.clip_grad_norm_(parameters, arguments.clip)
            update.step()
            schedule.step()
    seconds = time.perf_counter() - start
    accuracy, loss = judge(model, *test_set)
    return {"test_accuracy": accuracy, "test_loss": loss, "seconds": seconds}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", required=True, help="folder of train.inputs, train.labels, test.inputs and test.labels")
    parser.add_argument("--network", required=True)
    parser.add_argument("--activation", required=True)
    parser.add_argument("--epochs", type=int, required=True)
    parser.add_argument("--batch", type=int, required=True)
    parser.add_argument("--optimizer", required=True)
    parser.add_argument("--schedule", required=True, choices=["one-cycle", "constant"])
    parser.add_argument("--rate", type=float, required=True, help="the highest")
    parser.add_argument("--clip", type=float, default=0)
    parser.add_argument("--augment", default="")
    parser.add_argument("--normalize", action="store_true")
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()

    torch.set_num_threads(arguments.threads)
    torch.set_flush_denormal(True)
    steps = augmentations(arguments.augment)
    shape, _ = tokens_of(arguments.network)
    train_set, test_set = samples(arguments.data, "train", shape), samples(arguments.data, "test", shape)
    if arguments.normalize:
        train_set, test_set = normalized(train_set, test_set)
    print(json.dumps({"version": torch.__version__, "threads": torch.get_num_threads()}), flush=True)
    for line in sys.stdin:
        words = line.split()
        if not words or words[0] == "quit":
            break
        print(json.dumps(train(arguments, int(words[1]), train_set, test_set, steps)), flush=True)


if __name__ == "__main__":
    main()
