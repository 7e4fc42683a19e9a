"""Measures the rules judge on labelled pairs: contradiction, restatement, and the time a pair takes.

    python benchmarks/pairs_quality.py FILE.jsonl... [--half even|odd] [--split tune|hold] [--threshold 0.5] [--errors]

Each line holds `a`, `b`, `label` (contradicts, supports or neutral), and may hold `a_date`, `b_date`, `type`, `split`.
The repo's own set is `benchmarks/data/pairs_own.jsonl`; its `hold` part is never tuned on.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

from monitor.claims import analyse
from monitor.comparison import JudgeSetup, load_judge
from monitor.model import Judgement, Pair, Relation, Side

_JOINS = (Relation.SAME, Relation.SUPPORTS)
_HEADER = f"{'set':28}{'pairs':>6}{'P':>7}{'R':>7}{'F1':>7}{'AP':>7}{'flagged':>9}{'join P':>8}{'join R':>8}{'ms':>7}"


@dataclass(frozen=True)
class Figures:
    """How well one set is judged; `flagged` is the share of compatible pairs that are called contradictions."""

    precision: float
    recall: float
    average_precision: float
    flagged: float
    join_precision: float
    join_recall: float

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--half", choices=("even", "odd"))
    parser.add_argument("--split", choices=("tune", "hold"))
    parser.add_argument("--threshold", type=float, default=0.5)
    parser.add_argument("--errors", action="store_true")
    arguments = parser.parse_args()
    print(_HEADER)
    for file in arguments.files:
        rows = list(chosen(read(file), arguments.half, arguments.split))
        pairs = [pair(row) for row in rows]
        begun = perf_counter()
        answers = load_judge(JudgeSetup("rules", arguments.threshold)).judge(pairs)
        spent = 1000 * (perf_counter() - begun) / len(rows)
        print(line(file.stem, len(rows), measure([row["label"] for row in rows], answers), spent))
        if arguments.errors:
            show(zip(rows, answers, strict=True))


def read(file: Path) -> list[dict[str, Any]]:
    """The labelled pairs of a file."""
    return [json.loads(one) for one in file.read_text(encoding="utf-8").splitlines() if one.strip()]


def chosen(rows: Iterable[dict[str, Any]], half: str | None, split: str | None) -> Iterator[dict[str, Any]]:
    """The rows of one half (by their place) and one split."""
    for index, row in enumerate(rows):
        if (half is None or (index % 2 == 1) == (half == "odd")) and split in (None, row.get("split")):
            yield row


def pair(row: dict[str, Any]) -> Pair:
    """A labelled row as a judge is given it; the two texts are by two outlets."""
    first, second = _moment(row.get("a_date")), _moment(row.get("b_date"))
    day = first or second or datetime(2025, 6, 30, 12, tzinfo=UTC)  # the judge command's, for texts without a date
    return Pair(
        Side(analyse(row["a"], first or day, {}), first, "A"), Side(analyse(row["b"], second or day, {}), second, "B")
    )


def _moment(day: str | None) -> datetime | None:
    return datetime.fromisoformat(day).replace(hour=12, tzinfo=UTC) if day else None


def measure(labels: Sequence[str], answers: Sequence[Judgement]) -> Figures:
    """Precision and recall for contradictions and for joins."""
    truth = [label == "contradicts" for label in labels]
    called = [answer.relation is Relation.CONTRADICTS for answer in answers]
    precision, recall = _rates(truth, called)
    joins = _rates([label == "supports" for label in labels], [answer.relation in _JOINS for answer in answers])
    wrong = sum(call and not true for call, true in zip(called, truth, strict=True))
    average = _average_precision([answer.contradicts for answer in answers], truth)
    return Figures(precision, recall, average, wrong / (truth.count(False) or 1), *joins)


def _rates(truth: Sequence[bool], called: Sequence[bool]) -> tuple[float, float]:
    right = sum(true and call for true, call in zip(truth, called, strict=True))
    return right / (sum(called) or 1), right / (sum(truth) or 1)


def _average_precision(scores: Sequence[float], truth: Sequence[bool]) -> float:
    found, total = 0, 0.0
    for rank, (_, true) in enumerate(sorted(zip(scores, truth, strict=True), reverse=True, key=lambda one: one[0]), 1):
        found += true
        total += true * found / rank
    return total / (sum(truth) or 1)


def line(name: str, pairs: int, figures: Figures, milliseconds: float) -> str:
    """One line of the table."""
    numbers = (figures.precision, figures.recall, figures.f1, figures.average_precision)
    joins = (figures.join_precision, figures.join_recall)
    cells = "".join(f"{number:7.2f}" for number in numbers) + f"{figures.flagged:9.3f}"
    return f"{name:28}{pairs:6}{cells}" + "".join(f"{number:8.2f}" for number in joins) + f"{milliseconds:7.2f}"


def show(judged: Iterable[tuple[dict[str, Any], Judgement]]) -> None:
    """The pairs that are judged otherwise than labelled."""
    names = {Relation.SAME: "supports", Relation.UPDATES: "neutral"}
    for row, answer in judged:
        if names.get(answer.relation, answer.relation.value) != row["label"]:
            print(f"\n{row.get('id', '')} {row['label']} ({row.get('type', '')}): {answer.relation}, {answer.reason}")
            print(f"  {answer.contradicts:.2f} {answer.supports:.2f}\n  A {row['a']}\n  B {row['b']}")


if __name__ == "__main__":
    main()
