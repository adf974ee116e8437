"""Writes what `terrace run` is held against: models, seeded inputs and ONNX Runtime's outputs.

usage: oracle.py OUT_DIR [--exported DIR] [--only NAME ...] [--force]

One folder a case: OUT_DIR/<case>/{model.onnx, inputs/<name>.npy, outputs/<name>.npy}, where a
file's <name> is the tensor's name with every character outside [0-9A-Za-z] replaced by `_`.

Cases
  light_*            the nine models of the onnx package's backend tests, as they are. Their weights
                     are constants, so the expected outputs say little
  light_*_reseeded   the same with He-style seeded weights and batch norms that hold the statistics
                     of the model's own activations, so that every layer matters
  the others         DIR/<name>.onnx, given by --exported (see README.md)
  *_<n>x<n>          small versions of three of those, for the interpreter
"""

import argparse
import math
import os
import pathlib
import re
import sys
import zlib

import numpy as np
import onnx
import onnxruntime as ort
from onnx import TensorProto, helper, numpy_helper

SEED = 20
LIGHT = (
    "bvlc_alexnet densenet121 inception_v1 inception_v2 resnet50 shufflenet squeezenet vgg19 "
    "zfnet512"
).split()
EXPORTED = "resnet18 resnet50 mobilenet_v2 squeezenet1_1 bert_base_128 gpt2_64 dqn".split()
# Token ids stay below this: every vocabulary here is larger.
MAX_TOKEN = 1000
# The spread of the logits of a reseeded model: a softmax over them is neither flat nor one-hot.
LOGIT_STD = 2.0


def rng(*names):
    return np.random.default_rng([SEED, *(zlib.crc32(n.encode()) for n in names)])


def file_name(tensor):
    return re.sub("[^0-9A-Za-z]", "_", tensor) + ".npy"


def real_inputs(model):
    """Graph inputs that are not initialisers."""
    constants = {t.name for t in model.graph.initializer}
    return [i for i in model.graph.input if i.name not in constants]


def make_inputs(case, model):
    out = {}
    for i in real_inputs(model):
        ty = i.type.tensor_type
        shape = [d.dim_value for d in ty.shape.dim]
        if 0 in shape:
            raise SystemExit(f"{case}: input {i.name} has a dynamic shape")
        dtype = helper.tensor_dtype_to_np_dtype(ty.elem_type)
        r = rng(case, i.name)
        whole = np.issubdtype(dtype, np.integer)
        out[i.name] = (
            r.integers(0, MAX_TOKEN, shape) if whole else r.standard_normal(shape)
        ).astype(dtype)
    return out


def session(model):
    """Without graph optimisations: nearest to what the specification says op by op."""
    o = ort.SessionOptions()
    o.graph_optimization_level = ort.GraphOptimizationLevel.ORT_DISABLE_ALL
    o.log_severity_level = 3
    source = str(model) if isinstance(model, pathlib.Path) else model.SerializeToString()
    return ort.InferenceSession(source, o, providers=["CPUExecutionProvider"])


def run(model, inputs):
    s = session(model)
    return dict(zip((o.name for o in s.get_outputs()), s.run(None, inputs)))


def constants_of(graph):
    """The name and shape of every weight that a `light_*` model makes by ConstantOfShape."""
    shapes = {t.name: numpy_helper.to_array(t) for t in graph.initializer}
    return {
        n.output[0]: [int(d) for d in shapes[n.input[0]]]
        for n in graph.node
        if n.op_type == "ConstantOfShape" and n.input[0] in shapes
    }


def seeded_weights(case, graph):
    """He-style values for the weights of a `light_*` model, by the role each of them plays."""
    shapes, values = constants_of(graph), {}
    role = {}
    for n in graph.node:
        for k, name in enumerate(n.input):
            if name not in shapes:
                continue
            # A weight may be reshaped on its way to the op that it is for.
            while n.op_type in ("Unsqueeze", "Reshape"):
                made = n.output[0]
                n = next(u for u in graph.node if made in u.input)
                k = list(n.input).index(made)
            role[name] = (n.op_type, k)
    for name, shape in shapes.items():
        r = rng(case, name)
        match role.get(name):
            case ("Conv", 1):
                v = r.standard_normal(shape) * math.sqrt(2 / math.prod(shape[1:]))
            case ("Gemm", 1):
                v = r.standard_normal(shape) * math.sqrt(2 / shape[1])
            case ("BatchNormalization", 1) | ("Mul", _):
                v = r.uniform(0.5, 1.5, shape)
            case ("BatchNormalization", 3):
                v = np.zeros(shape)
            case ("BatchNormalization", 4):
                v = np.ones(shape)
            case ("Conv" | "Gemm", 2) | ("BatchNormalization", 2) | ("Add", _):
                v = r.standard_normal(shape) * 0.1
            case other:
                raise SystemExit(f"{case}: weight {name} plays the unknown role {other}")
        values[name] = v.astype(np.float32)
    return values


