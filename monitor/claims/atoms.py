"""The bare numbers of an English sentence: where they stand, what they are worth, and which of them form a range."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from monitor.claims import numbers, units
from monitor.claims.numbers import value_of

_FRACTIONS = "|".join(numbers.FRACTIONS)
_SMALL = "|".join(sorted(numbers.SMALL, key=len, reverse=True))
_ATOM = re.compile(
    rf"(?<![\w])(?:(?P<one_in>{numbers.NUMBER} (?:in|out of)(?: every)? {numbers.NUMBER})(?= [a-z])"
    rf"|(?P<fraction>(?:(?:a|one|{_SMALL})[- ](?:{_FRACTIONS})s?\b|\bhalf\b))"
    rf"|(?P<multiple>\b(?:{'|'.join(numbers.MULTIPLES)})\b)"
    rf"|(?P<ordinal>\b(?:{'|'.join(numbers.ORDINALS)}|\d+(?:st|nd|rd|th))\b)"
    rf"|(?P<number>(?:{units.SIGN}\s?)?{numbers.NUMBER}))",
    re.IGNORECASE,
)
_SIGN = re.compile(rf"({units.SIGN})\s?", re.IGNORECASE)
_RANGE = re.compile(r"\s?(?:-|–|—|to|and|or)\s?")
_GAP_UNIT = re.compile(rf"^\s?(?:{units.POINTS}|{units.PERCENT}|{units.CURRENCY_NAME})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Atom:
    """A number before its unit is known, with its place in the sentence."""

    start: int
    end: int
    low: float
    high: float
    unit: str | None = None
    kind: str = "number"


def find_atoms(text: str, taken: Sequence[tuple[int, int]]) -> Iterator[Atom]:
    """The numbers of a text in order, ranges as one; `taken` are spans of dates and clock times."""
    return _ranges(text, list(_scan(text, taken)))


def _scan(text: str, taken: Sequence[tuple[int, int]]) -> Iterator[Atom]:
    position = 0
    while match := _ATOM.search(text, position):
        position = match.end()
        if any(start < match.end() and match.start() < end for start, end in taken):
            continue
        before = text[: match.start()]
        if re.search(r"\w[-./:]$", before) and not re.search(r"\d\s?[-–—]$", before):
            continue
        atom = _read(match)
        if atom is not None:
            yield atom


def _read(match: re.Match[str]) -> Atom | None:
    start, end, kind = match.start(), match.end(), match.lastgroup or "number"
    words = match.group().lower()
    if kind == "multiple":
        factor = numbers.MULTIPLES[words]
        return Atom(start, end, factor, factor, "times", kind)
    if kind == "ordinal":
        place = numbers.ORDINALS.get(words) or float(re.sub(r"\D", "", words))
        return Atom(start, end, place, place, "ordinal", kind)
    if kind == "fraction":
        top, bottom = re.split(r"[- ]", words) if words != "half" else ("one", "half")
        count = numbers.SMALL.get(top, 1)
        share = round(100 * count / numbers.FRACTIONS[bottom.rstrip("s") if bottom != "halves" else "half"], 2)
        return Atom(start, end, share, share, "%", kind)
    if kind == "one_in":
        top, bottom = re.split(r" (?:in|out of)(?: every)? ", words)
        part, whole = value_of(top), value_of(bottom)
        if part is None or not whole or part > whole:
            return None
        share = round(100 * part / whole, 2)
        return Atom(start, end, share, share, "%", kind)
    sign = _SIGN.match(match.group())
    written = sign.group(1) if sign else ""
    unit = units.CURRENCY_SIGNS.get(written) or units.CURRENCY_SIGNS.get(written.upper())
    value = value_of(words[sign.end() :] if sign else words)
    if sign and value is not None and (scale := re.match(r"\s[mkb](?![A-Za-z])", match.string[end:])):
        value, end = value * numbers.SCALES[scale.group().strip()], end + scale.end()
    return None if value is None else Atom(start, end, value, value, unit)


def _ranges(text: str, atoms: list[Atom]) -> Iterator[Atom]:
    """Joins '5 to 7' and 'between 5 and 7' into one atom; 'from 5 to 7' stays two unless it is a range."""
    index = 0
    while index < len(atoms):
        atom = atoms[index]
        after = atoms[index + 1] if index + 1 < len(atoms) else None
        if after is not None and _is_range(text, atom, after):
            yield _joined(text, atom, after)
            index += 2
            continue
        yield atom
        index += 1


def _is_range(text: str, atom: Atom, after: Atom) -> bool:
    if {atom.kind, after.kind} != {"number"}:
        return False
    gap = text[atom.end : after.start]
    own = _GAP_UNIT.match(gap)
    gap = gap[own.end() :] if own else gap
    if not _RANGE.fullmatch(gap) or (
        own and not text.startswith(own.group().strip(), after.end + (text[after.end : after.end + 1] == " "))
    ):
        return False
    word = gap.strip().lower()
    before = text[: atom.start].lower()
    if word == "and":
        return bool(re.search(r"\bbetween (?:about |around |roughly )?$", before))
    if word == "or":
        return after.low > atom.low and text[atom.end : atom.end + 1] == " "
    if word == "to" and re.search(r"\bfrom (?:about |around |nearly )?$", before):
        return bool(re.search(r"\b(?:rang(?:e|es|ed|ing)|var(?:y|ies|ied|ying)|anywhere) from (?:about )?$", before))
    return _scaled(text, atom, after).low <= after.high


def _scaled(text: str, atom: Atom, after: Atom) -> Atom:
    """The lower end with the upper end's scale, as in '$1.2 to 1.5 billion'."""
    scale = re.search(rf"{numbers.SCALE}$", text[after.start : after.end], re.IGNORECASE)
    if scale is None or re.search(rf"{numbers.SCALE}$", text[atom.start : atom.end], re.IGNORECASE):
        return atom
    factor = numbers.SCALES.get(scale.group().strip(" -").lower(), 1.0)
    return replace(atom, low=atom.low * factor, high=atom.high * factor)


def _joined(text: str, atom: Atom, after: Atom) -> Atom:
    low = _scaled(text, atom, after).low
    between = re.search(r"\bbetween (?:about |around |roughly )?$", text[: atom.start], re.IGNORECASE)
    start = between.start() if between else atom.start
    return Atom(start, after.end, low, after.high, atom.unit or after.unit)
