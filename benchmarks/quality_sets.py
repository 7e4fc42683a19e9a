"""Where the labelled sets and scenarios are: the repo's own, and those in the folder that MONITOR_EVAL_DATA names."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

Row = dict[str, Any]

VARIABLE = "MONITOR_EVAL_DATA"
_DATA = Path(__file__).with_name("data")
_PAIRS = (
    "pairs_act",
    "pairs_blind",
    "pairs_far",
    "pairs_fresh",
    "pairs_news",
    "pairs_num",
    "pairs_own",
    "pairs_plain",
    "pairs_prose",
    "pairs_wide",
)


@dataclass(frozen=True, slots=True)
class LabelledSet:
    """Rows that were labelled by hand. A set of the repo's own that has splits is one set for each."""

    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Scenario:
    """A story with its outlets, what they publish and when, and what should come of it."""

    name: str
    content: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sets:
    """All that there is to measure, and a sentence for each part that is not there."""

    pairs: tuple[LabelledSet, ...] = ()
    claims: tuple[LabelledSet, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    absent: tuple[str, ...] = ()


def own_sets() -> Sets:
    """The sets of this repository."""
    pairs = [one for name in _PAIRS for one in _splits(_DATA / f"{name}.jsonl")]
    claims = _splits(_DATA / "claims.jsonl")
    return Sets(tuple(pairs), tuple(claims), tuple(_scenarios(_DATA / "scenarios", "")))


def other_sets(environment: Mapping[str, str]) -> Sets:
    """The sets in the folder that MONITOR_EVAL_DATA names, as far as they are there."""
    named = environment.get(VARIABLE)
    if not named:
        return Sets(absent=(f"{VARIABLE} is not set: only the repo's own sets are measured.",))
    folder = Path(named)
    sets = [LabelledSet(f"../{file.stem}", _read(file)) for file in sorted((folder / "pairs").glob("*.jsonl"))]
    pairs = tuple(one for one in sets if one.rows and "a" in one.rows[0])
    claims = tuple(one for one in sets if one.rows and "text" in one.rows[0])
    scenarios = (*_scenarios(folder / "newsroom" / "scenarios", "../"), *_seeds(folder))
    wanted = {
        "pairs/*.jsonl with pairs": pairs,
        "pairs/*.jsonl with sentences": claims,
        "newsroom/scenarios/*.yaml": [one for one in scenarios if one.name != "../seeds"],
        "seeds/*.txt with newsroom/seeds.py": [one for one in scenarios if one.name == "../seeds"],
    }
    absent = tuple(f"{what}: absent from {named}." for what, found in wanted.items() if not found)
    return Sets(pairs, claims, scenarios, absent)


def joined(own: Sets, other: Sets) -> Sets:
    """Two collections as one."""
    return Sets(
        (*own.pairs, *other.pairs),
        (*own.claims, *other.claims),
        (*own.scenarios, *other.scenarios),
        (*own.absent, *other.absent),
    )


def _splits(file: Path) -> Iterator[LabelledSet]:
    """A set of the repo's own, cut into its splits in the order in which they appear."""
    rows = _read(file)
    for split in sorted({row["split"] for row in rows}):
        yield LabelledSet(f"{file.stem} {split}", tuple(row for row in rows if row["split"] == split))


def _read(file: Path) -> tuple[Row, ...]:
    return tuple(json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip())


def _scenarios(folder: Path, prefix: str) -> Iterator[Scenario]:
    for file in sorted(folder.glob("*.yaml")):
        yield Scenario(prefix + file.stem, yaml.safe_load(file.read_text(encoding="utf-8")))


def _seeds(folder: Path) -> Iterator[Scenario]:
    """The scenario of real documents, which a program beside them builds from their texts."""
    program, seeds = folder / "newsroom" / "seeds.py", folder / "seeds"
    if program.exists() and any(seeds.glob("*.txt")):
        built = subprocess.run([sys.executable, program, seeds], capture_output=True, text=True, check=True)
        yield Scenario("../seeds", yaml.safe_load(built.stdout))
