"""Sentence embeddings by all-MiniLM-L6-v2 with nothing but NumPy and `tokenizers`, to measure them as an index.

Source: Devlin et al. 2019 (BERT); Reimers & Gurevych 2019 (mean of the last layer); weights in the safetensors format.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from monitor.model import Mention

Array = NDArray[np.float32]

_HEADS = 12
_LONGEST = 64  # tokens
_BATCH = 64


class Embeddings:
    """An exact search by cosine over all embeddings."""

    def __init__(self, folder: Path) -> None:
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(_LONGEST)
        self._tokenizer.no_padding()
        self._weights = _weights(folder / "model.safetensors")
        self._stored: Array = np.zeros((0, 384), np.float32)

    def add(self, mentions: Sequence[Mention]) -> None:
        tokens = [self._tokenizer.encode(mention.text).ids for mention in mentions]
        order = sorted(range(len(tokens)), key=lambda at: len(tokens[at]))
        self._stored = np.zeros((len(tokens), 384), np.float32)
        for start in range(0, len(order), _BATCH):
            batch = order[start : start + _BATCH]
            self._stored[batch] = self._embed([tokens[at] for at in batch])

    def nearest(self, mention: Mention, limit: int) -> list[int]:
        asked = self._embed([self._tokenizer.encode(mention.text).ids])[0]
        return [int(place) for place in np.argsort(-(self._stored @ asked), kind="stable")[:limit]]

    def size(self) -> int:
        return self._stored.nbytes

    def _embed(self, tokens: Sequence[Sequence[int]]) -> Array:
        """Unit vectors; the shorter of a batch are padded."""
        longest = max(map(len, tokens))
        ids = np.array([[*each, *[0] * (longest - len(each))] for each in tokens])
        real = np.array([[1] * len(each) + [0] * (longest - len(each)) for each in tokens], np.float32)
        get = self._weights.__getitem__
        hidden = get("embeddings.word_embeddings.weight")[ids] + get("embeddings.position_embeddings.weight")[:longest]
        hidden = self._normed(hidden + get("embeddings.token_type_embeddings.weight")[0], "embeddings.LayerNorm")
        for layer in range(6):
            hidden = self._layer(hidden, (real[:, None, None, :] - 1) * 1e9, f"encoder.layer.{layer}")
        mean = (hidden * real[:, :, None]).sum(1) / real.sum(1, keepdims=True)
        return np.asarray(mean / np.linalg.norm(mean, axis=1, keepdims=True), np.float32)

    def _layer(self, hidden: Array, mask: Array, name: str) -> Array:
        def heads(part: str) -> Array:
            made = self._linear(hidden, f"{name}.attention.self.{part}")
            return made.reshape(*hidden.shape[:2], _HEADS, -1).transpose(0, 2, 1, 3)

        query, key, value = heads("query"), heads("key"), heads("value")
        odds = query @ key.transpose(0, 1, 3, 2) / math.sqrt(query.shape[-1]) + mask
        odds = np.exp(odds - odds.max(-1, keepdims=True))
        mixed = (odds / odds.sum(-1, keepdims=True)) @ value
        mixed = mixed.transpose(0, 2, 1, 3).reshape(hidden.shape)
        hidden = self._normed(
            hidden + self._linear(mixed, f"{name}.attention.output.dense"), f"{name}.attention.output.LayerNorm"
        )
        wide = self._linear(hidden, f"{name}.intermediate.dense")
        wide = wide * 0.5 * (1 + np.tanh(0.7978845608 * (wide + 0.044715 * wide**3)))
        return self._normed(hidden + self._linear(wide, f"{name}.output.dense"), f"{name}.output.LayerNorm")

    def _linear(self, hidden: Array, name: str) -> Array:
        return np.asarray(hidden @ self._weights[f"{name}.weight"].T + self._weights[f"{name}.bias"], np.float32)

    def _normed(self, hidden: Array, name: str) -> Array:
        centred = hidden - hidden.mean(-1, keepdims=True)
        scaled = centred / np.sqrt((centred**2).mean(-1, keepdims=True) + 1e-12)
        return np.asarray(scaled * self._weights[f"{name}.weight"] + self._weights[f"{name}.bias"], np.float32)


def _weights(path: Path) -> dict[str, Array]:
    raw = path.read_bytes()
    size = int.from_bytes(raw[:8], "little")
    described = json.loads(raw[8 : 8 + size])
    return {
        name: np.frombuffer(raw[8 + size + one["data_offsets"][0] : 8 + size + one["data_offsets"][1]], np.float32)
        .reshape(one["shape"])
        .copy()
        for name, one in described.items()
        if name != "__metadata__" and one["dtype"] == "F32"
    }
