"""The table of figures, and what is worse than its floor."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

Figures = dict[str, dict[str, dict[str, float]]]  # kind of set -> set -> figure -> value

_FLOORS = Path(__file__).with_name("floors.toml")
# Of these less is better: what is pinned is a ceiling.
_CEILINGS = frozenset({"flagged", "calibration_error", "false_per_100", "repeated", "further", "unfounded"})
_COLUMNS: Mapping[str, Mapping[str, str]] = {
    "pairs": {
        "rows": "pairs",
        "precision": "P",
        "recall": "R",
        "f1": "F1",
        "average_precision": "AP",
        "flagged": "flagged",
        "join_precision": "join P",
        "join_recall": "join R",
        "recall_at_10": "found@10",
        "calibration_error": "ECE@2%",
        "pair_ms": "ms/pair",
    },
    "claims": {
        "rows": "texts",
        "precision": "P",
        "recall": "R",
        "f1": "F1",
        "modality": "modality",
        "attribution": "said by",
        "quantities": "amounts",
        "quantities_given": "if any",
    },
    "scenarios": {
        "rows": "articles",
        "precision": "P",
        "recall": "R",
        "false_per_100": "false/100",
        "repeated": "again",
        "further": "further",
        "unfounded": "unfounded",
        "met": "others",
        "article_ms": "ms/article",
    },
}
_COUNTS = frozenset({"rows", "repeated", "further", "unfounded"})


def table(figures: Figures) -> str:
    """All figures, one line a set."""
    lines = []
    for kind, sets in figures.items():
        columns = _COLUMNS[kind]
        lines.append(f"{kind:28}" + "".join(f"{title:>11}" for title in columns.values()))
        for name, values in sets.items():
            lines.append(f"{name:28}" + "".join(f"{_cell(values, key):>11}" for key in columns))
        lines.append("")
    return "\n".join(lines).rstrip()


def _cell(values: Mapping[str, float], key: str) -> str:
    if key not in values:
        return "–"
    digits = 0 if key in _COUNTS else 1 if key in ("article_ms", "false_per_100") else 3 if key == "flagged" else 2
    return f"{values[key]:.{digits}f}"


def below_floors(figures: Figures, floors: Figures | None = None) -> list[str]:
    """A sentence for each figure that is worse than its floor, and for each pinned figure that is missing."""
    pinned = tomllib.loads(_FLOORS.read_text(encoding="utf-8")) if floors is None else floors
    worse = []
    for kind, sets in pinned.items():
        for name, limits in sets.items():
            for key, limit in limits.items() if kind in figures else ():
                value = figures[kind].get(name, {}).get(key)
                if value is None:
                    worse.append(f"{kind}, {name}: {key} is pinned in floors.toml and was not measured.")
                elif value > limit if key in _CEILINGS else value < limit:
                    side = "above its ceiling" if key in _CEILINGS else "below its floor"
                    worse.append(f"{kind}, {name}: {key} is {value:.3f}, {side} of {limit}.")
    return worse
