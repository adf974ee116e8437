#!/usr/bin/env python3
"""Writes the models and arrays that the tests of the ONNX reader open.

Run in this folder with the packages onnx 1.23, numpy and ml_dtypes. The files are committed; run it
again only to change them.
"""
import numpy as np
import ml_dtypes
import onnx
from onnx import TensorProto as T, helper, numpy_helper

HERE = __file__.rsplit("/", 1)[0] if "/" in __file__ else "."

# number of each element type -> values; sub-byte types have an odd count to show the padding.
FLOATS = [0.0, -0.0, 1.0, -1.5, 0.25, 3.0]
VALUES = {
    T.FLOAT: FLOATS + [1e-40, np.inf, -np.inf],
    T.DOUBLE: FLOATS + [1e-310, np.inf, -np.inf],
    T.FLOAT16: FLOATS + [6e-8, np.inf, -np.inf],
    T.BFLOAT16: FLOATS + [1e-40, np.inf, -np.inf],
    T.FLOAT8E4M3FN: FLOATS,
    T.FLOAT8E4M3FNUZ: FLOATS,
    T.FLOAT8E5M2: FLOATS,
    T.FLOAT8E5M2FNUZ: FLOATS,
    T.FLOAT8E8M0: [1.0, 2.0, 0.25, 1024.0],
    T.FLOAT4E2M1: [0.0, -0.5, 1.0, -1.5, 6.0],
    T.UINT8: [0, 1, 255],
    T.INT8: [0, -128, 127],
    T.UINT16: [0, 1, 65535],
    T.INT16: [0, -32768, 32767],
    T.UINT32: [0, 1, 2**32 - 1],
    T.INT32: [0, -(2**31), 2**31 - 1],
    T.UINT64: [0, 1, 2**64 - 1],
    T.INT64: [0, -(2**63), 2**63 - 1],
    T.BOOL: [False, True, True],
    T.COMPLEX64: [1 + 2j, -0.5j],
    T.COMPLEX128: [1 + 2j, -0.5j],
    T.UINT4: [0, 1, 15, 7, 9],
    T.INT4: [0, -8, 7, -1, 3],
    T.UINT2: [0, 1, 2, 3, 2],
    T.INT2: [0, -2, 1, -1, 1],
}


def raw(kind):
    dtype = helper.tensor_dtype_to_np_dtype(kind)
    array = np.array(VALUES[kind], dtype=dtype)
    tensor = numpy_helper.from_array(array, T.DataType.Name(kind).lower())
    assert tensor.data_type == kind and tensor.HasField("raw_data")
    return tensor, array


def typed(kind):
    """The same tensor through the typed field, packed by hand from the specification."""
    tensor, array = raw(kind)
    data = tensor.raw_data
    tensor.ClearField("raw_data")
    if kind in (T.FLOAT, T.COMPLEX64):
        tensor.float_data.extend(np.frombuffer(data, "<f4"))
    elif kind in (T.DOUBLE, T.COMPLEX128):
        tensor.double_data.extend(np.frombuffer(data, "<f8"))
    elif kind == T.INT64:
        tensor.int64_data.extend(np.frombuffer(data, "<i8"))
    elif kind in (T.UINT32, T.UINT64):
        tensor.uint64_data.extend(int(x) for x in array)
    elif kind in (T.INT8, T.INT16, T.INT32):
        tensor.int32_data.extend(int(x) for x in array)
    elif array.dtype.itemsize == 2:
        tensor.int32_data.extend(int(x) for x in np.frombuffer(data, "<u2"))
    else:
        tensor.int32_data.extend(data)
    return tensor


def model(graph, **kw):
    kw.setdefault("ir_version", 10)
    kw.setdefault("opset_imports", [helper.make_opsetid("", 18)])
    return helper.make_model(graph, producer_name="terrace-test", **kw)


def info(name, shape, kind=T.FLOAT):
    return helper.make_tensor_value_info(name, kind, shape)


def save(proto, name):
    with open(f"{HERE}/{name}.onnx", "wb") as file:
        file.write(proto.SerializeToString(deterministic=True))


def dtypes():
    x, y = info("x", [1]), info("y", [1])
    nodes = [helper.make_node("Relu", ["x"], ["y"])]
    for name, make in (("raw", lambda k: raw(k)[0]), ("typed", typed)):
        graph = helper.make_graph(nodes, name, [x], [y], [make(kind) for kind in VALUES])
        save(model(graph, ir_version=13), f"dtypes_{name}")


def everything():
    """Each kind of attribute, subgraphs with captures, a function, defaults, nodes out of order."""
    then = helper.make_graph(
        [helper.make_node("Mul", ["scaled", "two"], ["t"])], "then", [], [info("t", None)])
    other = helper.make_graph(
        [helper.make_node("Constant", [], ["o"], value=numpy_helper.from_array(np.ones((2, 3), "f4")))],
        "else", [], [info("o", None)])
    nodes = [
        helper.make_node("If", ["flag"], ["picked"], "choose", then_branch=then, else_branch=other),
        helper.make_node("twice", ["shifted"], ["doubled"], "call", domain="local", factor=2.0),
        helper.make_node("Add", ["picked", "doubled"], ["out"], "join"),
        helper.make_node("Mul", ["x", "two"], ["scaled"], "scale"),
        helper.make_node("Add", ["scaled", "bias"], ["shifted"], "shift"),
        helper.make_node("Strange", ["x"], ["", "unused"], "odd", domain="other", i=3, f=0.5, s="text",
                         ints=[1, -2], floats=[1.0, 2.0], strings=["a", "b"]),
    ]
    body = [
        helper.make_node("Constant", [], ["c"]),
        helper.make_node("Mul", ["a", "c"], ["b"]),
    ]
    body[0].attribute.append(
        onnx.AttributeProto(name="value_float", ref_attr_name="factor", type=onnx.AttributeProto.FLOAT))
    twice = helper.make_function("local", "twice", ["a"], ["b"], body, [helper.make_opsetid("", 18)],
                                 ["factor"])
    graph = helper.make_graph(
        nodes, "main", [info("x", ["batch", 3]), info("flag", [], T.BOOL), info("bias", [3])],
        [info("out", ["batch", 3])],
        [numpy_helper.from_array(np.array(2.0, "f4"), "two"),
         numpy_helper.from_array(np.arange(3, dtype="f4"), "bias")],
        value_info=[info("scaled", [None, 3])])
    opsets = [helper.make_opsetid("", 18), helper.make_opsetid("local", 1), helper.make_opsetid("other", 7)]
    save(model(graph, opset_imports=opsets, functions=[twice]), "everything")


def arrays():
    """`.npy` files as NumPy writes them, with the same tensor as a TensorProto."""
    base = np.arange(24).reshape(2, 3, 4)
    cases = {
        "f4": base.astype("<f4"), "f2_big": base.astype(">f2"), "i8": base - 5, "bool": base % 3 == 0,
        "u1_fortran": np.asfortranarray(base.astype("u1")), "c16": base * (1 - 2j),
        "f8_fortran_big": np.asfortranarray(base.astype(">f8")),
        "scalar": np.array(2.5, "f4"), "empty": np.zeros((0, 7), "i4"), "vector": np.arange(5, dtype="u2"),
    }
    for name, array in cases.items():
        np.save(f"{HERE}/{name}.npy", array)
        little = np.ascontiguousarray(array.astype(array.dtype.newbyteorder("<"))).reshape(array.shape)
        with open(f"{HERE}/{name}.pb", "wb") as file:
            file.write(numpy_helper.from_array(little).SerializeToString())


dtypes()
everything()
arrays()
