"""A natural-language-inference cross-encoder in ONNX Runtime: any export with its tokenizer.json.

The folder holds one `.onnx` file (also under `onnx/`), `tokenizer.json` and, unless the configuration names the order
of the outputs, `config.json` with `id2label`. Both directions of a pair are read, since a model trained on premise and
hypothesis is not symmetric and a contradiction is.
"""

from __future__ import annotations

import json
import math
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monitor.clock import Clock
from monitor.comparison.onnx_shapes import free_lengths
from monitor.errors import JudgeError
from monitor.model import Relation

if TYPE_CHECKING:
    import numpy
    import onnxruntime
    import tokenizers

_LABELS = {
    "contradiction": Relation.CONTRADICTS,
    "contradicts": Relation.CONTRADICTS,
    "entailment": Relation.SUPPORTS,
    "supports": Relation.SUPPORTS,
    "neutral": Relation.NEUTRAL,
}
_LONGEST = 256  # tokens of a pair: two sentences; what is longer is cut at the longer one's end
_BUCKET = 16
_BATCH = 8
_CACHED = 20_000
# Words that are written small inside a sentence. A name keeps its capital, and nothing else is known of a first word.
_LOWERED = frozenset(
    "The A An In On At Some About More No Its It They He She This That These Those Officials Police".split()
)
_PROBE = (
    ("The bridge opened on Monday.", "The bridge stayed shut on Monday."),
    ("Rain fell.", "According to the harbour office, rain fell over the northern docks for most of the afternoon."),
    ("The mill employs most of the town.", "Few people in the town work at the mill."),
)
# How far the probe's two scores may lie apart, and how far they may for pairs to be read together: where activations
# are quantised by what else is in the batch, pairs are read one by one, so that a score depends on its pair alone.
_APART, _TOGETHER = 0.1, 0.001


@dataclass(frozen=True, slots=True)
class Read:
    """What the model makes of one direction: three probabilities that add up to 1."""

    contradicts: float
    supports: float
    neutral: float


