"""Which numbers of a sentence measure nothing: names, versions, places in a list, stretches of the calendar."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitor.claims import calendar
from monitor.claims.atoms import Atom
from monitor.claims.binding import Phrase
from monitor.claims.language import text_of
from monitor.claims.units import singular

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

# A lone scale letter is a size in a model's name ("the 32B") unless something is counted.
_NAME_SIZE = re.compile(r"\d(?:[BMK]|b)$")
_OFFSET_AFTER = re.compile(r"\s(?:ago|earlier|later|before|after|from now|hence|prior|beforehand|afterwards)\b")
_OFFSET_BEFORE = re.compile(
    r"\b(?:in|within|next|past|last|previous|coming|following|the first|the final) (?:the |just |only |"
    r"about |around )?(?:next |past |last |previous |coming |following )?$",
    re.IGNORECASE,
)
_SPANS_OF_TIME = frozenset("second minute hour day week month quarter year decade century fortnight season".split())
_PARTS_OF_DAY = frozenset("day morning afternoon evening night weekend thing way point reason time".split())
_NAMING = frozenset(
    "version chapter section article page part step phase stage level tier class category group grade "
    "type model rule act item "
    "no number figure table appendix note episode season day week round game match test lot gate "
    "terminal platform room "
    "highway route interstate boeing airbus covid size channel formula bill resolution image series gen "
    "generation point slide apollo pier unit area district ward zone windows android ios python".split()
)
_NAMING_WORDS = "|".join(sorted(_NAMING, key=len, reverse=True))
_ORDINAL_OF_NO_COUNT = frozenset(
    "floor half quarter place hand time day week month year party person world class report step edition thing look "
    "draft version country lady minister wave division league monday tuesday wednesday thursday friday "
    "saturday sunday century reading degree and or grader name one estimate".split()
)
_SAME_IN_PLURAL = frozenset(
    "crew staff aircraft sheep fish deer personnel police people men women children feet data cattle "
    "offspring spacecraft salmon squid bison dead wounded injured others percent mph kph horsepower "
    "won yuan yen baht rand".split()
)
_TELLING = frozenset("say tell report confirm add accord cite quote state disclose warn claim write".split())
_SOURCES = frozenset(
    "person source official executive employee insider analyst trader lawyer banker diplomat researcher "
    "engineer developer".split()
)


def _counts_on(doc: Doc, end: int) -> bool:
    """Whether a noun follows what might be a share, so that it is the next of its kind: 'a third flight'."""
    after = next((token for token in doc if token.idx >= end), None)
    return after is not None and after.tag_ in ("NN", "JJ") and after.lower_ not in ("less", "more", "such")


def is_no_quantity(doc: Doc, atom: Atom, unit: str | None, phrase: Phrase | None) -> bool:
    """Whether the number is part of a name, a place in a list, a stretch of the calendar, or a pronoun."""
    text, before = text_of(doc), text_of(doc)[: atom.start]
    words = text[atom.start : atom.end].lower()
    if atom.kind == "ordinal" and atom.start > 0 and words != text[atom.start : atom.end]:
        return True
    if atom.kind == "ordinal":
        noun = phrase.unit.split()[-1].lower() if phrase else ""
        if re.match(r"-(?:\w+est|most)\b", text[atom.end :]):
            return False
        if not re.search(r"\b(?:the|its|their|his|her|our|[A-Za-z]+['’]s) $", before, re.IGNORECASE):
            return True
        return not noun or noun in _ORDINAL_OF_NO_COUNT
    if atom.kind == "fraction":
        if re.match(r"a (?:second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)$", words):
            return words == "a second" or _counts_on(doc, atom.end)
        return words == "half" and before.lower().endswith(("first ", "second ", "other ", "-"))
    if atom.kind == "multiple":
        return _token_at(doc, atom.start).pos_ in ("ADJ", "NOUN", "PROPN") and words in (
            "double",
            "triple",
            "treble",
            "quadruple",
        )
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
    if words in ("one", "zero", "a") and (
        phrase is None or _token_at(doc, atom.start).dep_ not in ("nummod", "compound")
    ):
        return True
    return _names(doc, atom, phrase)


def _names(doc: Doc, atom: Atom, phrase: Phrase | None) -> bool:
    """Whether a bare number belongs to the word before it: Version 3, Boeing 737, Falcon 3 Lite, the 32B."""
    words = text_of(doc)[atom.start : atom.end]
    if _NAME_SIZE.search(words) and (
        phrase is None or phrase.unit in ("model", "version", "variant") or phrase.unit.istitle()
    ):
        return True
    token = _token_at(doc, atom.start)
    if "|" in text_of(doc):
        cells = text_of(doc)[: atom.start].split("|")
        return phrase is None and (len(cells) == 1 or (bool(re.search(r"[A-Za-z]", cells[-1])) and atom.low < 10))
    if text_of(doc)[: atom.start].endswith("+"):
        return True
    if token.i == 0:
        return phrase is None and bool(re.match(r"[.):]", text_of(doc)[atom.end :]))
    left = doc[token.i - 1]
    if singular(left.lower_) in _NAMING and atom.low < 10000 and "," not in words:
        return True
    if re.search(
        rf"\b(?:{_NAMING_WORDS})s? \d+(?: of|,| and| or|-|–| to)\s?$", text_of(doc)[: atom.start], re.IGNORECASE
    ):
        return True
    if (
        phrase is None
        and left.lower_ in ("a", "an", "the", "my", "his", "her", "our", "their")
        and not re.search(r"[a-z]", words)
    ):
        return True
    verb = token.i + 1 < len(doc) and doc[token.i + 1].tag_ in ("VBZ", "VBD", "VBP")
    if phrase is None and verb and re.fullmatch(r"\d+\.\d+", words):
        return True
    if re.fullmatch(r"\d{2,4}", words) and phrase is not None and _names_a_thing(doc, phrase):
        return True
    if phrase is None and re.fullmatch(r"\d{4}", words) and left.pos_ in ("NOUN", "PROPN", "DET", "PRON", "ADJ"):
        return True
    if phrase is None and (left.text == "+" or (token.dep_ == "nsubj" and re.fullmatch(r"\d+\.\d+", words))):
        return True
    if text_of(doc)[atom.end : atom.end + 2].lower() in ("am", "pm") or re.match(
        r"\s?[ap]\.?m\b", text_of(doc)[atom.end :]
    ):
        return True
    if re.search(r"\d\s$", text_of(doc)[: atom.start]) and "," not in words:
        return True
    digits = re.fullmatch(r"\d{1,2}|\d+\.\d+", words)
    determined = left.i > 0 and doc[left.i - 1].lower_ in ("the", "its", "their", "a", "an", "his", "her", "our")
    if (
        digits
        and left.text[:1].isupper()
        and left.i > 0
        and left.pos_ in ("PROPN", "NOUN", "ADJ")
        and (left.dep_ != "pobj" or determined)
        and not _is_calendar(left)
    ):
        return True
    capital = left.text[:1].isupper() and (left.pos_ == "PROPN" or (left.i > 0 and left.pos_ != "VERB"))
    return (
        capital
        and "," not in words
        and not re.search(r"[a-z]", words)
        and (phrase is None or _title_case(doc, token.i + 1))
    )


def _names_a_thing(doc: Doc, phrase: Phrase) -> bool:
    """Whether a number stands before one single thing ('a 3090 card', 'a 737 jet') and so names it."""
    noun = doc[phrase.head]
    return noun.tag_ == "NN" and noun.lower_ not in _SAME_IN_PLURAL and not noun.lower_.endswith("s")


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
    rest = text_of(doc)[phrase.end : phrase.end + 60]
    return bool(
        re.match(r"\s(?:familiar|with (?:\w+ )?knowledge|briefed|close to|who asked|with direct)\b", rest)
        or (noun.dep_ == "nsubj" and noun.head.lemma_ in _TELLING)
        or (
            noun.dep_ in ("pobj", "dobj")
            and noun.head.lower_ in ("to", "citing", "by", "quoting")
            and noun.head.head.lemma_ in _TELLING
        )
    )
