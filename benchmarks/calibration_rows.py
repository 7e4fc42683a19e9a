"""The labelled pairs that `fit_calibration` fits on and reports on, each with its features."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.quality_play import moments_of
from benchmarks.quality_scenarios import holds
from benchmarks.quality_sets import Scenario
from monitor.claims import Text, analyse, find_mentions
from monitor.comparison.calibration import calibration, chance, reading_features, rules_features, same_features
from monitor.comparison.nli import NliModel, Read, denial
from monitor.comparison.rules import RulesJudge
from monitor.demo.coverage import Moment
from monitor.model import Mention, Pair, Side

THRESHOLD = 0.8
SCENARIOS = "scenarios"
# Of the earlier sentences of a scenario, so many are candidates for each new one, and so many of them are read.
_NEAREST, _LIKELIEST = 10, 3


@dataclass(frozen=True, slots=True)
class Row:
    """One pair with its features for a contradiction and, of news, for a restatement.

    `fitted` tells whether it may be fitted on; `story` is what pairs of one story have in common.
    """

    set: str
    story: str
    label: str
    fitted: bool
    news: bool
    features: Mapping[str, float]
    same: Mapping[str, float] | None

    @property
    def against(self) -> bool:
        return self.label == "contradicts"


def labelled(file: Path, reader: Reader) -> Iterator[Row]:
    """The pairs of a file of labelled ones, in the format of `monitor judge --pairs`."""
    read = [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()]
    news = any("a_date" in row for row in read)
    pairs = [_pair(row) for row in read]
    stories = _stories(pairs) if news else [str(index) for index in range(len(pairs))]
    for index, (row, (features, same)) in enumerate(zip(read, _features(pairs, reader, news), strict=True)):
        fitted = row["split"] in ("tune", "dev") if "split" in row else index % 2 == 0
        yield Row(file.stem, f"{file.stem} {stories[index]}", row["label"], fitted, news, features, same)


def candidates(scenarios: Iterable[Scenario], reader: Reader) -> Iterator[Row]:
    """Of each scenario's sentences those that share most, and of them those that a conflict is likeliest for, without
    the conflicts that its author put there: what a model is given to read, nearly all of it about other matters."""
    for scenario in scenarios:
        pairs = [pair for pair in _nearest(scenario) if not _conflict(pair, scenario.content)]
        for features, _ in _features(pairs, reader, False):
            yield Row(SCENARIOS, scenario.name, "neutral", True, True, features, None)


def _nearest(scenario: Scenario) -> Iterator[Pair]:
    earlier: list[tuple[Side, frozenset[str], str]] = []
    for moment in moments_of(scenario.content["ticks"]):
        for side, words, article in _sides(moment):
            near = sorted((one for one in earlier if one[2] != article), key=lambda one: -_shared(words, one[1]))
            yield from _likeliest([Pair(side, other) for other, _, _ in near[:_NEAREST]])
            earlier.append((side, words, article))


def _likeliest(pairs: Sequence[Pair]) -> list[Pair]:
    words = RulesJudge(THRESHOLD).judge(pairs)
    features = [rules_features(pair, word) for pair, word in zip(pairs, words, strict=True)]
    odds = [chance(calibration().plausible, one) for one in features]
    order = sorted(range(len(pairs)), key=lambda index: -odds[index])
    return [pairs[index] for index in order[:_LIKELIEST]]


def _shared(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / max(len(one | other), 1)


def _sides(moment: Moment) -> Iterator[tuple[Side, frozenset[str], str]]:
    for item in moment.publish:
        for mention in find_mentions(Text(item.title, item.text, moment.at), {}):
            yield Side(mention, moment.at), frozenset(mention.frame.words), item.id


def _conflict(pair: Pair, content: Mapping[str, Any]) -> bool:
    a, b = pair.a.mention.text, pair.b.mention.text
    told = [want for want in content.get("expect", ()) if want["kind"] == "contradiction"] + content.get("allow", [])
    return any((holds(a, it["a"]) and holds(b, it["b"])) or (holds(a, it["b"]) and holds(b, it["a"])) for it in told)


def _features(
    pairs: Sequence[Pair], reader: Reader, news: bool
) -> Iterator[tuple[dict[str, float], dict[str, float] | None]]:
    for pair, word in zip(pairs, RulesJudge(THRESHOLD).judge(pairs), strict=True):
        plain = reader.both(pair)
        same = same_features(pair, word, plain, reader.denied(pair)) if news else None
        yield {**rules_features(pair, word), **reading_features(*plain)}, same


def _stories(pairs: Sequence[Pair]) -> list[str]:
    """For each pair the first name of it that few other pairs have, so that pairs of one story fall into one fold."""
    names = [sorted(set(pair.a.mention.frame.names) | set(pair.b.mention.frame.names)) for pair in pairs]
    count = {name: sum(name in other for other in names) for each in names for name in each}
    return [
        max((name for name in each if count[name] <= len(pairs) / 10), key=lambda name: count[name], default=str(index))
        for index, each in enumerate(names)
    ]


def _pair(row: Mapping[str, Any]) -> Pair:
    a, b = (_side(row[side], row.get(f"{side}_date")) for side in "ab")
    later = a.published is not None and b.published is not None and b.published > a.published
    return Pair(b, a) if later else Pair(a, b)


def _side(text: str, day: str | None) -> Side:
    published = None if day is None else datetime.fromisoformat(day).replace(tzinfo=UTC)
    mention: Mention = analyse(text, published, {})
    return Side(mention, published)


class Reader:
    """A model that remembers between runs, in a file of its own where one is named."""

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._known: dict[tuple[str, str], Read] = {}
        self._model: NliModel | None = None
        if file is not None and file.exists():
            for line in file.read_text("utf-8").splitlines():
                a, b, against, supports = json.loads(line)
                self._known[a, b] = Read(against, supports, max(0.0, 1 - against - supports))

    def both(self, pair: Pair) -> tuple[Read, Read]:
        """The readings of both directions."""
        a, b = pair.a.mention.text, pair.b.mention.text
        return self._one((a, b), (b, a))

    def denied(self, pair: Pair) -> tuple[Read, Read]:
        """The readings of each against the denial of the other."""
        a, b = pair.a.mention.text, pair.b.mention.text
        return self._one((a, denial(b)), (b, denial(a)))

    def _one(self, *keys: tuple[str, str]) -> tuple[Read, Read]:
        missing = [key for key in keys if key not in self._known]
        if missing:
            self._model = self._model or NliModel(Path(os.environ["MONITOR_NLI_MODEL"]))
            for key, found in self._model.read(missing):
                self._known[key] = found
                if self._file is not None:
                    with self._file.open("a", encoding="utf-8") as file:
                        file.write(json.dumps([*key, found.contradicts, found.supports]) + "\n")
        return self._known[keys[0]], self._known[keys[1]]