def with_weights(model, values):
    """A copy of `model` in which `values` are initialisers and the nodes that made them are gone."""
    out = onnx.ModelProto()
    out.CopyFrom(model)
    kept = [
        n for n in out.graph.node if not (n.op_type == "ConstantOfShape" and n.output[0] in values)
    ]
    used = {i for n in kept for i in n.input}
    old = [t for t in out.graph.initializer if t.name in used and t.name not in values]
    inputs = [i for i in out.graph.input if i.name in used]
    for field, rows in (("node", kept), ("initializer", old), ("input", inputs)):
        rows = [type(r).FromString(r.SerializeToString()) for r in rows]
        out.graph.ClearField(field)
        getattr(out.graph, field).extend(rows)
    out.graph.initializer.extend(numpy_helper.from_array(v, n) for n, v in values.items())
    # An initialiser that is not an input needs IR version 4.
    out.ir_version = max(out.ir_version, 4)
    return out


def batch_norm_statistics(model, inputs):
    """Mean and variance of each batch norm's own input, all from one run.

    The run is of a copy in which every batch norm computes them itself.
    """
    probe = onnx.ModelProto()
    probe.CopyFrom(model)
    g, nodes, wanted = probe.graph, [], []
    for k, n in enumerate(model.graph.node):
        if n.op_type != "BatchNormalization":
            nodes.append(n)
            continue
        x, scale, shift = n.input[0], n.input[1], n.input[2]
        eps = next((a.f for a in n.attribute if a.name == "epsilon"), 1e-5)
        p = f"probe{k}_"
        g.initializer.extend(
            [
                numpy_helper.from_array(np.float32(eps), p + "eps"),
                numpy_helper.from_array(np.array([1, -1, 1, 1]), p + "shape"),
            ]
        )
        make = helper.make_node
        nodes += [
            make("ReduceMean", [x], [p + "mean"], axes=[0, 2, 3]),
            make("Sub", [x, p + "mean"], [p + "d"]),
            make("Mul", [p + "d", p + "d"], [p + "dd"]),
            make("ReduceMean", [p + "dd"], [p + "var"], axes=[0, 2, 3]),
            make("Add", [p + "var", p + "eps"], [p + "ve"]),
            make("Sqrt", [p + "ve"], [p + "std"]),
            make("Div", [p + "d", p + "std"], [p + "n"]),
            make("Reshape", [scale, p + "shape"], [p + "s"]),
            make("Reshape", [shift, p + "shape"], [p + "b"]),
            make("Mul", [p + "n", p + "s"], [p + "ns"]),
            make("Add", [p + "ns", p + "b"], [n.output[0]]),
        ]
        wanted.append((n, p + "mean", p + "var"))
    nodes = [type(n).FromString(n.SerializeToString()) for n in nodes]
    g.ClearField("node")
    g.node.extend(nodes)
    for _, mean, var in wanted:
        g.output.extend(
            helper.make_tensor_value_info(t, TensorProto.FLOAT, None) for t in (mean, var)
        )
    got = run(probe, inputs)
    return {
        n.input[3 + k]: got[t].reshape(-1)
        for n, mean, var in wanted
        for k, t in enumerate((mean, var))
    }


def logits_weight(graph, values):
    """The last weight before the output, and the tensor of logits that it makes."""
    made_by = {o: n for n in graph.node for o in n.output}
    logits = t = graph.output[0].name
    while made_by[t].op_type in ("Softmax", "Reshape", "GlobalAveragePool", "AveragePool", "Relu"):
        if made_by[t].op_type == "Softmax":
            logits = made_by[t].input[0]
        t = made_by[t].input[0]
    weight = made_by[t].input[1]
    while weight not in values:
        weight = made_by[weight].input[0]
    return weight, logits


