"""Finds the numbers of an English sentence and binds each to its unit and to what it measures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from monitor.claims import calendar, numbers, units
from monitor.claims.binding import Phrase, measured, noun_phrase
from monitor.claims.numbers import Modifier, value_of
from monitor.claims.units import singular
from monitor.model import Quantity

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

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
_MODIFIER = re.compile(rf"(?<!\w)({numbers.MODIFIER})\s?(?:the |a |an )?$", re.IGNORECASE)
_MODIFIER_AFTER = re.compile(r" (or (?:more|so|less|fewer|above|below|over)|at (?:least|most)|and (?:above|over|up))\b", re.IGNORECASE)
_RANGE = re.compile(r"\s?(?:-|–|—|to|and|or)\s?")
_GAP_UNIT = re.compile(rf"^\s?(?:{units.POINTS}|{units.PERCENT}|{units.CURRENCY_NAME})", re.IGNORECASE)
_UNIT = re.compile(
    rf"(?P<points>[\s-]?{units.POINTS})|(?P<basis>[\s-]?{units.BASIS_POINTS})|(?P<percent>[\s-]?{units.PERCENT})"
    rf"|(?P<money>[\s-]?{units.CURRENCY_NAME})|(?P<hyphen>-(?P<word>[a-z]{{2,}}(?:-(?!old|long|wide|high|tall)[a-z]{{3,}})?))"
    rf"|(?P<symbol>\s?(?:{units.SYMBOL}))",
    re.IGNORECASE,
)
# A lone scale letter is a size in a model's name ("the 32B") unless something is counted.
_NAME_SIZE = re.compile(r"\d(?:[BMK]|b)$")


@dataclass(frozen=True, slots=True)
class Found:
    """A quantity with its place in the sentence."""

    start: int
    end: int
    quantity: Quantity


@dataclass(frozen=True, slots=True)
class _Atom:
    """A number before its unit is known; `rest` is the text position after it."""

    start: int
    end: int
    low: float
    high: float
    unit: str | None = None
    kind: str = "number"


def find_quantities(doc: Doc, taken: Sequence[tuple[int, int]]) -> tuple[Found, ...]:
    """The quantities of a parsed sentence, in order; `taken` are the spans of its dates."""
    found: list[Found] = []
    for atom in _ranges(doc.text, list(_atoms(doc.text, taken))):
        one = _bind(doc, atom, found)
        if one is not None:
            found.append(one)
    return tuple(_merged(doc.text, _shared(doc.text, found)))


def _atoms(text: str, taken: Sequence[tuple[int, int]]) -> Iterator[_Atom]:
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


def _read(match: re.Match[str]) -> _Atom | None:
    start, end, kind = match.start(), match.end(), match.lastgroup or "number"
    words = match.group().lower()
    if kind == "multiple":
        value: float | None = numbers.MULTIPLES[words]
        return _Atom(start, end, value, value, "times", kind)
    if kind == "ordinal":
        value = numbers.ORDINALS.get(words) or float(re.sub(r"\D", "", words))
        return _Atom(start, end, value, value, "ordinal", kind)
    if kind == "fraction":
        top, bottom = re.split(r"[- ]", words) if words != "half" else ("one", "half")
        count = numbers.SMALL.get(top, 1)
        value = round(100 * count / numbers.FRACTIONS[bottom.rstrip("s") if bottom != "halves" else "half"], 2)
        return _Atom(start, end, value, value, "%", kind)
    if kind == "one_in":
        top, bottom = re.split(r" (?:in|out of)(?: every)? ", words)
        part, whole = value_of(top), value_of(bottom)
        if part is None or not whole or part > whole:
            return None
        share = round(100 * part / whole, 2)
        return _Atom(start, end, share, share, "%", kind)
    sign = _SIGN.match(match.group())
    unit = units.CURRENCY_SIGNS.get(sign.group(1)) or units.CURRENCY_SIGNS.get(sign.group(1).upper()) if sign else None
    value = value_of(words[sign.end() :] if sign else words)
    if sign and value is not None and (scale := re.match(r"\s[mkb](?![A-Za-z])", match.string[end:])):
        value, end = value * numbers.SCALES[scale.group().strip()], end + scale.end()
    return None if value is None else _Atom(start, end, value, value, unit)


def _ranges(text: str, atoms: list[_Atom]) -> Iterator[_Atom]:
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


def _is_range(text: str, atom: _Atom, after: _Atom) -> bool:
    if {atom.kind, after.kind} != {"number"}:
        return False
    gap = text[atom.end : after.start]
    own = _GAP_UNIT.match(gap)
    gap = gap[own.end() :] if own else gap
    if not _RANGE.fullmatch(gap) or (own and not text.startswith(own.group().strip(), after.end + (text[after.end : after.end + 1] == " "))):
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


def _scaled(text: str, atom: _Atom, after: _Atom) -> _Atom:
    """The lower end with the upper end's scale, as in '$1.2 to 1.5 billion'."""
    scale = re.search(rf"{numbers.SCALE}$", text[after.start : after.end], re.IGNORECASE)
    if scale is None or re.search(rf"{numbers.SCALE}$", text[atom.start : atom.end], re.IGNORECASE):
        return atom
    factor = numbers.SCALES.get(scale.group().strip(" -").lower(), 1.0)
    return replace(atom, low=atom.low * factor, high=atom.high * factor)


