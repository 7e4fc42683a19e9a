"""How a benchmark says what it found."""

from __future__ import annotations

from collections.abc import Callable

Report = Callable[[str, float, str], None]


def report(name: str, value: float, unit: str) -> None:
    """One line of the table, as soon as it is known."""
    print(f"{name:52}{value:>10,.{0 if value >= 100 else 2}f} {unit}", flush=True)
