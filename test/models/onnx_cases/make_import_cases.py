#!/usr/bin/env python3
"""Writes the small models that the tests of the ONNX importer import.

Run in this folder with the packages onnx 1.23 and numpy. The files are committed; run it again only
to change them. Each model is checked by onnx's own checker and shape inference.
"""
import numpy as np
import onnx
from onnx import TensorProto as T, helper, numpy_helper

HERE = __file__.rsplit("/", 1)[0] if "/" in __file__ else "."
F, I, B = T.FLOAT, T.INT64, T.BOOL


def info(name, shape, kind=F):
    return helper.make_tensor_value_info(name, kind, shape)


def const(name, values, dtype="i8"):
    return numpy_helper.from_array(np.array(values, dtype), name)


def save(name, nodes, inputs, outputs, init=(), opset=18, functions=(), domains=(), check=True):
    graph = helper.make_graph(nodes, name, inputs, outputs, list(init))
    opsets = [helper.make_opsetid("", opset), *(helper.make_opsetid(d, 1) for d in domains)]
    model = helper.make_model(graph, producer_name="terrace-test", opset_imports=opsets,
                              ir_version=8, functions=list(functions))
    if check:
        onnx.checker.check_model(model, full_check=True)
    with open(f"{HERE}/{name}.onnx", "wb") as file:
        file.write(model.SerializeToString(deterministic=True))


node = helper.make_node

# The chain that the TorchScript exporter writes for x.view(x.size(0), -1, heads, 4).transpose(1, 2),
# then the mask row of attention: everything about shapes must come out as numbers.
save("shape_chain", [
    node("Shape", ["x"], ["s"]),
    node("Gather", ["s", "zero"], ["batch"]),
    node("Gather", ["s", "one"], ["length"]),
    node("Mul", ["length", "heads"], ["product"]),
    node("Div", ["product", "heads"], ["again"]),
    node("Unsqueeze", ["batch", "zeros"], ["b"]),
    node("Unsqueeze", ["again", "zeros"], ["l"]),
    node("Concat", ["b", "l", "tail"], ["target"], axis=0),
    node("Reshape", ["x", "target"], ["r"]),
    node("Transpose", ["r"], ["t"], perm=[0, 2, 1, 3]),
    node("Slice", ["s", "one_v", "two_v"], ["sl"]),
    node("Range", ["zero", "length", "one"], ["positions"]),
    node("Cast", ["positions"], ["pf"], to=F),
    node("ConstantOfShape", ["target"], ["ones"], value=const("v", [1], "f4")),
    node("Equal", ["sl", "minus"], ["eq"]),
    node("Where", ["eq", "one_v", "sl"], ["wh"]),
    node("Expand", ["pf", "wh"], ["row"]),
], [info("x", ["batch", "time", 12])], [info("t", [None] * 4), info("ones", [None] * 4), info("row", [None])],
    [const("zero", 0), const("one", 1), const("heads", 3), const("zeros", [0]), const("tail", [3, 4]),
     const("one_v", [1]), const("two_v", [2]), const("minus", [-1])], opset=17)

# Old forms: attributes that later became operands, and softmax over a flattened matrix.
save("old_forms", [
    node("Unsqueeze", ["x"], ["u"], axes=[0]),
    node("Squeeze", ["u"], ["q"], axes=[0]),
    node("Slice", ["q"], ["s"], axes=[1], starts=[1], ends=[-1]),
    node("Clip", ["s"], ["c"], min=0.0, max=6.0),
    node("Softmax", ["c"], ["m"]),
    node("ReduceSum", ["m"], ["r"], axes=[-1], keepdims=0),
    node("Split", ["r"], ["a", "b"], axis=1, split=[1, 2]),
    node("Pad", ["b"], ["y"], pads=[0, 1, 0, 0], value=1.0),
], [info("x", [2, 5, 3])], [info("y", [2, 3]), info("a", [2, 1])], opset=9)

