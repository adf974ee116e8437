"""Exports the seven networks of the oracle to ONNX, with seeded random weights.

usage: export.py OUT_DIR [--only NAME ...]      needs torch, torchvision and transformers

Opset 18, fixed shapes, batch 1, f32. Batch norms carry the statistics of the model's own
activations, so that outputs have a standard deviation near 1 and real differences show.
"""

import argparse
import math
import pathlib
import sys
import zlib

import torch
import torchvision
from torch import nn
from transformers import BertConfig, BertModel, GPT2Config, GPT2LMHeadModel

SEED = 20
OPSET = 18
IMAGES = ("resnet18", "resnet50", "mobilenet_v2", "squeezenet1_1")


def image_classifier(name):
    m = getattr(torchvision.models, name)(weights=None)
    norms = [b for b in m.modules() if isinstance(b, nn.BatchNorm2d)]
    for b in norms:
        nn.init.uniform_(b.weight, 0.5, 1.5)
        nn.init.normal_(b.bias, 0.0, 0.1)
        b.momentum = None  # cumulative average
    for layer in m.modules():
        if isinstance(layer, nn.Dropout):
            layer.eval()
        elif isinstance(layer, nn.Linear):  # lifts the logits to a spread of about 1
            nn.init.normal_(layer.weight, 0.0, 1 / math.sqrt(layer.in_features))
    if norms:
        with torch.no_grad():
            m(torch.randn(4, 3, 224, 224))
    return m, torch.randn(1, 3, 224, 224), "x"


class FirstOutput(nn.Module):
    """A transformers model as a map from token ids to its first output."""

    def __init__(self, inner, **options):
        super().__init__()
        self.inner, self.options = inner, options

    def forward(self, ids):
        return self.inner(ids, **self.options)[0]


def bert(_):
    m = FirstOutput(BertModel(BertConfig(initializer_range=0.04)))
    return m, torch.randint(0, 1000, (1, 128)), "ids"


def gpt2(_):
    m = FirstOutput(GPT2LMHeadModel(GPT2Config(initializer_range=0.04)), use_cache=False)
    return m, torch.randint(0, 1000, (1, 64)), "ids"


def dqn(_):
    convolutions = [nn.Conv2d(4, 32, 8, 4), nn.Conv2d(32, 64, 4, 2), nn.Conv2d(64, 64, 3, 1)]
    dense = [nn.Flatten(), nn.Linear(3136, 512), nn.ReLU(), nn.Linear(512, 18)]
    m = nn.Sequential(*(layer for c in convolutions for layer in (c, nn.ReLU())), *dense)
    for layer in m:
        if hasattr(layer, "weight"):
            nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
    return m, torch.randn(1, 4, 84, 84), "x"


MODELS = {name: image_classifier for name in IMAGES}
MODELS |= {"bert_base_128": bert, "gpt2_64": gpt2, "dqn": dqn}


def export(name, path):
    torch.manual_seed(SEED + zlib.crc32(name.encode()))
    module, example, input_name = MODELS[name](name)
    module = module.eval().requires_grad_(False)
    torch.onnx.export(
        module,
        (example,),
        str(path),
        input_names=[input_name],
        output_names=["out"],
        opset_version=OPSET,
        dynamo=True,
        external_data=False,
        verbose=False,
    )
    print(f"{name:16s} {path.stat().st_size / 1e6:8.2f} MB", flush=True)


def main():
    p = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    p.add_argument("out_dir", type=pathlib.Path)
    p.add_argument("--only", nargs="+", metavar="NAME", choices=list(MODELS))
    a = p.parse_args()
    a.out_dir.mkdir(parents=True, exist_ok=True)
    for name in a.only or MODELS:
        export(name, a.out_dir / f"{name}.onnx")


if __name__ == "__main__":
    sys.exit(main())
