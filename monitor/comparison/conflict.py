"""A conflict between two statements as a value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from monitor.model import Basis


@dataclass(frozen=True, slots=True)
class Conflict:
    """One conflict: its kind, how well its slot fits and how much its clauses share (0 to 1), and why.

    `apart` is set where the clauses name different things or places, each unknown to the other sentence, `narrow`
    where one of two quantities is of a part of which the other sentence does not speak. `apart_by` says what tells the
    clauses apart (see `alignment.told_apart`).
    """

    kind: str
    basis: Basis
    fit: float
    local: float
    reason: str
    apart: bool = False
    narrow: bool = False
    apart_by: Mapping[str, float] = field(default_factory=dict)
