"""Whether a conflict has been told already, also between other wordings of the same two sides."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from monitor.model import Basis, Judgement

_VALUES = frozenset({Basis.NUMERIC, Basis.DATE, Basis.ENTITY})


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two claims that contradict each other, and how."""

    new: int
    earlier: int
    basis: Basis | None


@dataclass(frozen=True, slots=True)
class ToldConflict:
    """A contradiction of the earlier side with another claim that was raised before."""

    other: int
    basis: Basis | None  # None where a person said so, without a kind


def is_known(
    new_side: Collection[int],
    contradicted_by_new: Collection[int],
    told: Sequence[ToldConflict],
    basis: Basis | None,
) -> bool:
    """Whether the new side repeats a side of a conflict that was told.

    `new_side` holds the new claim and those that support it; `told` are the conflicts that the earlier
    side (and what supports it) already has; `contradicted_by_new` are the claims that the new one
    contradicts. A new claim that also contradicts the other side of the told conflict is a third
    version of the matter, and news. One that does not, on the same kind of basis, is that side again.
    """
    for conflict in told:
        if conflict.other in new_side:
            return True
        if conflict.other not in contradicted_by_new and _same_kind(conflict.basis, basis):
            return True
    return False


def _same_kind(told: Basis | None, basis: Basis | None) -> bool:
    return told is None or _kind(told) == _kind(basis)


def _kind(basis: Basis | None) -> str:
    return basis.value if basis in _VALUES and basis is not None else "state"


def one_matter(one: Judgement, other: Judgement) -> bool:
    """Whether two conflicts of one sentence with different claims are about the same of what it says.

    They are, unless they are of different kinds, or each names two values and they share none.
    """
    if not _same_kind(one.basis, other.basis):
        return False
    values, others = _values(one.reason), _values(other.reason)
    return not values or not others or bool(values & others)


def _values(reason: str) -> frozenset[str]:
    """The two values of 'twelve ≠ 10 (dead)'."""
    one, unequal, other = reason.partition(" (")[0].partition(" ≠ ")
    return frozenset((one, other)) if unequal else frozenset()