# What the same operators look like today.
save("new_forms", [
    node("Unsqueeze", ["x", "a0"], ["u"]),
    node("Squeeze", ["u", "a0"], ["q"]),
    node("Slice", ["q", "a1", "am1", "a1"], ["s"]),
    node("Clip", ["s", "low", "high"], ["c"]),
    node("Softmax", ["c"], ["m"], axis=1),
    node("ReduceSum", ["m", "am1"], ["r"], keepdims=0),
    node("Split", ["r", "parts"], ["a", "b"], axis=1),
    node("Pad", ["b", "pads", "one"], ["y"]),
], [info("x", [2, 5, 3])], [info("y", [2, 3]), info("a", [2, 1])],
    [const("a0", [0]), const("a1", [1]), const("am1", [-1]), const("low", 0, "f4"), const("high", 6, "f4"),
     const("parts", [1, 2]), const("pads", [0, 1, 0, 0]), const("one", 1, "f4")])

save("windows", [
    node("Conv", ["x", "w"], ["c"], auto_pad="SAME_UPPER", strides=[2, 2], group=2),
    node("MaxPool", ["c"], ["m"], kernel_shape=[2, 2], strides=[2, 2], ceil_mode=1),
    node("AveragePool", ["m"], ["a"], kernel_shape=[2, 2], pads=[1, 0, 0, 0], count_include_pad=1),
    node("GlobalAveragePool", ["a"], ["y"]),
], [info("x", [1, 4, 9, 10])], [info("c", [None] * 4), info("m", [None] * 4), info("a", [None] * 4), info("y", [1, 6, 1, 1])],
    [numpy_helper.from_array(np.ones((6, 2, 3, 3), "f4"), "w")])

# A function called twice, with an attribute that has a default; a branch on a constant.
body = [node("Constant", [], ["c"]), node("Mul", ["a", "c"], ["b"])]
body[0].attribute.append(
    onnx.AttributeProto(name="value_float", ref_attr_name="factor", type=onnx.AttributeProto.FLOAT))
scale = helper.make_function("local", "scale", ["a"], ["b"], body, [helper.make_opsetid("", 18)],
                             [], [helper.make_attribute("factor", 3.0)])
pick = {
    "then_branch": helper.make_graph([node("Relu", ["s2"], ["t"])], "then", [], [info("t", [4])]),
    "else_branch": helper.make_graph([node("Neg", ["s2"], ["e"])], "else", [], [info("e", [4])]),
}
save("functions", [
    node("scale", ["x"], ["s1"], domain="local"),
    node("scale", ["s1"], ["s2"], domain="local", factor=0.5),
    node("If", ["no"], ["y"], "pick", **pick),
], [info("x", [4])], [info("y", [4])], [const("no", False, "?")], functions=[scale], domains=["local"])

# Everything that must be refused, in one model: each complaint is a line of the expected report.
save("refused", [
    node("NonZero", ["x"], ["nz"], "first"),
    node("NonZero", ["x"], ["nz2"], "second"),
    node("Relu", ["nz"], ["after"], "behind-an-unknown"),
    node("Mystery", ["x"], ["my"], "odd", domain="far"),
    node("Add", ["x", "k"], ["bad"], "types"),
    node("MatMul", ["x", "x"], ["mm"], "sizes"),
    node("Reshape", ["x", "k"], ["rs"], "runtime"),
    node("Gelu", ["x"], ["ge"], "newer"),
    node("MaxPool", ["p"], ["mp", "idx"], "indices", kernel_shape=[2, 2]),
    node("Softmax", ["x"], ["so"], "attribute", color=3),
    node("Gemm", ["x", "x"], ["gm"], "kind", alpha=1),
    node("Transpose", ["x"], ["tr"], "order", perm=[0, 0]),
    node("BatchNormalization", ["x"], ["bn"], "missing"),
], [info("x", [2, 3]), info("k", [2], I), info("words", [1], T.STRING), info("p", [1, 1, 4, 4]), info("d", ["batch", "batch"]),
    info("e", ["batch", 2])],
    [info(name, None) for name in ("nz2", "after", "my", "bad", "mm", "rs", "ge", "mp", "idx", "so", "gm",
                                   "tr", "bn")], domains=["far"], check=False)

# A function that calls itself, which the format forbids and a file may still hold.
loop = helper.make_function("local", "loop", ["a"], ["b"], [node("loop", ["a"], ["b"], domain="local")],
                            [helper.make_opsetid("local", 1)])
save("endless", [node("loop", ["x"], ["y"], domain="local")], [info("x", [1])], [info("y", [1])],
     functions=[loop], domains=["local"], check=False)

# A declared shape that is wrong.
save("claims", [node("Relu", ["x"], ["h"]), node("Neg", ["h"], ["y"])], [info("x", [2, 3])],
     [info("y", [3, 2])], check=False)
