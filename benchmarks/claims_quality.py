"""Measures claim detection, modality, quantities and attribution against labelled sentences.

    python benchmarks/claims_quality.py LABELLED.jsonl [--half even|odd] [--errors]

Each line holds `text`, `claim`, `modality`, `attribution` and `quantities` (`low`, `high`, `unit`, `approx`).
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from monitor.claims import Text, analyse, find_mentions
from monitor.model import Mention, Quantity

_PUBLISHED = datetime(2026, 4, 15, 12, tzinfo=UTC)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--half", choices=("even", "odd"))
    parser.add_argument("--errors", action="store_true")
    arguments = parser.parse_args()
    rows = [json.loads(line) for line in arguments.file.read_text(encoding="utf-8").splitlines() if line.strip()]
    if arguments.half:
        rows = [row for index, row in enumerate(rows) if index % 2 == (arguments.half == "odd")]
    for name, value in measure(rows, arguments.errors).items():
        print(f"{name:32} {value:.3f}")


def measure(rows: list[dict[str, Any]], errors: bool = False) -> dict[str, float]:
    """The figures of a labelled set by name."""
    count: Counter[str] = Counter()
    for row in rows:
        found = find_mentions(Text("", row["text"], _PUBLISHED), {})
        whole = analyse(row["text"], _PUBLISHED, {})
        outcome = {
            "detection": bool(found) == row["claim"],
            "modality": not row["claim"] or whole.modality.value == row["modality"],
            "attribution": not row["claim"] or _same_words(whole.attribution, row["attribution"]),
            "quantities": _quantities(whole) == _gold(row),
        }
        count.update(name for name, right in outcome.items() if right)
        count["found"] += bool(found)
        count["true"] += row["claim"]
        count["hit"] += bool(found) and row["claim"]
        count["modality of claims"] += outcome["modality"] and row["claim"]
        count["attribution of claims"] += outcome["attribution"] and row["claim"]
        count["numbers"] += bool(row["quantities"])
        count["numbers right"] += bool(row["quantities"]) and outcome["quantities"]
        count["gold quantities"] += sum(_gold(row).values())
        count["quantities found"] += sum(_quantities(whole).values())
        count["quantities right"] += sum((_gold(row) & _quantities(whole)).values())
        if errors and not all(outcome.values()):
            _show(row, found, whole, outcome)
    return _figures(count, len(rows))


def _figures(count: Counter[str], rows: int) -> dict[str, float]:
    precision, recall = count["hit"] / max(count["found"], 1), count["hit"] / max(count["true"], 1)
    return {
        "rows": rows,
        "detection precision": precision,
        "detection recall": recall,
        "detection F1": 2 * precision * recall / max(precision + recall, 1e-9),
        "modality of claims": count["modality of claims"] / max(count["true"], 1),
        "attribution of claims": count["attribution of claims"] / max(count["true"], 1),
        "quantities, all sentences": count["quantities"] / max(rows, 1),
        "quantities, where there are any": count["numbers right"] / max(count["numbers"], 1),
        "quantity precision": count["quantities right"] / max(count["quantities found"], 1),
        "quantity recall": count["quantities right"] / max(count["gold quantities"], 1),
    }


def _key(low: float | None, high: float | None, unit: str | None, approx: bool) -> tuple[object, ...]:
    return (
        None if low is None else round(low, 3),
        None if high is None else round(high, 3),
        unit.lower() if unit else None,
        approx,
    )


def _gold(row: dict[str, Any]) -> Counter[tuple[object, ...]]:
    return Counter(_key(q["low"], q["high"], q["unit"], q["approx"]) for q in row["quantities"])


def _quantities(mention: Mention) -> Counter[tuple[object, ...]]:
    return Counter(_of(quantity) for quantity in mention.quantities)


def _of(quantity: Quantity) -> tuple[object, ...]:
    return _key(quantity.low, quantity.high, quantity.unit, quantity.approx)


def _same_words(mine: str | None, gold: str | None) -> bool:
    return (mine or "").lower() == (gold or "").lower()


def _show(row: dict[str, Any], found: tuple[Mention, ...], whole: Mention, outcome: dict[str, bool]) -> None:
    print(f"\n{row['id']} {row['text']}")
    if not outcome["detection"]:
        print(f"   claim {row['claim']} ({row['kind']}), found {len(found)}")
    if not outcome["modality"]:
        print(f"   modality {row['modality']}, read {whole.modality}")
    if not outcome["attribution"]:
        print(f"   attribution {row['attribution']!r}, read {whole.attribution!r}")
    if not outcome["quantities"]:
        print(f"   quantities {sorted(map(str, _gold(row)))}\n         read {sorted(map(str, _quantities(whole)))}")


if __name__ == "__main__":
    main()
