"""What every command is told by the global options, and how times are written on the command line."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.clock import Clock, parse_iso
from monitor.errors import UsageError

if TYPE_CHECKING:
    from monitor.config import Config
    from monitor.store import Store

_AGO = re.compile(r"(\d+)([mhd])")
_DIGITS = 15
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


@dataclass(frozen=True, slots=True)
class Run:
    """The global options of one run."""

    config_path: Path
    state: Path
    clock: Clock
    verbosity: int = 0

    def config(self) -> Config:
        """The configuration. Raises ConfigError."""
        from monitor.config import load_config

        return load_config(self.config_path, os.environ)

    def config_if_there(self) -> Config | None:
        """The configuration, or None where there is no file: for commands that work without one."""
        return self.config() if self.config_path.exists() else None

    def history(self) -> Store:
        """The history, open for reading until the command ends. Raises StoreError when there is none."""
        return self._open(read_only=True)

    def open_history(self) -> Store:
        """The history that is there, open for a short change beside a running daemon."""
        self._open(read_only=True)
        return self._open(read_only=False)

    def _open(self, *, read_only: bool) -> Store:
        from monitor.store import open_store

        store = open_store(self.state, read_only=read_only)
        click.get_current_context().call_on_close(store.close)
        return store


def moment_option(_context: click.Context, _parameter: click.Parameter, value: str | None) -> Clock:
    """The clock that `--now` asks for."""
    if value is None:
        return Clock()
    try:
        return Clock(parse_iso(value))
    except ValueError as error:
        raise click.BadParameter(f"{error}; write a time such as 2026-04-12T10:00:00+00:00") from error


def since(value: str | None, now: datetime, option: str = "--since") -> datetime | None:
    """The moment that an option names: ISO-8601, or an age such as 2d. Raises click.BadParameter."""
    if value is None:
        return None
    ago = _AGO.fullmatch(value)
    try:
        if ago is not None:
            return now - timedelta(**{_UNITS[ago[2]]: int(ago[1])})
        return parse_iso(value if "T" in value else f"{value}T00:00:00+00:00")
    except (ValueError, OverflowError) as error:
        raise click.BadParameter(
            f"{value!r} is no time; write 2d, 6h, 2026-04-12 or 2026-04-12T10:00:00+00:00", param_hint=option
        ) from error


def ahead(value: str, now: datetime) -> datetime:
    """The moment that `--for` leads to: an age such as 7d from now on. Raises click.BadParameter."""
    span = _AGO.fullmatch(value)
    try:
        if span is not None:
            return now + timedelta(**{_UNITS[span[2]]: int(span[1])})
    except OverflowError:
        pass
    raise click.BadParameter(f"{value!r} is no length of time; write 30m, 12h or 7d", param_hint="--for")


def known_story(store: Store, story: str | None) -> str | None:
    """The story that `--story` names, so that a slip is no empty listing. Raises UsageError."""
    from monitor.store.omissions import story_ids

    if story is not None and story not in (known := story_ids(store.database)):
        raise UsageError(f"no story {story} is stored{near(story, known)}")
    return story


def numbered(ident: str, letter: str, what: str) -> int:
    """The number in an id such as c12, also without its letter. Raises UsageError."""
    number = ident.removeprefix(letter)
    if not number.isascii() or not number.isdigit() or len(number) > _DIGITS:
        raise UsageError(f"{ident} is no {what}; write its id, such as {letter}12")
    return int(number)


def near(word: str, known: Iterable[str]) -> str:
    """A question about the nearest known word, or the known words, to end an error with."""
    known = list(known)
    close = difflib.get_close_matches(word, known, n=1)
    if close:
        return f"; did you mean {close[0]}?"
    return f"; known are {', '.join(known)}" if known else ""
