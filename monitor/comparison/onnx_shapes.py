"""Lets an exported model take sentences of any length, where its export pinned one.

A model exported for 160 tokens costs as much for a headline as for a paragraph. Only the declared shapes of the
graph's inputs are changed, in the file's own encoding, so that no package beyond the runtime is needed.

Source: onnx/onnx.proto (ModelProto.graph 7, GraphProto.input 11, ValueInfoProto.type 2, TypeProto.tensor_type 1,
Tensor.shape 2, TensorShapeProto.dim 1, Dimension.dim_value 1 and dim_param 2).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

_GRAPH, _INPUT, _TYPE, _TENSOR, _SHAPE, _DIM, _DIM_VALUE, _DIM_PARAM = 7, 11, 2, 1, 2, 1, 1, 2
_BYTES = 2

_Change = Callable[[memoryview], bytes]


def free_lengths(model: bytes) -> bytes:
    """The same model with every pinned dimension of its inputs free. Raises ValueError for bytes that are no model."""
    declared = _within(_TYPE, _within(_TENSOR, _within(_SHAPE, _freed)))
    return _within(_GRAPH, _within(_INPUT, declared))(memoryview(model))


def _freed(shape: memoryview) -> bytes:
    """A shape whose dimensions have names instead of sizes."""
    out = bytearray()
    for index, (number, wire, raw, value) in enumerate(_fields(shape)):
        pinned = number == _DIM and any(inner == _DIM_VALUE for inner, *_ in _fields(value))
        out += _field(_DIM, _field(_DIM_PARAM, f"free_{index}".encode())) if pinned and wire == _BYTES else raw
    return bytes(out)


def _within(wanted: int, change: _Change) -> _Change:
    """Applies `change` to every field of this number in a message, and leaves the rest as it is."""

    def changed(message: memoryview) -> bytes:
        out = bytearray()
        for number, wire, raw, value in _fields(message):
            out += _field(number, change(value)) if number == wanted and wire == _BYTES else raw
        return bytes(out)

    return changed


def _fields(message: memoryview) -> Iterator[tuple[int, int, memoryview, memoryview]]:
    """The fields of a message: number, wire type, the whole field, and its content."""
    at = 0
    while at < len(message):
        key, after = _varint(message, at)
        wire = key & 7
        if wire == _BYTES:
            length, begin = _varint(message, after)
            end = begin + length
        elif wire == 0:
            begin, end = after, _varint(message, after)[1]
        elif wire in (1, 5):
            begin, end = after, after + (8 if wire == 1 else 4)
        else:
            raise ValueError("not a model in ONNX format")
        if end > len(message):
            raise ValueError("the model's file ends too early")
        yield key >> 3, wire, message[at:end], message[begin:end]
        at = end


def _varint(message: memoryview, at: int) -> tuple[int, int]:
    value = shift = 0
    while at < len(message) and shift < 64:
        byte = message[at]
        value |= (byte & 127) << shift
        at, shift = at + 1, shift + 7
        if byte < 128:
            return value, at
    raise ValueError("not a model in ONNX format")


def _field(number: int, value: bytes) -> bytes:
    return _as_varint(number << 3 | _BYTES) + _as_varint(len(value)) + value


def _as_varint(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes([*out, value])
