"""A conflict between two statements as a value."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.model import Basis


@dataclass(frozen=True, slots=True)
class Conflict:
    """One conflict: its kind, how well its slot fits, how much its clauses share (0 to 1 each), and a line for a reader."""

    kind: str
    basis: Basis
    fit: float
    local: float
    reason: str
