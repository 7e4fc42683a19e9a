"""`monitor run` with a clock that a file moves: `python -m benchmarks.kills.daemon FEEDS STATE SECONDS_FILE`."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from monitor.clock import Clock
from monitor.commands.cycle import run_command
from monitor.commands.run import Run


class Shifted(Clock):
    """The real time and as many seconds as a file says."""

    __slots__ = ("file",)
    file: Path

    def __init__(self, file: Path) -> None:
        # The base class is frozen: this is how its own __init__ sets a value, too.
        object.__setattr__(self, "file", file)
        object.__setattr__(self, "fixed", None)

    def now(self) -> datetime:
        """The shifted time."""
        return datetime.now(UTC) + self.ahead()

    def ahead(self) -> timedelta:
        """How far the clock is ahead."""
        return timedelta(seconds=float(self.file.read_text() or 0))

    def move(self, seconds: float) -> None:
        """Set the clock on, or back, for every process that reads the file."""
        fresh = self.file.with_suffix(".new")
        fresh.write_text(str(self.ahead().total_seconds() + seconds))
        fresh.replace(self.file)


if __name__ == "__main__":
    config, state, file = (Path(argument) for argument in sys.argv[1:])
    run_command.main(args=[], obj=Run(config, state, Shifted(file)))
