"""Writes the ResNet-50 of `./x demo resnet50` beside this script, without its 102 MB of weights.

usage: make.py             needs numpy, onnx and onnxruntime

resnet50.onnx         the architecture (He et al., Deep Residual Learning, CVPR 2016; stride in the
                      3x3 convolution, as torchvision has it). Weights are external data in
                      `resnet50.weights`, which is not stored
weights.txt           how to compute that file and the input from a seed: `xtask weights`
outputs/logits.npy    what ONNX Runtime computes with them, f32 [1, 1000]

Weights are He-style, and each batch norm holds one mean and variance for all its channels, those
of the model's own activations, so that outputs are spread out and every layer matters.
"""

import math
import pathlib
import tempfile

import numpy as np
import onnx
import onnxruntime as ort
from onnx import TensorProto, helper

HERE = pathlib.Path(__file__).parent
SEED = 20
OPSET = 18
ALIGN_BYTES = 64
# (blocks, width inside a block, stride of the first block)
STAGES = ((3, 64, 1), (4, 128, 2), (6, 256, 2), (3, 512, 2))
CLASSES = 1000
# Standard deviation of the sum of four 16-bit numbers.
NORMAL_STD = math.sqrt(4 * (65536**2 - 1) / 12)
GOLDEN = np.uint64(0x9E3779B97F4A7C15)


def mix(z):
    """Finaliser of SplitMix64."""
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def values(seed, row_idx, shape, draw, offset, scale):
    """What tools/xtask/src/weights.rs computes for the same row, bit for bit."""
    with np.errstate(over="ignore"):
        key = mix(np.uint64(seed) + np.uint64(row_idx) * GOLDEN)
        bits = mix(key + np.arange(math.prod(shape), dtype=np.uint64) * GOLDEN)
    parts = [((bits >> np.uint64(16 * k)) & np.uint64(0xFFFF)).astype(np.int64) for k in range(4)]
    number = sum(parts) - 2 * 0xFFFF if draw == "normal" else parts[0]
    return (np.float32(offset) + np.float32(scale) * number.astype(np.float32)).reshape(shape)


class Net:
    """The graph under construction, and the rows of weights.txt."""

    def __init__(self):
        self.nodes, self.rows, self.norms = [], [], []

    def node(self, op, inputs, name, **attributes):
        self.nodes.append(helper.make_node(op, inputs, [name], name=name, **attributes))
        return name

    def normal(self, name, shape, std, mean=0.0):
        self.rows.append([name, shape, "normal", mean, std / NORMAL_STD])
        return name

    def uniform(self, name, shape, low, high):
        self.rows.append([name, shape, "uniform", low, (high - low) / 65535])
        return name

    def conv(self, x, name, c_in, c_out, kernel, stride=1):
        w = self.normal(
            f"{name}.weight", [c_out, c_in, kernel, kernel], math.sqrt(2 / (c_in * kernel * kernel))
        )
        pad = kernel // 2
        return self.node(
            "Conv", [x, w], name, kernel_shape=[kernel] * 2, pads=[pad] * 4, strides=[stride] * 2
        )

    def norm(self, x, name, channels):
        scale = self.uniform(f"{name}.weight", [channels], 0.5, 1.5)
        shift = self.normal(f"{name}.bias", [channels], 0.1)
        mean = self.normal(f"{name}.running_mean", [channels], 0.0)
        var = self.normal(f"{name}.running_var", [channels], 0.0, 1.0)
        self.norms.append((x, mean, var))
        return self.node("BatchNormalization", [x, scale, shift, mean, var], name, epsilon=1e-5)

    def relu(self, x, name):
        return self.node("Relu", [x], name)


def block(net, x, name, c_in, width, stride):
    c_out = 4 * width
    y = net.relu(
        net.norm(net.conv(x, f"{name}.conv1", c_in, width, 1), f"{name}.bn1", width),
        f"{name}.relu1",
    )
    y = net.conv(y, f"{name}.conv2", width, width, 3, stride)
    y = net.relu(net.norm(y, f"{name}.bn2", width), f"{name}.relu2")
    y = net.norm(net.conv(y, f"{name}.conv3", width, c_out, 1), f"{name}.bn3", c_out)
    if stride != 1 or c_in != c_out:
        x = net.conv(x, f"{name}.downsample.conv", c_in, c_out, 1, stride)
        x = net.norm(x, f"{name}.downsample.bn", c_out)
    return net.relu(net.node("Add", [y, x], f"{name}.add"), f"{name}.relu3")