def _joined(text: str, atom: _Atom, after: _Atom) -> _Atom:
    low = _scaled(text, atom, after).low
    between = re.search(r"\bbetween (?:about |around |roughly )?$", text[: atom.start], re.IGNORECASE)
    start = between.start() if between else atom.start
    return _Atom(start, after.end, low, after.high, atom.unit or after.unit)


def _bind(doc: Doc, atom: _Atom, earlier: Sequence[Found]) -> Found | None:
    """The quantity that an atom stands for, or None where the number names or dates something."""
    text = doc.text
    end, unit, low, high = atom.end, atom.unit, atom.low, atom.high
    match = _UNIT.match(text, atom.end) if atom.kind == "number" else None
    if match is not None and not (match.lastgroup in ("symbol",) and unit and match.group().strip().lower() in ("in", "t", "g")):
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
    if _is_no_quantity(doc, atom, unit, phrase):
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
    if re.match(r" times (?:as|more|higher|larger|bigger|faster|the|lower|smaller|greater|that|its|what)\b", text[phrase.end - 6 :]):
        return "times", phrase.end
    rate = _RATE.match(text, phrase.end)
    if rate is None or phrase.unit == "ordinal":
        return phrase.unit, phrase.end
    return f"{phrase.unit} per {singular(rate.group(1).lower())}", rate.end()


def _special_unit(doc: Doc, atom: _Atom, phrase: Phrase | None) -> str | None:
    """The unit that a neighbouring word gives: 'magnitude 6.1', 'aged 34', '12 injured', points beside percentages."""
    before, after = doc.text[: atom.start], doc.text[atom.end :]
    named_age = re.search(r"[A-Z]\w+, $", before) and re.match(r",|\.?$", after) and re.fullmatch(r"\d{1,3}", doc.text[atom.start : atom.end])
    if re.search(r"\b(?:aged|age) $", before) or named_age:
        return "year"
    if phrase is None and _CASUALTIES.match(after):
        return "person"
    if phrase is None and re.search(r"\bvot(?:e|es|ed|ing)\b", doc.text) and (
        re.match(r"\s?(?:-|–|to)\s?\d", after) or re.search(r"(?:\d|\b(?:\w+ votes|" + _SMALL + r"))\s?(?:-|–|to)\s?$", before)
    ):
        return "vote"
    if phrase is None and not re.search(r"[A-Z]\w* $", before) and (counted := _NUMBER_OF.search(before)):
        return singular(counted.group(1) or counted.group(2))
    if phrase is None and re.search(r"\b(?:death toll|toll|number of (?:dead|deaths|injured))\b[^.;]*$", before, re.IGNORECASE):
        return "person"
    if re.search(r"\bmagnitude[ -](?:of )?$", doc.text[: atom.start], re.IGNORECASE) or (phrase and phrase.unit == "magnitude"):
        return "magnitude"
    if phrase is not None and phrase.unit == "point" and re.search(units.PERCENT, doc.text, re.IGNORECASE):
        return "percentage point"
    return None


def _shared(text: str, found: list[Found]) -> list[Found]:
    """Gives a bare number the unit of the one it is paired with, as in 'from 32 to 64 cores'."""
    units_of = [one.quantity.unit for one in found]
    for index in range(len(found) - 2, -1, -1):
        one, after = found[index], found[index + 1]
        bare = text[one.start : one.end][-1:].isdigit() and one.quantity.unit != after.quantity.unit
        if bare and _PAIRED.fullmatch(text[one.end : after.start]) and units_of[index + 1] not in (None, "ordinal", "times"):
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