class NliModel:
    """One exported model, loaded once in a process, with what it has read before.

    Raises JudgeError where the folder does not hold a model that can be used, with what to do.
    """

    def __init__(self, folder: Path, labels: Sequence[str] = ()) -> None:
        check_folder(folder, labels)
        self.name = folder.name
        self._labels = _label_order(folder, labels)
        self._tokenizer = _tokenizer(folder)
        self._length: int | None = None
        self._batch = _BATCH
        self._session = self._open(folder)
        self._cache: OrderedDict[tuple[str, str], Read] = OrderedDict()
        self._probe(folder)

    def read(self, pairs: Sequence[tuple[str, str]]) -> Iterator[tuple[tuple[str, str], Read]]:
        """Each (premise, hypothesis) with what the model makes of it, in batches of like length, as they are done.

        What was read before comes first. Between two items the caller may stop.
        """
        new = []
        for pair in dict.fromkeys(pairs):
            if pair in self._cache:
                self._cache.move_to_end(pair)
                yield pair, self._cache[pair]
            else:
                new.append(pair)
        encoded = self._tokenizer.encode_batch(new) if new else []
        order = sorted(range(len(new)), key=lambda index: len(encoded[index].ids))
        for batch in _batches(order, [len(one.ids) for one in encoded], self._batch):
            for index, found in zip(batch, self._run([encoded[index] for index in batch]), strict=True):
                self._keep(new[index], found)
                yield new[index], found

    def _keep(self, pair: tuple[str, str], found: Read) -> None:
        self._cache[pair] = found
        if len(self._cache) > _CACHED:
            self._cache.popitem(last=False)

    def _run(self, encoded: Sequence[tokenizers.Encoding]) -> list[Read]:
        import numpy

        length = self._length or max(len(one.ids) for one in encoded)
        names = {put.name for put in self._session.get_inputs()}
        columns = {"input_ids": "ids", "attention_mask": "attention_mask", "token_type_ids": "type_ids"}
        feed = {}
        for name in names:
            table = numpy.zeros((len(encoded), length), dtype=numpy.int64)
            if name == "input_ids":
                table += self._padding
            for row, one in enumerate(encoded):
                values = getattr(one, columns[name])
                table[row, : len(values)] = values
            feed[name] = table
        return [self._as_read(row) for row in self._session.run(None, feed)[0]]

    def _as_read(self, logits: numpy.ndarray[Any, Any]) -> Read:
        top = max(map(float, logits))
        weights = [math.exp(float(value) - top) for value in logits]
        shares = {label: weight / sum(weights) for label, weight in zip(self._labels, weights, strict=True)}
        against, supports = shares[Relation.CONTRADICTS], shares.get(Relation.SUPPORTS, 0.0)
        return Read(against, supports, max(0.0, 1 - against - supports))

    @property
    def _padding(self) -> int:
        found = (self._tokenizer.token_to_id(token) for token in ("[PAD]", "<pad>"))
        return next((number for number in found if number is not None), 0)

    def _open(self, folder: Path) -> onnxruntime.InferenceSession:
        file = _model_file(folder)
        try:
            session = _session(str(file))
            known = {"input_ids", "attention_mask", "token_type_ids"}
            if not {put.name for put in session.get_inputs()} <= known:
                raise ValueError(f"it takes other inputs than {', '.join(sorted(known))}")
            outputs = session.get_outputs()[0].shape[-1]
            if isinstance(outputs, int) and outputs != len(self._labels):
                raise ValueError(f"it has {outputs} outputs and {len(self._labels)} labels; set judge.nli.labels")
            pinned = session.get_inputs()[0].shape[-1]
            return self._freed(file, session, pinned) if isinstance(pinned, int) else session
        except Exception as error:
            raise JudgeError(f"{file} cannot be used as a model: {error}") from error

    def _freed(self, file: Path, session: onnxruntime.InferenceSession, pinned: int) -> onnxruntime.InferenceSession:
        """The session without its pinned length; a graph that needs the length keeps it."""
        self._tokenizer.enable_truncation(min(pinned, _LONGEST))
        try:
            free = _session(free_lengths(file.read_bytes()))
            short = {put.name: _ones(5) for put in free.get_inputs()}
            free.run(None, short)
        except Exception:  # noqa: BLE001  the runtime has no class for 'this graph does not allow it'
            self._length = pinned
            return session
        return free

    def _probe(self, folder: Path) -> None:
        """Find out whether batches are safe. Raises JudgeError where a batch changes a pair's score a lot."""
        encoded = self._tokenizer.encode_batch(list(_PROBE))
        try:
            together = self._run(encoded)
            apart = max(
                abs(self._run([one])[0].contradicts - read.contradicts)
                for one, read in zip(encoded, together, strict=True)
            )
        except Exception as error:
            raise JudgeError(f"the model in {folder} fails on a pair of sentences: {error}") from error
        self._batch = _BATCH if apart <= _TOGETHER else 1
        if not apart <= _APART:
            raise JudgeError(
                f"the model in {folder} scores a pair otherwise alone than beside another, by {apart:.2f};"
                " its quantisation does not suit this processor: take an export that is not quantised"
            )


def read_both(model: NliModel, pairs: Sequence[tuple[str, str]], patience: float) -> list[tuple[Read, Read] | None]:
    """Both readings of each pair of texts, in order; None where the time (in seconds) did not last."""
    return _read(model, [((a, b), (b, a)) for a, b in pairs], patience)


def read_denied(model: NliModel, pairs: Sequence[tuple[str, str]], patience: float) -> list[tuple[Read, Read] | None]:
    """Each text of a pair read against the denial of the other, in order; None where the time did not last."""
    return _read(model, [((a, denial(b)), (b, denial(a))) for a, b in pairs], patience)


