"""How rows reach stdout: JSON Lines for programs, tables for people."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from rich.console import Group
    from rich.table import Table

_PIPE_WIDTH = 140
_GAP = 2
_WHOLE = 20  # up to this width a column is never broken: numbers, times, names of kinds
_LAST = 20  # what the last column needs, to be read with ease


def json_lines(rows: Iterable[dict[str, Any]]) -> None:
    """One JSON object a line."""
    for row in rows:
        click.echo(json.dumps(row, ensure_ascii=False))


def table(columns: Sequence[str], rows: Iterable[Sequence[object]], nothing: str) -> None:
    """A table as wide as the terminal, in its pager where it is longer; the last column takes what is left.

    Where the columns don't fit, each row is written as its headings and values. `nothing` is said where no row is.
    """
    shown = [["" if cell is None else clean(str(cell)) for cell in row] for row in rows]
    if not shown:
        click.echo(nothing, err=True)
        return
    from rich.console import Console

    width = None if sys.stdout.isatty() or "COLUMNS" in os.environ else _PIPE_WIDTH
    console = Console(file=sys.stdout, width=width, highlight=False)
    laid = _grid(columns, shown, console.width) or _records(columns, shown, console.width)
    if sys.stdout.isatty() and len(shown) >= console.height:
        os.environ.setdefault("LESS", "FRX")  # as git does: colours pass, and a short text is simply printed
        with console.pager(styles="NO_COLOR" not in os.environ):
            console.print(laid)
    else:
        console.print(laid)


def _grid(columns: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> Table | None:
    """The rows side by side, or None where that takes more than this width."""
    from rich.cells import cell_len
    from rich.table import Table
    from rich.text import Text

    cells = [[name, *values] for name, values in zip(columns, zip(*rows, strict=True), strict=True)]
    natural = [max(map(cell_len, column)) for column in cells]
    whole = [size <= _WHOLE for size in natural]
    words = [max(cell_len(word) for cell in column for word in (cell.split() or [""])) for column in cells]
    least = [size if keep else word for size, keep, word in zip(natural, whole, words, strict=True)]
    least[-1] = min(natural[-1], _LAST)
    if sum(least) + _GAP * (len(columns) - 1) > width:
        return None
    grid = Table(box=None, padding=(0, _GAP, 0, 0), header_style="bold", pad_edge=False)
    for name, size, keep in zip(columns[:-1], least, whole, strict=False):
        grid.add_column(name, overflow="fold", no_wrap=keep, min_width=size)
    grid.add_column(columns[-1], overflow="fold", ratio=1)
    for row in rows:
        grid.add_row(*(Text(cell) for cell in row))
    return grid


def _records(columns: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> Group:
    """Each row as its headings and values, none of them broken, and what is long on lines of its own."""
    from rich.console import Group
    from rich.padding import Padding
    from rich.text import Text

    lines: list[Text | Padding] = []
    for first, *cells in rows:
        line = Text(first, style="bold")
        named = [(name, cell) for name, cell in zip(columns[1:], cells, strict=True) if cell]
        for name, cell in named:
            if len(cell) <= _WHOLE:
                pair = Text.assemble((name, "dim"), " ", cell)
                if line.cell_len + _GAP + pair.cell_len > width:
                    lines.append(line)
                    line = Text(" ")
                line = Text.assemble(line, " " * _GAP, pair)
        lines.append(line)
        lines += [Padding(Text(cell, overflow="fold"), (0, 0, 0, 4)) for _, cell in named if len(cell) > _WHOLE]
    return Group(*lines)


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
