"""Writes the demo's log and its alerts as a person reads them."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from rich.cells import cell_len
from rich.console import Console
from rich.panel import Panel
from rich.rule import Rule
from rich.text import Text

from monitor.demo.findings import Finding
from monitor.model import Event

_WIDEST = 110
_PIPE_WIDTH = 100
_MARK_WIDTH = 9
_LABEL_WIDTH = 14
_STYLES = {
    "listed": "cyan",
    "read": "blue",
    "changed": "magenta",
    "gone": "magenta",
    "noticed": "green",
    "failing": "red",
}


class Screen:
    """Writes to stdout, as wide as the terminal and never wider than is easily read."""

    def __init__(self) -> None:
        self._console = Console(file=sys.stdout, highlight=False, emoji=False, markup=False)
        self._console.width = min(self._console.width, _WIDEST) if sys.stdout.isatty() else _PIPE_WIDTH

    def title(self, text: str) -> None:
        """A heading over what follows."""
        self._console.print()
        self._console.print(Rule(Text(text, "bold"), align="left"))

    def paragraph(self, text: str) -> None:
        """Plain words."""
        self._hang("", 0, text)

    def line(self, mark: str, text: str) -> None:
        """One line of the log, cut where it is too long."""
        shown = Text.assemble("  ", (mark.ljust(_MARK_WIDTH), _STYLES.get(mark, "dim")), text)
        shown.truncate(self._console.width, overflow="ellipsis")
        self._console.print(shown)

    def alert(self, message: Mapping[str, Any]) -> None:
        """An alert as the webhook received it."""
        body = Text.assemble((f"{message.get('title', '')}\n\n", "bold"), str(message.get("message", "")).strip())
        self._console.print(Panel(body, title="alert", title_align="left", border_style="red", padding=(0, 1)))

    def findings(self, found: Iterable[Finding]) -> None:
        """What should be known, under its headings."""
        heading = ""
        for finding in found:
            if finding.heading != heading:
                heading = finding.heading
                self._console.print()
                self._console.print(Text(heading, "bold"))
            self._hang(f"  {finding.label}", _LABEL_WIDTH, finding.text)

    def command(self, command: str, shows: str) -> None:
        """A command to type, never wrapped, with what it shows."""
        self._console.print(Text(f"  {command}"), soft_wrap=True)
        self._console.print(Text(f"      {shows}", "dim"))

    def _hang(self, label: str, indent: int, text: str) -> None:
        """Text beside its label, each further line indented as far as the first."""
        lines = Text(text).wrap(self._console, self._console.width - indent)
        for number, line in enumerate(lines):
            line.rstrip()
            before = "" if number else label
            self._console.print(Text.assemble(before + " " * (indent - cell_len(before)), line))


def moment_title(at: datetime, start: datetime) -> str:
    """Which day of the demo it is, and the date."""
    return f"Day {(at.date() - start.date()).days + 1}: {at:%A} {at.day} {at:%B %Y, %H:%M} UTC"


def event_line(event: Event) -> str:
    """An event in one line of the log."""
    return f"{f'e{event.id}':5}{event.kind.replace('_', ' ')}: {event.summary}"


def article_line(row: Mapping[str, Any], first: bool) -> tuple[str, str]:
    """What became of an article, as a line of the log with its mark."""
    name = f"{row['outlet']}: {row['title']}"
    if row["gone_at"] is not None:
        return "gone", f"{name} (withdrawn)"
    if first:
        return "read", f"{name} ({row['claims']} claims)"
    return "changed", f"{name} (version {row['versions']})"
