#!/usr/bin/env python3
"""Trains a network in PyTorch as the workbench's `train` does, to compare what accuracy the same budget buys.

Same layers, initial distributions (PyTorch's own, which are the engine's default too), optimizer, one-cycle schedule, batch
size, kinds of augmentation and normalization; random numbers are PyTorch's. Reads CIFAR-10's binary records (`train.bin` and
`test.bin`, plain or gzip), trains on all of the first and judges the last epoch by the second. Prints one JSON object for each
epoch and one at the end; with --seeds 1,2,3 all of it for each seed.
"""

import argparse
import gzip
import json
import pathlib
import re
import time

import torch
from torch.nn import functional as F

from pytorch_steps import build, optimizer

SIDE = 32
CHANNELS = 3
RECORD = 1 + CHANNELS * SIDE * SIDE
JUDGED_AT_ONCE = 500


def records(folder, name):
    """Images [N, C, H, W] in 0..1 and labels of a file of records."""
    path = pathlib.Path(folder) / name
    data = path.read_bytes() if path.exists() else gzip.decompress((pathlib.Path(folder) / (name + ".gz")).read_bytes())
    rows = torch.frombuffer(bytearray(data), dtype=torch.uint8).view(-1, RECORD)
    return rows[:, 1:].reshape(-1, CHANNELS, SIDE, SIDE).float() / 255, rows[:, 0].long()


def flip(images, _):
    chosen = torch.rand(len(images)) < 0.5
    return torch.where(chosen[:, None, None, None], images.flip(3), images)


def crop(images, padding):
    """A random window of each image padded with zeros, which are the mean where images are normalized."""
    padded = F.pad(images, [padding] * 4)
    down, right = (torch.randint(2 * padding + 1, (len(images),)) for _ in range(2))
    rows = down[:, None] + torch.arange(SIDE)
    columns = right[:, None] + torch.arange(SIDE)
    return padded[torch.arange(len(images))[:, None, None, None], torch.arange(CHANNELS)[:, None, None], rows[:, None, :, None], columns[:, None, None, :]]


def cutout(images, side):
    tops, lefts = (torch.randint(SIDE, (len(images),)) - side // 2 for _ in range(2))
    places = torch.arange(SIDE)
    inside = [(places >= start[:, None]) & (places < start[:, None] + side) for start in (tops, lefts)]
    return images.masked_fill((inside[0][:, :, None] & inside[1][:, None, :])[:, None], 0)


def augmentations(text):
    steps = []
    for token in filter(None, text.split(",")):
        step = re.fullmatch(r"(flip|crop|cutout)(\d*)", token)
        if not step:
            raise SystemExit(f"error: PyTorch's side knows no augmentation '{token}'")
        steps.append(({"flip": flip, "crop": crop, "cutout": cutout}[step[1]], int(step[2] or 0)))
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
    model, _, _ = build(arguments.network, "relu")
    model = model.to(memory_format=torch.channels_last)
    update = optimizer(arguments.optimizer, list(model.parameters()), arguments.rate, False)
    images, labels = train_set
    batches = -(-len(labels) // arguments.batch)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        update, arguments.rate, total_steps=arguments.epochs * batches, cycle_momentum=False)
    seconds = 0.0
    for epoch in range(1, arguments.epochs + 1):
        model.train()
        total, start = 0.0, time.perf_counter()
        for chosen in torch.randperm(len(labels)).split(arguments.batch):
            x, y = images[chosen], labels[chosen]
            for step, size in steps:
                x = step(x, size)
            update.zero_grad(set_to_none=True)
            loss = F.cross_entropy(model(x.contiguous(memory_format=torch.channels_last)), y)
            loss.backward()
            update.step()
            schedule.step()
            total += loss.item() * len(y)
        seconds += time.perf_counter() - start
        print(json.dumps({"seed": seed, "epoch": epoch, "train_loss": total / len(labels), "seconds": round(seconds, 2)}), flush=True)
    accuracy, loss = judge(model, *test_set)
    print(json.dumps({"seed": seed, "test_accuracy": accuracy, "test_loss": loss, "seconds": round(seconds, 2)}), flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", required=True, help="folder of train.bin and test.bin")
    parser.add_argument("--network", required=True)
    parser.add_argument("--epochs", type=int, required=True)
    parser.add_argument("--batch", type=int, required=True)
    parser.add_argument("--optimizer", default="adam")
    parser.add_argument("--rate", type=float, required=True, help="the peak of the cycle")
    parser.add_argument("--augment", default="")
    parser.add_argument("--normalize", action="store_true")
    parser.add_argument("--seeds", default="1")
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()

    torch.set_num_threads(arguments.threads)
    torch.set_flush_denormal(True)
    steps = augmentations(arguments.augment)
    train_set, test_set = records(arguments.data, "train.bin"), records(arguments.data, "test.bin")
    if arguments.normalize:
        mean = train_set[0].mean((0, 2, 3), keepdim=True)
        deviation = train_set[0].std((0, 2, 3), unbiased=False, keepdim=True)
        train_set, test_set = [((x - mean) / deviation, y) for x, y in (train_set, test_set)]
    for seed in arguments.seeds.split(","):
        train(arguments, int(seed), train_set, test_set, steps)


if __name__ == "__main__":
    main()