def build():
    net = Net()
    x = net.relu(net.norm(net.conv("x", "conv1", 3, 64, 7, 2), "bn1", 64), "relu1")
    x = net.node("MaxPool", [x], "maxpool", kernel_shape=[3, 3], pads=[1] * 4, strides=[2, 2])
    channels = 64
    for s, (blocks, width, stride) in enumerate(STAGES):
        for b in range(blocks):
            x = block(net, x, f"layer{s + 1}.{b}", channels, width, stride if b == 0 else 1)
            channels = 4 * width
    x = net.node("Flatten", [net.node("GlobalAveragePool", [x], "avgpool")], "flatten", axis=1)
    w = net.normal("fc.weight", [CLASSES, channels], 1 / math.sqrt(channels))
    net.node("Gemm", [x, w, net.normal("fc.bias", [CLASSES], 0.1)], "logits", transB=1)
    return net


def to_model(net, outputs):
    """The model with external weights, and the bytes they take."""
    weights, at = [], 0
    for name, shape, *_ in net.rows:
        at = -(-at // ALIGN_BYTES) * ALIGN_BYTES
        t = onnx.TensorProto(
            name=name, data_type=TensorProto.FLOAT, dims=shape, data_location=TensorProto.EXTERNAL
        )
        size = 4 * math.prod(shape)
        for k, v in (("location", "resnet50.weights"), ("offset", at), ("length", size)):
            t.external_data.add(key=k, value=str(v))
        weights.append(t)
        at += size
    graph = helper.make_graph(
        net.nodes,
        "resnet50",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 3, 224, 224])],
        [helper.make_tensor_value_info(o, TensorProto.FLOAT, s) for o, s in outputs],
        weights,
    )
    model = helper.make_model(
        graph,
        opset_imports=[helper.make_opsetid("", OPSET)],
        producer_name="terrace test/models/resnet50/make.py",
    )
    model.ir_version = 9
    return model


def input_row():
    return ["x", [1, 3, 224, 224], "normal", 0.0, 1 / NORMAL_STD]


def run(net, outputs):
    """ONNX Runtime's values of `outputs`, with the weights of the rows as they are now."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "resnet50.onnx")
        onnx.save(to_model(net, outputs), path)
        with open(path.with_suffix(".weights"), "wb") as f:
            for k, row in enumerate(net.rows):
                f.write(bytes(-f.tell() % ALIGN_BYTES))
                f.write(values(SEED, k, *row[1:]).tobytes())
        options = ort.SessionOptions()
        options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_DISABLE_ALL
        session = ort.InferenceSession(str(path), options)
        x = values(SEED, len(net.rows), *input_row()[1:])
        return session.run([o for o, _ in outputs], {"x": x})


def calibrate(net):
    """Gives the batch norms the statistics of their inputs, first to last.

    Those of one depend on all before it: one run for each.
    """
    rows = {row[0]: row for row in net.rows}
    for k, (tensor, mean, var) in enumerate(net.norms):
        (got,) = run(net, [(tensor, None)])
        rows[mean][3], rows[var][3] = float(np.float32(got.mean())), float(np.float32(got.var()))
        print(
            f"{k + 1}/{len(net.norms)} {tensor}: mean {got.mean():.3g} var {got.var():.3g}",
            flush=True,
        )


def main():
    net = build()
    for row in net.rows:
        row[3:] = [float(np.float32(v)) for v in row[3:]]
    calibrate(net)
    logits_of = [("logits", [1, CLASSES])]
    (logits,) = run(net, logits_of)
    (HERE / "outputs").mkdir(exist_ok=True)
    np.save(HERE / "outputs/logits.npy", logits)
    onnx.save(to_model(net, logits_of), HERE / "resnet50.onnx")
    lines = [f"seed {SEED}", "file resnet50.weights"]
    for kind, row in [("weight", r) for r in net.rows] + [("input", input_row())]:
        name, shape, draw, offset, scale = row
        scale = float(np.float32(scale))
        lines.append(f"{kind} {name} {'x'.join(map(str, shape))} {draw} {offset!r} {scale!r}")
    about = "# Written by make.py; read by `xtask weights`: kind name shape draw offset scale\n"
    (HERE / "weights.txt").write_text(about + "\n".join(lines) + "\n")
    print(f"logits: mean {logits.mean():.3g} std {logits.std():.3g} argmax {logits.argmax()}")


if __name__ == "__main__":
    main()
