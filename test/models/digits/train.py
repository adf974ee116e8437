"""Trains the network of `./x demo` and writes everything beside this script.

usage: train.py            needs torch, scikit-learn, onnx and onnxruntime (requirements.txt)

The data is the `digits` set of scikit-learn: 1797 grey 8x8 images of handwritten digits (UCI ML
hand-written digits, test part; Alpaydin and Kaynak, 1998; CC BY 4.0). One fifth is held out before
training and becomes the demo's input.

digits.onnx           conv, batch norm and ReLU twice, max pool, dense; batch size `N` is open
inputs/image.npy      the held-out images, f32 [360, 1, 8, 8], 0 to 1
outputs/logits.npy    what ONNX Runtime computes for them, f32 [360, 10]
labels.npy            which digit each shows, i64 [360]
"""

import pathlib

import numpy as np
import onnx
import onnxruntime as ort
import torch
from onnx import TensorProto, helper, numpy_helper
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch import nn

HERE = pathlib.Path(__file__).parent
SEED = 20
EPOCHS = 60
OPSET = 18


def build():
    return nn.ModuleDict(
        {
            "conv1": nn.Conv2d(1, 16, 3, padding=1),
            "norm1": nn.BatchNorm2d(16),
            "conv2": nn.Conv2d(16, 32, 3, padding=1),
            "norm2": nn.BatchNorm2d(32),
            "dense": nn.Linear(32 * 4 * 4, 10),
        }
    )


def forward(net, x):
    x = torch.relu(net["norm1"](net["conv1"](x)))
    x = torch.relu(net["norm2"](net["conv2"](x)))
    return net["dense"](torch.max_pool2d(x, 2).flatten(1))


def shifted(x):
    """Each image moved by up to one pixel, black coming in from the side."""
    padded = nn.functional.pad(x, (1, 1, 1, 1))
    at = torch.randint(0, 3, (len(x), 2))
    return torch.stack([p[:, r : r + 8, c : c + 8] for p, (r, c) in zip(padded, at.tolist())])


def train(net, images, labels):
    steps = torch.optim.Adam(net.parameters(), lr=2e-3, weight_decay=1e-4)
    decay = torch.optim.lr_scheduler.CosineAnnealingLR(steps, EPOCHS)
    for _ in range(EPOCHS):
        for batch in torch.randperm(len(images)).split(64):
            logits = forward(net, shifted(images[batch]))
            loss = nn.functional.cross_entropy(logits, labels[batch], label_smoothing=0.05)
            steps.zero_grad()
            loss.backward()
            steps.step()
        decay.step()
    net.eval()


def to_onnx(net):
    """Node by node, so that names are readable and batch norms stay for the compiler to fold."""
    weights = {k: v.numpy() for k, v in net.state_dict().items() if "num_batches" not in k}
    nodes = []

    def node(op, inputs, name, **attributes):
        nodes.append(helper.make_node(op, inputs, [name], name=name, **attributes))
        return name

    x = "image"
    for k in (1, 2):
        x = node(
            "Conv",
            [x, f"conv{k}.weight", f"conv{k}.bias"],
            f"conv{k}",
            kernel_shape=[3, 3],
            pads=[1, 1, 1, 1],
        )
        statistics = [f"norm{k}.{p}" for p in ("weight", "bias", "running_mean", "running_var")]
        x = node("BatchNormalization", [x, *statistics], f"norm{k}", epsilon=net[f"norm{k}"].eps)
        x = node("Relu", [x], f"relu{k}")
    x = node("MaxPool", [x], "pool", kernel_shape=[2, 2], strides=[2, 2])
    x = node("Flatten", [x], "flatten", axis=1)
    node("Gemm", [x, "dense.weight", "dense.bias"], "logits", transB=1)
    graph = helper.make_graph(
        nodes,
        "digits",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, ["N", 1, 8, 8])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["N", 10])],
        [numpy_helper.from_array(v, k) for k, v in weights.items()],
    )
    model = helper.make_model(
        graph,
        opset_imports=[helper.make_opsetid("", OPSET)],
        producer_name="terrace test/models/digits/train.py",
    )
    model.ir_version = 9
    onnx.checker.check_model(model, full_check=True)
    return model


def main():
    torch.manual_seed(SEED)
    data = load_digits()
    images = (data.images[:, None] / 16).astype(np.float32)
    sets = train_test_split(
        images, data.target, test_size=360, stratify=data.target, random_state=SEED
    )
    seen, held_out, seen_labels, labels = sets
    net = build()
    train(net, torch.from_numpy(seen), torch.from_numpy(seen_labels))
    model = to_onnx(net.requires_grad_(False))
    onnx.save(model, HERE / "digits.onnx")
    logits = ort.InferenceSession(model.SerializeToString()).run(None, {"image": held_out})[0]
    for sub in ("inputs", "outputs"):
        (HERE / sub).mkdir(exist_ok=True)
    np.save(HERE / "inputs/image.npy", held_out)
    np.save(HERE / "outputs/logits.npy", logits)
    np.save(HERE / "labels.npy", labels.astype(np.int64))
    right = int((logits.argmax(1) == labels).sum())
    size = (HERE / "digits.onnx").stat().st_size
    print(f"{right} of {len(labels)} held-out images right; digits.onnx has {size / 1e3:.0f} KB")


if __name__ == "__main__":
    main()
