"""The history for other programs: JSON Lines and CSV."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from typing import Any, TextIO

Rows = Iterable[Mapping[str, Any]]


def write_jsonl(rows: Rows, out: TextIO) -> None:
    """One JSON object a line, as `--json` prints them."""
    for row in rows:
        out.write(json.dumps(row, ensure_ascii=False) + "\n")


def write_csv(rows: Rows, out: TextIO) -> None:
    """A table with a header; what is a list or an object within a row is written as JSON. Source: RFC 4180."""
    writer = None
    for row in rows:
        if writer is None:
            writer = csv.DictWriter(out, list(row), extrasaction="ignore", restval="")
            writer.writeheader()
        writer.writerow({key: _cell(value) for key, value in row.items()})


def _cell(value: object) -> object:
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return "'" + value  # a spreadsheet would run it: owasp.org/www-community/attacks/CSV_Injection
    return value
