"""Writes test/fixtures/pytorch: small files as PyTorch 2.8 itself saves them, and what they hold, in golden.json.

    python -m venv venv && venv/bin/pip install torch==2.8.0 numpy && venv/bin/python scripts/pytorch/make-fixtures.py
"""

import argparse
import json
from pathlib import Path

import numpy
import torch

folder = Path(__file__).parents[2] / "test/fixtures/pytorch"


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = torch.nn.Conv2d(3, 2, 3)
        self.norm = torch.nn.BatchNorm2d(2)

    def forward(self, pixels):
        return self.norm(self.conv(pixels))


def golden(tensors):
    return {
        name: {"shape": list(tensor.shape), "values": tensor.to(torch.float64).flatten().tolist()}
        for name, tensor in tensors.items()
    }


torch.manual_seed(1)
net = Net()
net(torch.randn(4, 3, 8, 8))

kinds = {
    "turned": torch.arange(6.0).reshape(2, 3).t(),
    "part": torch.arange(10.0)[3:9:2],
    "channels_last": torch.randn(2, 3, 2, 2).to(memory_format=torch.channels_last),
    "double": torch.tensor([1.5, -2.5], dtype=torch.float64),
    "half": torch.tensor([1.5, -0.333], dtype=torch.float16),
    "bfloat16": torch.tensor([1.5, -0.333], dtype=torch.bfloat16),
    "counter": torch.tensor(7),
    "mask": torch.tensor([True, False, True]),
    "none": torch.zeros(0, 3),
}
torch.save(kinds, folder / "kinds.pt")

state = net.state_dict()
torch.save(state, folder / "state-dict.pth")
# As before version 1.6.
torch.save(state, folder / "state-dict-old.pth", _use_new_zipfile_serialization=False)

# A script that trains on several devices keeps the dictionary beside what it goes on with.
optimiser = torch.optim.Adam(net.parameters())
net(torch.randn(4, 3, 8, 8)).sum().backward()
optimiser.step()
state = {name: tensor.clone() for name, tensor in net.state_dict().items()}
checkpoint = {
    "epoch": 3,
    "arch": "net",
    "state_dict": {f"module.{name}": tensor for name, tensor in state.items()},
    "optimizer": optimiser.state_dict(),
    "best": numpy.float64(0.75),
    "args": argparse.Namespace(lr=0.1, device=torch.device("cpu"), dtype=torch.float32, classes={"cat", "dog"}),
}
torch.save(checkpoint, folder / "checkpoint.pth")
torch.save(dict(net.named_parameters()), folder / "parameters.pth")
torch.save(net, folder / "whole-model.pth")
torch.save({"optimizer": optimiser.state_dict(), "epoch": 3}, folder / "optimiser.pth")
torch.jit.script(net.eval()).save(folder / "script.pt")

texts = {"kinds.pt": golden(kinds), "checkpoint.pth": golden(checkpoint["state_dict"])}
texts["state-dict.pth"] = golden(torch.load(folder / "state-dict.pth"))
texts["parameters.pth"] = golden(dict(net.named_parameters()))
(folder / "golden.json").write_text(json.dumps(texts) + "\n")