def reseeded(case, model):
    values = seeded_weights(case, model.graph)
    inputs = make_inputs(case, model)
    values |= batch_norm_statistics(with_weights(model, values), inputs)
    probe = with_weights(model, values)
    weight, logits = logits_weight(model.graph, values)
    if logits != model.graph.output[0].name:
        probe.graph.output.append(helper.make_tensor_value_info(logits, TensorProto.FLOAT, None))
    # A shift of the logits that all classes share changes no softmax.
    values[weight] *= np.float32(LOGIT_STD / run(probe, inputs)[logits].std())
    return with_weights(model, values)


def at_resolution(model, size):
    """The model at another image size, its inner shapes left open."""
    out = onnx.ModelProto()
    out.CopyFrom(model)
    out.graph.ClearField("value_info")
    for d in real_inputs(out)[0].type.tensor_type.shape.dim[2:]:
        d.dim_value = size
    return out


def infer(model):
    return onnx.shape_inference.infer_shapes(model, strict_mode=True)


def small_dqn(model):
    """36x36 images leave one pixel before the dense layers, whose weight is cut to match."""
    out = at_resolution(model, 36)
    for t in out.graph.initializer:
        w = numpy_helper.to_array(t)
        if w.shape == (512, 64 * 7 * 7):
            t.CopyFrom(numpy_helper.from_array(w.reshape(512, 64, 49)[:, :, 24].copy() * 3, t.name))
        elif w.tolist() == [1, 64 * 7 * 7]:  # the shape to flatten to
            t.CopyFrom(numpy_helper.from_array(np.array([1, 64]), t.name))
    return infer(out)


def cases(exported):
    """Case name to a function that gives its model: a path to link to, or a new model."""
    light = pathlib.Path(onnx.__file__).parent / "backend/test/data/light"
    out = {f"light_{n}": (lambda p=light / f"light_{n}.onnx": p) for n in LIGHT}
    for n in LIGHT:
        name = f"light_{n}_reseeded"
        out[name] = lambda name=name, p=light / f"light_{n}.onnx": reseeded(name, onnx.load(p))
    if exported:
        out |= {n: (lambda p=(exported / f"{n}.onnx").resolve(): p) for n in EXPORTED}
        for n, size in (
            ("resnet18", 32),
            ("resnet18", 64),
            ("squeezenet1_1", 32),
            ("squeezenet1_1", 64),
        ):
            out[f"{n}_{size}x{size}"] = lambda n=n, size=size: infer(
                at_resolution(onnx.load(exported / f"{n}.onnx"), size)
            )
        out["dqn_36x36"] = lambda: small_dqn(onnx.load(exported / "dqn.onnx"))
    return out


def write(case, model, folder):
    for sub in ("inputs", "outputs"):
        (folder / sub).mkdir(parents=True, exist_ok=True)
    path = folder / "model.onnx"
    path.unlink(missing_ok=True)
    if isinstance(model, pathlib.Path):
        os.symlink(model, path)
    else:
        onnx.checker.check_model(model)
        onnx.save(model, path)
    inputs = make_inputs(case, onnx.load(path))
    outputs = run(path, inputs)
    for sub, tensors in (("inputs", inputs), ("outputs", outputs)):
        for name, v in tensors.items():
            np.save(folder / sub / file_name(name), v)
    about = ", ".join(
        f"{n} {list(v.shape)} std {v.std():.3g} max {np.abs(v).max():.3g}"
        for n, v in outputs.items()
    )
    print(f"{case:32s} {path.stat().st_size / 1e6:8.2f} MB  {about}", flush=True)


def main():
    p = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    p.add_argument("out_dir", type=pathlib.Path)
    p.add_argument("--exported", type=pathlib.Path, help="folder of the seven exported models")
    p.add_argument("--only", nargs="+", metavar="NAME")
    p.add_argument("--force", action="store_true", help="write again what is there already")
    a = p.parse_args()
    known = cases(a.exported)
    for name in a.only or known:
        if name not in known:
            p.error(f"unknown case {name}; known: {' '.join(known)}")
        if a.force or not any((a.out_dir / name / "outputs").glob("*.npy")):
            write(name, known[name](), a.out_dir / name)


if __name__ == "__main__":
    sys.exit(main())