_OFFSET_AFTER = re.compile(r"\s(?:ago|earlier|later|before|after|from now|hence|prior|beforehand|afterwards)\b")
_OFFSET_BEFORE = re.compile(
    r"\b(?:in|within|next|past|last|previous|coming|following|the first|the final) (?:the |just |only |about |around )?(?:next |past |last |previous |coming |following )?$",
    re.IGNORECASE,
)
_SPANS_OF_TIME = frozenset("second minute hour day week month quarter year decade century fortnight season".split())
_CASUALTIES = re.compile(
    r"(?: (?:are|were|was|is|more|others|people|have been|reported|feared|still|left))* (?:dead|killed|injured|hurt|wounded|missing|arrested|detained|charged|"
    r"jailed|homeless|hospitalised|hospitalized|evacuated)\b",
    re.IGNORECASE,
)
_PAIRED = re.compile(r"\s?(?:to|and|or|→|->|-|–|vs\.?|versus|instead of|rather than|out of|/)\s?")
_NUMBER_OF = re.compile(r"\bnumber of (?:[a-z-]+ ){0,2}?([a-z]+s|people|children|women|men)\b[^.;]*$|\b([A-Za-z]+) numbers\b[^.;,]*$")
_POINT_OF = re.compile(r" (?:of )?an? (?:percentage |per ?cent(?:age)? )?point\b")
_RATE = re.compile(r" (?:per|a|an|each|every) (second|minute|hour|day|week|month|quarter|year|kilometre|kilometer|mile|head|person|user|capita|litre|kilogram|tonne)\b")
_LENGTH = re.compile(r" (?:high|deep|long|wide|tall|below|above|away|from|off|under|beneath|apart)\b")
_PARTS_OF_DAY = frozenset("day morning afternoon evening night weekend thing way point reason time".split())
_NAMING = frozenset(
    "version chapter section article page part step phase stage level tier class category group grade type model rule act item "
    "no number figure table appendix note episode season day week round game match test lot gate terminal platform room "
    "highway route interstate boeing airbus covid size channel formula bill resolution image series gen "
    "generation point slide apollo pier unit area district ward zone windows android ios python".split()
)
_NAMING_WORDS = "|".join(sorted(_NAMING, key=len, reverse=True))
_ORDINAL_OF_NO_COUNT = frozenset(
    "floor half quarter place hand time day week month year party person world class report step edition thing look draft "
    "version country lady minister wave century reading degree and or grader name one estimate".split()
)
_TELLING = frozenset("say tell report confirm add accord cite quote state disclose warn claim write".split())
_SOURCES = frozenset(
    "person source official executive employee insider analyst trader lawyer banker diplomat researcher engineer developer".split()
)


def _is_no_quantity(doc: Doc, atom: _Atom, unit: str | None, phrase: Phrase | None) -> bool:
    """Whether the number is part of a name, a place in a list, a stretch of the calendar, or a pronoun."""
    text, before = doc.text, doc.text[: atom.start]
    words = text[atom.start : atom.end].lower()
    if atom.kind == "ordinal" and atom.start > 0 and words != text[atom.start : atom.end]:
        return True
    if atom.kind == "ordinal":
        noun = phrase.unit.split()[-1].lower() if phrase else ""
        if re.match(r"-(?:\w+est|most)\b", text[atom.end :]):
            return False
        if atom.low < 2 and not re.search(r"\b(?:the|its|their|his|her|our|[A-Za-z]+['’]s) $", before, re.IGNORECASE):
            return True
        return not noun or noun in _ORDINAL_OF_NO_COUNT
    if atom.kind == "fraction":
        return words == "half" and before.lower().endswith(("first ", "second ", "other ", "-")) or words == "a second"
    if atom.kind == "multiple":
        return _token_at(doc, atom.start).pos_ in ("ADJ", "NOUN", "PROPN") and words in ("double", "triple", "treble", "quadruple")
    counted = unit if unit is not None else (phrase.unit if phrase else None)
    if counted in _SPANS_OF_TIME and (
        (_OFFSET_AFTER.match(text, phrase.end if phrase else atom.end) and not re.search(r"\bfor (?:\w+ )?$", before))
        or _OFFSET_BEFORE.search(before)
    ):
        return True
    if counted in _PARTS_OF_DAY and words in ("one", "first"):
        return True
    if phrase is not None and unit is None and _is_source(doc, phrase):
        return True
    if unit is not None:
        return False
    if words in ("one", "zero", "a") and (phrase is None or _token_at(doc, atom.start).dep_ not in ("nummod", "compound")):
        return True
    return _names(doc, atom, phrase)