def _read(
    model: NliModel, ways: Sequence[tuple[tuple[str, str], tuple[str, str]]], patience: float
) -> list[tuple[Read, Read] | None]:
    until = Clock().monotonic() + patience
    found: dict[tuple[str, str], Read] = {}
    for key, reading in model.read([way for both in ways for way in both]):
        found[key] = reading
        if Clock().monotonic() > until:
            break
    return [(found[there], found[back]) if there in found and back in found else None for there, back in ways]


def denial(text: str) -> str:
    """A sentence that says that another is not so."""
    first = text.split(maxsplit=1)[0] if text.strip() else ""
    return f"It is not true that {text[:1].lower() + text[1:] if first in _LOWERED else text}"


def _session(model: str | bytes) -> onnxruntime.InferenceSession:
    """One thread: the workers are the parallelism, and a second thread on a busy machine makes it slower."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4
    options.enable_cpu_mem_arena = False
    # Without VNNI, 8-bit products overflow: a pair's score then depends on its batch mates.
    options.add_session_config_entry("session.x64quantprecision", "1")
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def _ones(length: int) -> numpy.ndarray[Any, Any]:
    import numpy

    return numpy.ones((1, length), dtype=numpy.int64)


def _batches(order: Sequence[int], lengths: Sequence[int], most: int) -> Iterator[list[int]]:
    """Runs of indexes whose lengths fall into one bucket, none longer than a batch."""
    batch: list[int] = []
    for index in order:
        if batch and (len(batch) == most or lengths[index] // _BUCKET != lengths[batch[0]] // _BUCKET):
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch


def _model_file(folder: Path) -> Path:
    if not folder.is_dir():
        raise JudgeError(f"judge.nli.model: {folder} is no folder; `monitor models list` names what can be installed")
    found = sorted(folder.glob("*.onnx")) or sorted(folder.glob("onnx/*.onnx"))
    if len(found) == 1:
        return found[0]
    what = f"holds {len(found)} .onnx files" if found else "holds no .onnx file"
    raise JudgeError(f"judge.nli.model: {folder} {what}; leave exactly one there, or under its folder onnx")


def check_folder(folder: Path, labels: Sequence[str]) -> None:
    """Raise JudgeError where a model's files or the packages that read them are missing."""
    for package in ("onnxruntime", "tokenizers"):
        if find_spec(package) is None:
            raise JudgeError(f"judge.nli needs {package}: pip install 'story-monitor[nli]'")
    _model_file(folder)
    if not (folder / "tokenizer.json").is_file():
        raise JudgeError(
            f"judge.nli.model: {folder / 'tokenizer.json'} is missing; copy it from where the model comes from"
        )
    _label_order(folder, labels)


def _tokenizer(folder: Path) -> tokenizers.Tokenizer:
    import tokenizers

    try:
        tokenizer = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
    except Exception as error:
        raise JudgeError(f"{folder / 'tokenizer.json'} is no tokenizer: {error}") from error
    tokenizer.no_padding()
    tokenizer.enable_truncation(_LONGEST)
    return tokenizer


def _label_order(folder: Path, labels: Sequence[str]) -> tuple[Relation, ...]:
    """The relation that each output stands for. Raises JudgeError."""
    names = list(labels) or _own_labels(folder)
    order = tuple(_LABELS[name.lower()] for name in names if name.lower() in _LABELS)
    if len(order) != len(names) or len(set(order)) != len(order) or Relation.CONTRADICTS not in order or len(order) < 2:
        raise JudgeError(
            f"judge.nli.labels: {', '.join(names) or 'nothing'} is no order of outputs; write, in the model's order,"
            " two or three of contradicts, supports, neutral (its model card says which output is which)"
        )
    return order


def _own_labels(folder: Path) -> list[str]:
    file = folder / "config.json"
    try:
        named: dict[str, str] = json.loads(file.read_text("utf-8"))["id2label"]
        return [str(named[number]) for number in sorted(named, key=int)]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return []
