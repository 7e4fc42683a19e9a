"""`monitor judge`: relations for pairs of sentences, measured where they are labelled."""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, TextIO

import click

from monitor.clock import utc
from monitor.commands.output import json_lines
from monitor.commands.run import Run
from monitor.errors import UsageError
from monitor.model import Judgement, Pair, Relation, Side

_BATCH = 64
# From which day the calendar words of texts without a date count: any, as long as it is one for both.
_SOME_DAY = datetime(2025, 6, 30, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Asked:
    """One line of the file."""

    id: object
    a: str
    b: str
    a_date: datetime | None
    b_date: datetime | None
    label: Relation | None


@dataclass(frozen=True, slots=True)
class Measured:
    """How well contradictions are found among labelled pairs."""

    precision: float
    recall: float
    f1: float
    average_precision: float


@click.command("judge")
@click.option("--pairs", "file", required=True, type=click.File("r", encoding="utf-8"), help="JSON Lines; - is stdin.")
@click.option("--with", "kind", type=click.Choice(["auto", "rules", "nli", "llm"]), help="The judge [as configured].")
@click.pass_obj
def judge_command(run: Run, file: TextIO, kind: str | None) -> None:
    """Say how two sentences relate, for each pair of a file.

    A line is {"id", "a", "b"} with, if known, "a_date", "b_date" and "label". With labels, it ends with precision,
    recall, F1 and average precision for contradictions on stderr.
    """
    from monitor.comparison import judge_pairs
    from monitor.config import JudgeSettings
    from monitor.config_rooms import judge_setup

    config = run.config_if_there()
    settings = JudgeSettings() if config is None else config.judge
    if kind is not None:
        settings = settings.model_copy(update={"kind": kind})
    setup = replace(judge_setup(settings, run.state), patience=math.inf)
    labelled: list[tuple[Relation, Judgement]] = []
    for batch in _batches(_asked(file)):
        answers = list(zip(batch, judge_pairs(setup, [_pair(asked) for asked in batch]), strict=True))
        json_lines(_row(asked, answer) for asked, answer in answers)
        labelled += [(asked.label, answer) for asked, answer in answers if asked.label is not None]
    if labelled:
        click.echo(_summary(labelled), err=True)


def measure(labelled: Sequence[tuple[bool, bool, float]]) -> Measured:
    """How well contradictions are found, from (is one, is called one, score) of each pair.

    Average precision is the sum of precision times gained recall over the distinct scores, highest first.
    Without any contradiction, or any call of one, what cannot be counted is 0.
    """
    positives = sum(truth for truth, _, _ in labelled)
    called = sum(call for _, call, _ in labelled)
    right = sum(truth and call for truth, call, _ in labelled)
    precision, recall = right / (called or 1), right / (positives or 1)
    average, seen, found = 0.0, 0, 0
    ranked = sorted(labelled, key=lambda item: -item[2])
    for _, group in itertools.groupby(ranked, key=lambda item: item[2]):
        truths = [truth for truth, _, _ in group]
        seen, found = seen + len(truths), found + sum(truths)
        average += found / seen * sum(truths) / (positives or 1)
    return Measured(precision, recall, 2 * precision * recall / ((precision + recall) or 1), average)


def _summary(labelled: Sequence[tuple[Relation, Judgement]]) -> str:
    contradicts = Relation.CONTRADICTS
    found = measure([(label is contradicts, it.relation is contradicts, it.contradicts) for label, it in labelled])
    unjudged = sum(judgement.relation is Relation.UNJUDGED for _, judgement in labelled)
    return (
        f"contradictions among {len(labelled)} labelled pairs: precision {found.precision:.3f}"
        f" recall {found.recall:.3f} F1 {found.f1:.3f} average precision {found.average_precision:.3f}"
        + (f"; {unjudged} unjudged" if unjudged else "")
    )


def _asked(file: Iterable[str]) -> Iterator[_Asked]:
    """The pairs of a file. Raises UsageError with the number of the first line that is none."""
    for number, line in enumerate(file, 1):
        if not line.strip():
            continue
        try:
            yield _one(json.loads(line), number)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            what = f"{error} is missing" if isinstance(error, KeyError) else str(error)
            raise UsageError(f'line {number} is no pair ({what}); write {{"id": 1, "a": "…", "b": "…"}}') from error


def _one(row: dict[str, Any], number: int) -> _Asked:
    a, b = row["a"], row["b"]
    if not isinstance(a, str) or not isinstance(b, str):
        raise ValueError("a and b are texts")
    label = row.get("label")
    return _Asked(
        id=row.get("id", number),
        a=a,
        b=b,
        a_date=_moment(row.get("a_date")),
        b_date=_moment(row.get("b_date")),
        label=None if label is None else _LABELS[label],
    )


_LABELS = {
    "contradicts": Relation.CONTRADICTS,
    "supports": Relation.SUPPORTS,
    "same": Relation.SUPPORTS,
    "neutral": Relation.NEUTRAL,
    "updates": Relation.NEUTRAL,
}


def _moment(text: str | None) -> datetime | None:
    """A day or a moment; without a zone it is UTC."""
    if not text:
        return None
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else utc(moment)


def _pair(asked: _Asked) -> Pair:
    """The pair with its newer side first."""
    from monitor.claims import analyse

    # Of two texts without a date, 'on Friday' is the same day in both.
    day = asked.a_date or asked.b_date or _SOME_DAY
    a = Side(analyse(asked.a, asked.a_date or day, {}), asked.a_date, outlet="a")
    b = Side(analyse(asked.b, asked.b_date or day, {}), asked.b_date, outlet="b")
    later = asked.a_date is not None and asked.b_date is not None and asked.b_date > asked.a_date
    return Pair(b, a) if later else Pair(a, b)


def _row(asked: _Asked, judgement: Judgement) -> dict[str, Any]:
    return {
        "id": asked.id,
        "relation": judgement.relation,
        "scores": {
            "contradicts": judgement.contradicts,
            "supports": judgement.supports,
            "neutral": judgement.neutral,
        },
        "basis": judgement.basis,
        "reason": judgement.reason,
        "judge": judgement.judge,
    }


def _batches(pairs: Iterable[_Asked]) -> Iterator[list[_Asked]]:
    iterator = iter(pairs)
    while batch := list(itertools.islice(iterator, _BATCH)):
        yield batch