def _names(doc: Doc, atom: _Atom, phrase: Phrase | None) -> bool:
    """Whether a bare number belongs to the word before it: Version 3, Boeing 737, Falcon 3 Lite, the 32B."""
    words = doc.text[atom.start : atom.end]
    if _NAME_SIZE.search(words) and (phrase is None or phrase.unit in ("model", "version", "variant") or phrase.unit.istitle()):
        return True
    token = _token_at(doc, atom.start)
    if "|" in doc.text:
        cells = doc.text[: atom.start].split("|")
        return phrase is None and (len(cells) == 1 or (bool(re.search(r"[A-Za-z]", cells[-1])) and atom.low < 10))
    if token.i == 0:
        return phrase is None and bool(re.match(r"[.):]", doc.text[atom.end :]))
    left = doc[token.i - 1]
    if singular(left.lower_) in _NAMING and atom.low < 10000 and "," not in words:
        return True
    if re.search(rf"\b(?:{_NAMING_WORDS})s? \d+(?: of|,| and| or|-|–| to)\s?$", doc.text[: atom.start], re.IGNORECASE):
        return True
    if phrase is None and left.lower_ in ("a", "an", "the", "my", "his", "her", "our", "their") and not re.search(r"[a-z]", words):
        return True
    if phrase is None and (left.text == "+" or (token.dep_ == "nsubj" and re.fullmatch(r"\d+\.\d+", words))):
        return True
    if doc.text[atom.end : atom.end + 2].lower() in ("am", "pm") or re.match(r"\s?[ap]\.?m\b", doc.text[atom.end :]):
        return True
    if re.search(r"\d\s$", doc.text[: atom.start]) and "," not in words:
        return True
    digits = re.fullmatch(r"\d{1,2}|\d+\.\d+", words)
    determined = left.i > 0 and doc[left.i - 1].lower_ in ("the", "its", "their", "a", "an", "his", "her", "our")
    if digits and left.text[:1].isupper() and left.i > 0 and left.pos_ in ("PROPN", "NOUN", "ADJ") and (left.dep_ != "pobj" or determined) and not _is_calendar(left):
        return True
    capital = left.text[:1].isupper() and (left.pos_ == "PROPN" or (left.i > 0 and left.pos_ != "VERB"))
    return capital and "," not in words and not re.search(r"[a-z]", words) and (phrase is None or _title_case(doc, token.i + 1))


def _is_calendar(token: Token) -> bool:
    return token.lower_.rstrip(".") in calendar.MONTHS or token.lower_.rstrip(".") in calendar.WEEKDAYS


def _title_case(doc: Doc, index: int) -> bool:
    return index < len(doc) and doc[index].text[:1].isupper()


def _token_at(doc: Doc, start: int) -> Token:
    return next((token for token in doc if token.idx + len(token) > start), doc[-1])


def _is_source(doc: Doc, phrase: Phrase) -> bool:
    """Whether unnamed people who speak are counted ('two officials said'), which measures nothing."""
    noun = doc[phrase.head]
    if phrase.unit.split()[-1] not in _SOURCES:
        return False
    rest = doc.text[phrase.end : phrase.end + 60]
    return bool(
        re.match(r"\s(?:familiar|with (?:\w+ )?knowledge|briefed|close to|who asked|with direct)\b", rest)
        or (noun.dep_ == "nsubj" and noun.head.lemma_ in _TELLING)
        or (noun.dep_ in ("pobj", "dobj") and noun.head.lower_ in ("to", "citing", "by", "quoting") and noun.head.head.lemma_ in _TELLING)
    )


_JOINED_SPANS = {("year", "month"): 12, ("foot", "inch"): 12, ("hour", "minute"): 60, ("minute", "second"): 60, ("pound", "ounce"): 16, ("week", "day"): 7, ("day", "hour"): 24, ("month", "day"): 30}  # fmt: skip


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
