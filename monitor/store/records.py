"""What became of the claims of each outlet: found anew for those that a transaction touched, before it ends."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitor.store.database import Database

_BATCH = 500  # claims

_HEARD = """SELECT m.claim, m.article, m.origin, a.outlet, coalesce(a.published, a.first_seen) AS at,
    m.modality NOT IN ('denied', 'conditional') AS said, (o.tier = 'primary' OR n.kind IS 'party') AS by_party,
    m.article > c.since AS counted
  FROM json_each(?) wanted CROSS JOIN mentions m ON m.claim = wanted.value JOIN articles a ON a.id = m.article
  JOIN outlets o ON o.name = a.outlet JOIN outlet_counts c ON c.outlet = a.outlet
  LEFT JOIN origins n ON n.id = m.origin
  WHERE m.retired_by IS NULL ORDER BY m.claim, at, m.id"""
_RELATED = """SELECT new_claim AS claim, earlier_claim AS other, relation = 'contradicts' AS against FROM relations
  WHERE relation IN ('same', 'supports', 'contradicts') AND new_claim IN (SELECT value FROM json_each(:claims))
  UNION SELECT earlier_claim, new_claim, relation = 'contradicts' FROM relations
  WHERE relation IN ('same', 'supports', 'contradicts') AND earlier_claim IN (SELECT value FROM json_each(:claims))"""
_KEPT = """SELECT claim, outlet, article, shared, first, repeated, contradicted, confirmed, corroborated
  FROM record_claims WHERE claim IN (SELECT value FROM json_each(?))"""

Kept = tuple[int, str, int, bool, bool, bool, bool, bool, bool]
"""A row of `record_claims`."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A sentence that makes a claim. `counted`: its article is among the outlet's latest."""

    claim: int
    article: int
    origin: int | None
    outlet: str
    at: str
    said: bool
    by_party: bool
    counted: bool


@dataclass(frozen=True, slots=True)
class Around:
    """The claims that are related to one: those that contradict it, and those that bear it out."""

    rivals: frozenset[int] = frozenset()
    allies: frozenset[int] = frozenset()


def settle(database: Database) -> None:
    """Bring the records of the outlets up to date, inside the caller's transaction."""
    while due := [row["claim"] for row in database.rows(f"SELECT claim FROM records_due LIMIT {_BATCH}")]:
        kept = _kept(database, {*due, *(row["other"] for row in _related(database, due))})
        # What a claim means for its neighbours may change; whether they are counted does not.
        _keep(database, kept, list(_found(database, {*due, *(row[0] for row in kept)})))
        database.execute("DELETE FROM records_due WHERE claim IN (SELECT value FROM json_each(?))", (json.dumps(due),))


def _found(database: Database, claims: Collection[int]) -> Iterator[Kept]:
    """What the claims now mean for each outlet."""
    around: defaultdict[int, tuple[set[int], set[int]]] = defaultdict(lambda: (set(), set()))
    for row in _related(database, claims):
        around[row["claim"]][0 if row["against"] else 1].add(row["other"])
    heard = _heard(database, {*claims, *(other for sides in around.values() for side in sides for other in side)})
    for claim in claims:
        rivals, allies = around[claim]
        yield from findings(heard[claim], Around(frozenset(rivals), frozenset(allies)), heard)


def _related(database: Database, claims: Collection[int]) -> list[sqlite3.Row]:
    return database.rows(_RELATED, {"claims": json.dumps(list(claims))})


def _kept(database: Database, claims: Collection[int]) -> set[Kept]:
    return {tuple(row) for row in database.rows(_KEPT, (json.dumps(list(claims)),))}


def _heard(database: Database, claims: Collection[int]) -> Mapping[int, list[Heard]]:
    heard: defaultdict[int, list[Heard]] = defaultdict(list)
    for row in database.rows(_HEARD, (json.dumps(sorted(claims)),)):
        heard[row["claim"]].append(Heard(*row))
    return heard


def findings(own: Sequence[Heard], around: Around, heard: Mapping[int, Sequence[Heard]]) -> Iterator[Kept]:
    """What one claim means for each outlet that makes it, as the view `outlet_claims` defines it.

    The sentences of each claim come in the order of their publication.
    """
    said = [one for one in own if one.said]
    shared = len({one.outlet for one in said}) > 1
    rivals = _latest(one for rival in around.rivals for one in heard[rival])
    bearing = _latest([*said, *(one for ally in around.allies for one in heard[ally] if one.said)])
    outlets: set[str] = set()
    origins: set[int | None] = {None}
    for place, one in enumerate(said):
        if one.outlet not in outlets and one.counted:
            yield (
                *(one.claim, one.outlet, one.article, shared, shared and place == 0),
                one.origin is not None and one.origin in origins,
                any(at > one.at for (outlet, _, _), at in rivals.items() if outlet != one.outlet),
                not one.by_party and any(by_party for _, by_party in _later(one, bearing)),
                any(one.origin is not None and origin not in (None, one.origin) for origin, _ in _later(one, bearing)),
            )
        outlets.add(one.outlet)
        origins.add(one.origin)


Voice = tuple[str, int | None, bool]
"""An outlet, the origin that it names, and whether a party speaks."""


def _latest(sentences: Iterable[Heard]) -> dict[Voice, str]:
    """When each voice was heard last."""
    latest: dict[Voice, str] = {}
    for one in sentences:
        voice = (one.outlet, one.origin, one.by_party)
        latest[voice] = max(one.at, latest.get(voice, ""))
    return latest


def _later(one: Heard, voices: Mapping[Voice, str]) -> Iterator[tuple[int | None, bool]]:
    """The origins of what other outlets said after a sentence, and whether a party said it."""
    return ((origin, party) for (outlet, origin, party), at in voices.items() if outlet != one.outlet and at > one.at)


def _keep(database: Database, kept: set[Kept], found: Sequence[Kept]) -> None:
    for claim, outlet, *_ in kept.difference(found):
        database.execute("DELETE FROM record_claims WHERE claim = ? AND outlet = ?", (claim, outlet))
    for row in found:
        if row not in kept:
            database.execute("INSERT INTO record_claims VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
