"""Finds the numbers of an English sentence and binds each to its unit and to what it measures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from monitor.claims import numbers, units
from monitor.claims.atoms import Atom, find_atoms
from monitor.claims.binding import Phrase, measured, noun_phrase
from monitor.claims.exclusions import is_no_quantity
from monitor.claims.language import text_of
from monitor.claims.numbers import Modifier
from monitor.claims.units import singular
from monitor.model import Quantity

if TYPE_CHECKING:
    from spacy.tokens import Doc

_SMALL = "|".join(sorted(numbers.SMALL, key=len, reverse=True))
_MODIFIER = re.compile(rf"(?<!\w)({numbers.MODIFIER})\s?(?:the |a |an )?$", re.IGNORECASE)
_MODIFIER_AFTER = re.compile(
    r" (or (?:more|so|less|fewer|above|below|over)|at (?:least|most)|and (?:above|over|up))\b", re.IGNORECASE
)
_UNIT = re.compile(
    rf"(?P<points>[\s-]?{units.POINTS})|(?P<basis>[\s-]?{units.BASIS_POINTS})|(?P<percent>[\s-]?{units.PERCENT})"
    rf"|(?P<money>[\s-]?{units.CURRENCY_NAME})|(?P<hyphen>-(?P<word>[a-z]{{2,}}(?:-(?!old|long|wide|high|tall)[a-z]{{3,}})?))"
    rf"|(?P<symbol>\s?(?:{units.SYMBOL}))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Found:
    """A quantity with its place in the sentence."""

    start: int
    end: int
    quantity: Quantity


def find_quantities(doc: Doc, taken: Sequence[tuple[int, int]]) -> tuple[Found, ...]:
    """The quantities of a parsed sentence, in order; `taken` are the spans of its dates."""
    found: list[Found] = []
    for atom in find_atoms(text_of(doc), taken):
        one = _bind(doc, atom, found)
        if one is not None:
            found.append(one)
    return tuple(_merged(text_of(doc), _shared(text_of(doc), found)))


def _bind(doc: Doc, atom: Atom, earlier: Sequence[Found]) -> Found | None:
    """The quantity that an atom stands for, or None where the number names or dates something."""
    text = text_of(doc)
    end, unit, low, high = atom.end, atom.unit, atom.low, atom.high
    match = _UNIT.match(text, atom.end) if atom.kind == "number" else None
    if match is not None and not (
        match.lastgroup in ("symbol",) and unit and match.group().strip().lower() in ("in", "t", "g")
    ):
        end = match.end()
        unit, factor = _unit_of(match, unit)
        low, high = low * factor, high * factor
    phrase: Phrase | None = None
    if unit is None or unit == "ordinal":
        phrase = noun_phrase(doc, atom.start, atom.end)
    if atom.kind == "fraction" and (point := _POINT_OF.match(text, atom.end)):
        unit, low, high, end = "percentage point", low / 100, high / 100, point.end()
    if phrase is None and unit is None and re.match(r"\dm$", text[end - 2 : end]) and _LENGTH.match(text, end):
        unit, low, high = "metre", low / 1e6, high / 1e6
    if unit is None and (special := _special_unit(doc, atom, phrase)) is not None:
        unit, phrase = special, None
    if is_no_quantity(doc, atom, unit, phrase):
        return None
    if unit is None and phrase is not None:
        unit, end = _per(text, phrase)
    if unit is None or unit == "one":
        unit = next((one.quantity.unit for one in reversed(earlier) if _countable(one.quantity.unit)), None)
    if atom.kind == "one_in" and (counted := noun_phrase(doc, atom.start, atom.end)) is not None:
        end = counted.end
    modifier, start, end = _modifier(text, atom.start, end)
    quantity = Quantity(
        text=text[start:end],
        low=None if modifier.upper else low,
        high=None if modifier.lower else high,
        unit=unit,
        of=measured(doc, atom.start, end),
        approx=modifier.approx,
    )
    return Found(start, end, quantity)


def _per(text: str, phrase: Phrase) -> tuple[str, int]:
    """The counted noun with its rate ('38 tokens per second', '40 trains a day') and where it ends."""
    if re.match(
        r" times (?:as|more|higher|larger|bigger|faster|the|lower|smaller|greater|that|its|what)\b",
        text[phrase.end - 6 :],
    ):
        return "times", phrase.end
    rate = _RATE.match(text, phrase.end)
    if rate is None or phrase.unit == "ordinal":
        return phrase.unit, phrase.end
    return f"{phrase.unit} per {singular(rate.group(1).lower())}", rate.end()


def _special_unit(doc: Doc, atom: Atom, phrase: Phrase | None) -> str | None:
    """The unit that a neighbouring word gives: 'magnitude 6.1', 'aged 34', '12 injured', points beside percentages."""
    before, after = text_of(doc)[: atom.start], text_of(doc)[atom.end :]
    named_age = (
        re.search(r"[A-Z]\w+, $", before)
        and re.match(r",|\.?$", after)
        and re.fullmatch(r"\d{1,3}", text_of(doc)[atom.start : atom.end])
    )
    if re.search(r"\b(?:aged|age) $", before) or named_age:
        return "year"
    if phrase is None and _CASUALTIES.match(after):
        return "person"
    if (
        phrase is None
        and re.search(r"\bvot(?:e|es|ed|ing)\b", text_of(doc))
        and (
            re.match(r"\s?(?:-|–|to)\s?\d", after)
            or re.search(r"(?:\d|\b(?:\w+ votes|" + _SMALL + r"))\s?(?:-|–|to)\s?$", before)
        )
    ):
        return "vote"
    if phrase is None and not re.search(r"[A-Z]\w* $", before) and (counted := _NUMBER_OF.search(before)):
        return singular(counted.group(1) or counted.group(2))
    if phrase is None and re.search(
        r"\b(?:death toll|toll|number of (?:dead|deaths|injured))\b[^.;]*$", before, re.IGNORECASE
    ):
        return "person"
    if re.search(r"\bmagnitude[ -](?:of )?$", text_of(doc)[: atom.start], re.IGNORECASE) or (
        phrase and phrase.unit == "magnitude"
    ):
        return "magnitude"
    if phrase is not None and phrase.unit == "point" and re.search(units.PERCENT, text_of(doc), re.IGNORECASE):
        return "percentage point"
    return None


def _shared(text: str, found: list[Found]) -> list[Found]:
    """Gives a bare number the unit of the one it is paired with, as in 'from 32 to 64 cores'."""
    units_of = [one.quantity.unit for one in found]
    for index in range(len(found) - 2, -1, -1):
        one, after = found[index], found[index + 1]
        bare = text[one.start : one.end][-1:].isdigit() and one.quantity.unit != after.quantity.unit
        if (
            bare
            and _PAIRED.fullmatch(text[one.end : after.start])
            and units_of[index + 1] not in (None, "ordinal", "times")
        ):
            units_of[index] = units_of[index + 1]
    return [replace(one, quantity=replace(one.quantity, unit=unit)) for one, unit in zip(found, units_of, strict=True)]


def _countable(unit: str | None) -> bool:
    return unit is not None and unit not in ("%", "ordinal", "times", "percentage point") and not unit.isupper()


def _unit_of(match: re.Match[str], unit: str | None) -> tuple[str | None, float]:
    words = match.group().strip(" -").lower()
    kind = match.lastgroup if match.lastgroup != "word" else "hyphen"
    if match["points"]:
        return "percentage point", 1.0
    if match["basis"]:
        return "percentage point", 0.01
    if match["percent"]:
        return "%", 1.0
    if match["money"]:
        name = words if words in units.CURRENCY_WORDS else singular(words)
        return unit or units.CURRENCY_WORDS.get(name), 0.01 if name in units.COINS else 1.0
    if match["hyphen"]:
        return unit or units.MEASURES.get(words, singular(words)), 1.0
    assert kind == "symbol"
    return unit or units.MEASURES[words], 1.0


def _modifier(text: str, start: int, end: int) -> tuple[Modifier, int, int]:
    before = _MODIFIER.search(text, 0, start)
    after = _MODIFIER_AFTER.match(text, end)
    modifier = Modifier()
    if before is not None:
        start = before.start()
        modifier = numbers.MODIFIERS[" ".join(before.group(1).lower().split())]
    if after is not None:
        end = after.end()
        word = after.group(1).lower()
        modifier = Modifier(
            lower=word in ("or more", "or above", "or over", "at least", "and above", "and over", "and up"),
            upper=word in ("or less", "or fewer", "or below", "at most"),
            approx=word == "or so",
        )
    return modifier, start, end


_CASUALTIES = re.compile(
    r"(?: (?:are|were|was|is|more|others|people|have been|reported|feared|still|left))* (?:dead|killed|"
    r"injured|hurt|wounded|missing|arrested|detained|charged|"
    r"jailed|homeless|hospitalised|hospitalized|evacuated)\b",
    re.IGNORECASE,
)
_PAIRED = re.compile(r"\s?(?:to|and|or|→|->|-|–|vs\.?|versus|instead of|rather than|out of|/)\s?")
_NUMBER_OF = re.compile(
    r"\bnumber of (?:[a-z-]+ ){0,2}?([a-z]+s|people|children|women|men)\b"
    r"(?=$| (?:has|have|had|was|were|is|are|[a-z]+ed|[a-z]+ing|rose|fell|grew|in|at|of|who|that|on|with|to|for|by|"
    r"from)\b)"
    r"[^.;]*$|\b([A-Za-z]+) numbers\b[^.;,]*$"
)
_POINT_OF = re.compile(r" (?:of )?an? (?:percentage |per ?cent(?:age)? )?point\b")
_RATE = re.compile(
    r" (?:per|a|an|each|every) (second|minute|hour|day|week|month|quarter|year|kilometre|kilometer|mile|"
    r"head|person|user|capita|litre|kilogram|tonne)\b"
)
_LENGTH = re.compile(r" (?:high|deep|long|wide|tall|below|above|away|from|off|under|beneath|apart)\b")
# How many of the smaller unit make one of the larger, for 'four years and three months'.
_JOINED_SPANS = {
    ("year", "month"): 12,
    ("month", "day"): 30,
    ("week", "day"): 7,
    ("day", "hour"): 24,
    ("hour", "minute"): 60,
    ("minute", "second"): 60,
    ("foot", "inch"): 12,
    ("pound", "ounce"): 16,
}


def _merged(text: str, found: list[Found]) -> Iterator[Found]:
    """Joins 'four years and three months' into one quantity."""
    index = 0
    while index < len(found):
        one = found[index]
        after = found[index + 1] if index + 1 < len(found) else None
        parts = _JOINED_SPANS.get((one.quantity.unit or "", after.quantity.unit or "")) if after else None
        if after and parts and re.fullmatch(r",? (?:and )?", text[one.end : after.start]):
            yield _sum(text, one, after, parts)
            index += 2
            continue
        yield one
        index += 1


def _sum(text: str, one: Found, after: Found, parts: int) -> Found:
    def add(left: float | None, right: float | None) -> float | None:
        return None if left is None or right is None else round(left + right / parts, 4)

    big, small = one.quantity, after.quantity
    total = replace(
        big,
        text=text[one.start : after.end],
        low=None if big.low is None else add(big.low, small.low or small.high),
        high=None if big.high is None else add(big.high, small.high or small.low),
    )
    return Found(one.start, after.end, total)
