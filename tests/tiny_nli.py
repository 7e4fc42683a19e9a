"""A cross-encoder with a dozen words, small enough to be made in a test and to be worked out by hand.

Each output is the sum over the tokens of a weight of the word, counted twice in the second sentence.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy
import onnx
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace
from tokenizers.processors import TemplateProcessing

WORDS = ["[PAD]", "[CLS]", "[SEP]", "[UNK]", "open", "shut", "bridge", "mill", "the", "is", "maybe"]
# contradicts, supports, neutral
WEIGHTS = {"shut": (2.0, -1.0, 0.0), "open": (0.5, 0.5, 0.0), "mill": (0.0, 1.0, 0.0), "maybe": (-1.0, 0.0, 2.0)}


def make_model(
    folder: Path, labels: Sequence[str] = ("contradiction", "entailment", "neutral"), pinned: int | None = None
) -> Path:
    """A model folder as an export leaves it; with `pinned`, for inputs of exactly that many tokens."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps({"id2label": {str(i): label for i, label in enumerate(labels)}}))
    onnx.save(graph(len(labels), pinned), str(folder / "model.onnx"))
    tokenizer().save(str(folder / "tokenizer.json"))
    return folder


def tokenizer() -> Tokenizer:
    made = Tokenizer(WordLevel({word: index for index, word in enumerate(WORDS)}, unk_token="[UNK]"))
    made.pre_tokenizer = Whitespace()  # type: ignore[assignment]
    made.post_processor = TemplateProcessing(  # type: ignore[assignment]
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 1), ("[SEP]", 2)]
    )
    made.enable_padding(length=64)
    return made


def graph(outputs: int, pinned: int | None, weights: Any = None) -> onnx.ModelProto:
    if weights is None:
        weights = numpy.array([WEIGHTS.get(word, (0.0, 0.0, 0.0))[:outputs] for word in WORDS], dtype=numpy.float32)
    length: Any = pinned or "length"
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", length])
        for name in ("input_ids", "attention_mask", "token_type_ids")
    ]
    nodes = [
        helper.make_node("Gather", ["weights", "input_ids"], ["words"]),
        helper.make_node("Add", ["token_type_ids", "one"], ["times"]),
        helper.make_node("Mul", ["times", "attention_mask"], ["counted"]),
        helper.make_node("Cast", ["counted"], ["shares"], to=TensorProto.FLOAT),
        helper.make_node("Unsqueeze", ["shares", "last"], ["column"]),
        helper.make_node("Mul", ["words", "column"], ["weighted"]),
        helper.make_node("ReduceSum", ["weighted", "middle"], ["logits"], keepdims=0),
    ]
    constants = [
        numpy_helper.from_array(weights, "weights"),
        numpy_helper.from_array(numpy.array(1, dtype=numpy.int64), "one"),
        numpy_helper.from_array(numpy.array([2], dtype=numpy.int64), "last"),
        numpy_helper.from_array(numpy.array([1], dtype=numpy.int64), "middle"),
    ]
    logits = helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", outputs])
    made = helper.make_graph(nodes, "tiny", inputs, [logits], constants)
    return helper.make_model(made, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
