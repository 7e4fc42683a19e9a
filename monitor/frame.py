"""The grammar of one sentence as values: what the comparison needs, so that a text is parsed once.

Lemmas are lower case. Names are proper nouns, versions and sizes, lower case ("qwen3.5-32b"). The frame is of
what is said, not of who says it: reporting verbs, their subjects and 'according to' phrases are left out.
"""

from __future__ import annotations

from dataclasses import dataclass

from monitor.packed import packed


@packed
@dataclass(frozen=True, slots=True)
class Term:
    """A noun phrase: its head, its content lemmas (the head among them), its names and its scope words."""

    head: str
    words: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    scope: tuple[str, ...] = ()


@packed
@dataclass(frozen=True, slots=True)
class Complement:
    """A phrase that hangs on a verb by a preposition or conjunction (`link`), such as 'because of' a fire."""

    link: str
    term: Term


@packed
@dataclass(frozen=True, slots=True)
class Clause:
    """One predication, active voice: who (`agent`) did (`verb`) what (`object`).

    `mood` is '' for what is stated, else 'plan', 'possible', 'forecast' or 'conditional'. `tense` is 'past',
    'present', 'future' or ''. `denied` is set where someone rejects it. `depth` counts the clauses above it.
    `place` is the index of its verb among the sentence's words.
    """

    verb: str
    agent: Term | None = None
    object: Term | None = None
    others: tuple[Complement, ...] = ()
    adverbs: tuple[str, ...] = ()
    negated: bool = False
    denied: bool = False
    mood: str = ""
    tense: str = ""
    depth: int = 0
    place: int = 0


@packed
@dataclass(frozen=True, slots=True)
class Slot:
    """A quantity with what it counts (`head`), the phrase it stands in and the clause it belongs to.

    `role` is how it hangs in its clause: 'agent', 'object', or a preposition such as 'by', 'to', 'from', 'per'.
    `part` is set where it is a part of something larger ('one of seven', 'of which', 'alone').
    """

    text: str
    low: float | None
    high: float | None
    unit: str | None
    approx: bool = False
    head: str = ""
    words: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    role: str = ""
    clause: int = -1
    part: bool = False


@packed
@dataclass(frozen=True, slots=True)
class Moment:
    """A date or span of dates (ISO, both ends included) with the preposition before it and its clause."""

    text: str
    start: str | None
    end: str | None
    link: str = ""
    clause: int = -1


@packed
@dataclass(frozen=True, slots=True)
class Frame:
    """What one sentence says, slot by slot. An unparsed sentence (another language) has only `words`.

    `bonds` ties a describing word or a noun to the noun it is about: ('strict', 'term') for 'stricter terms',
    ('closure', 'plant') for 'the closure of the plant'. `causes` are the phrases given as a cause, `rejected`
    those that are named only to be ruled out ('and not the founder', 'ruled out a software fault').
    """

    clauses: tuple[Clause, ...] = ()
    slots: tuple[Slot, ...] = ()
    moments: tuple[Moment, ...] = ()
    words: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    cues: tuple[str, ...] = ()
    bonds: tuple[tuple[str, str], ...] = ()
    causes: tuple[Term, ...] = ()
    rejected: tuple[Term, ...] = ()
