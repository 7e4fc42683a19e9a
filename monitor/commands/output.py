"""How rows reach stdout: JSON Lines for programs, tables for people."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Sequence
from typing import Any

import click

_PIPE_WIDTH = 140


def json_lines(rows: Iterable[dict[str, Any]]) -> None:
    """One JSON object a line."""
    for row in rows:
        click.echo(json.dumps(row, ensure_ascii=False))


def table(columns: Sequence[str], rows: Iterable[Sequence[object]], nothing: str) -> None:
    """A table as wide as the terminal, in its pager where it is longer; the last column takes what is left.

    `nothing` is said where no row is.
    """
    shown = [["" if cell is None else clean(str(cell)) for cell in row] for row in rows]
    if not shown:
        click.echo(nothing, err=True)
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    width = None if sys.stdout.isatty() or "COLUMNS" in os.environ else _PIPE_WIDTH
    grid = Table(box=None, padding=(0, 2, 0, 0), header_style="bold", pad_edge=False)
    for name in columns[:-1]:
        grid.add_column(name, overflow="fold")
    grid.add_column(columns[-1], overflow="fold", ratio=1)
    for row in shown:
        grid.add_row(*(Text(cell) for cell in row))
    console = Console(file=sys.stdout, width=width, highlight=False)
    if sys.stdout.isatty() and len(shown) >= console.height:
        os.environ.setdefault("LESS", "FRX")  # as git does: colours pass, and a short text is simply printed
        with console.pager(styles="NO_COLOR" not in os.environ):
            console.print(grid)
    else:
        console.print(grid)


def clean(text: str) -> str:
    """Text from outside as one line without control sequences."""
    return "".join(letter if letter.isprintable() else " " if letter.isspace() else "" for letter in text)


def short(moment: str | None) -> str:
    """A stored time without its zone, which is always UTC, and without seconds."""
    return "" if moment is None else moment[:16].replace("T", " ")


def marked(earlier: str, new: str) -> tuple[str, str]:
    """Two sentences with the words that only one of them has, in bold on a terminal and in [brackets] elsewhere."""
    from monitor.articles.versions import DiffOp, word_diff

    ops = list(word_diff(clean(earlier), clean(new)))
    return (
        "".join(_mark(words) if op is DiffOp.DROPPED else words for op, words in ops if op is not DiffOp.ADDED),
        "".join(_mark(words) if op is DiffOp.ADDED else words for op, words in ops if op is not DiffOp.DROPPED),
    )


def _mark(words: str) -> str:
    bare = words.strip()
    if not bare:
        return words
    shown = click.style(bare, bold=True, fg="yellow") if colourful() else f"[{bare}]"
    return words.replace(bare, shown)


def colourful() -> bool:
    """Whether stdout is a terminal that may be coloured. Source: no-color.org."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def sparkline(counts: Sequence[int]) -> str:
    """Counts as a row of bars, one character each; nothing counted is the lowest."""
    bars = "▁▂▃▄▅▆▇█"
    most = max(counts, default=0) or 1
    return "".join(bars[-(-count * (len(bars) - 1) // most)] for count in counts)
