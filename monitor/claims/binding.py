"""What a number counts and what it measures, from the parse."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.claims.units import CURRENCY_WORDS, MEASURES, singular

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_DESCRIBES = frozenset({"ADJ", "NOUN", "PROPN"})
# Words that stand before a noun without saying what kind of thing is counted.
_SKIPPED = frozenset(
    "new more other further additional extra such same different separate consecutive straight whole "
    "full entire of "
    "remaining last first next previous past recent current former own many great good odd the its "
    "their his her our "
    "those these his about all fewer less existing various individual single total top different".split()
)
_TIMES = frozenset("year month week day quarter season decade hour".split())
_NO_NOUN = frozenset("ago later earlier today yesterday tomorrow".split())


@dataclass(frozen=True, slots=True)
class Phrase:
    """The counted noun of a number: its singular with what describes it, where it ends, and the noun's index."""

    unit: str
    end: int
    head: int


def noun_phrase(doc: Doc, start: int, end: int) -> Phrase | None:
    """The noun that the number between two characters counts, or None where nothing is counted."""
    first = next((token.i for token in doc if token.idx >= end), None)
    if first is None:
        return None
    if doc[first].lower_ == "of" and (part := _partitive(doc, first)) is not None:
        return part
    number = next((token for token in doc if token.idx >= start), doc[first - 1 if first else 0])
    last = _head(doc, first, number)
    if last is None:
        return None
    return Phrase(_unit(doc, first, last), doc[last].idx + len(doc[last]), last)


def _partitive(doc: Doc, of: int) -> Phrase | None:
    """The noun of 'three of the five founders': the number counts it, but its words end before 'of'."""
    index = of + 1
    while index < len(doc) and (doc[index].pos_ in ("DET", "PRON", "NUM", "ADP", "ADJ") or doc[index].tag_ == "POS"):
        if doc[index].lower_ in ("them", "these", "those", "which", "us", "whom", "it"):
            return None
        index += 1
    owner = next((i for i in range(index, min(index + 6, len(doc))) if doc[i].tag_ == "POS"), None)
    if owner is not None and all(token.pos_ in ("NOUN", "PROPN", "ADJ") for token in doc[index:owner]):
        index = owner + 1
        while index < len(doc) and doc[index].pos_ == "NUM":
            index += 1
    last = _head(doc, index, doc[of])
    if last is None or singular(doc[last].lower_) in _TIMES:
        return None
    return Phrase(_unit(doc, index, last), doc[of].idx - 1, last)


def _head(doc: Doc, first: int, number: Token) -> int | None:
    """The last noun of the run of describing words and nouns that begins at `first`."""
    last = None
    index = first
    while index < len(doc):
        token = doc[index]
        joined = (token.text in ("-", "–") and last is not None) or (token.text in ("-", "/") and index > first)
        if (
            token.lower_ in _NO_NOUN
            or (last is not None and token.lower_ in ("show", "say") and index >= len(doc) - 2)
            or _opens_time(doc, index)
        ):
            break
        if not token.text[:1].isalnum() and not joined:
            break
        if token.pos_ in ("NOUN", "PROPN") or token.lower_ == "others":
            if last is not None and not _same_phrase(doc, last, index):
                break
            last = index
        elif not (
            token.pos_ in ("ADJ", "NUM")
            or joined
            or (token.tag_ in ("VBN", "VBG") and index + 1 < len(doc) and doc[index + 1].pos_ in ("NOUN", "PROPN"))
            or (token.tag_ in ("VBN", "VBG", "JJ") and token.dep_ in ("amod", "compound", "nmod"))
            or (token.pos_ == "ADV" and token.dep_ == "advmod" and index + 1 < len(doc) and token.head.i > index)
            or (token.dep_ in ("amod", "nmod", "compound") and token.head.i > index)
        ):
            break
        index += 1
    return last


def _opens_time(doc: Doc, index: int) -> bool:
    """Whether 'last year', 'next week' or 'this month' begins here."""
    following = doc[index + 1].lower_ if index + 1 < len(doc) else ""
    return (
        doc[index].lower_ in ("last", "next", "this", "previous")
        and singular(following) in _TIMES
        and not following.endswith("s")
    )


def _same_phrase(doc: Doc, left: int, right: int) -> bool:
    """Whether a noun only describes the next one, as in 'assembly workers'."""
    token = doc[left]
    if any(
        between.text not in ("-", "–", "/") and between.pos_ not in ("ADJ", "NOUN", "PROPN", "NUM")
        for between in doc[left + 1 : right]
    ):
        return False
    return token.head.i >= right or (token.dep_ in ("compound", "nmod", "amod", "npadvmod") and token.head.i > left)


def _unit(doc: Doc, first: int, last: int) -> str:
    """The counted noun in the singular with the adjectives and nouns that say its kind."""
    words: list[str] = []
    index = first
    while index < last:
        token = doc[index]
        if token.pos_ == "NUM" or (index + 1 < last and doc[index + 1].text == "-" and token.text.isdigit()):
            words.clear()
            index += 1
            while index < last and (
                doc[index].text == "-" or (doc[index - 1].text == "-" and doc[index].pos_ != "ADJ")
            ):
                index += 1
            continue
        if token.lower_ not in _SKIPPED and token.tag_ != "JJS":
            words.append(token.text + token.whitespace_)
        index += 1
    head = singular(doc[last].text)
    head = MEASURES.get(head.lower(), head) if not words else head
    unit = " ".join(("".join(words) + head).split())
    if sum(token.is_title for token in doc) > 0.6 * len(doc):
        unit = unit.lower()
    return CURRENCY_WORDS.get(unit.lower(), unit)


def measured(doc: Doc, start: int, end: int) -> str | None:
    """What a quantity is a measure of, in the words of the sentence, or None where nothing stands near it."""
    span = doc.char_span(start, end, alignment_mode="expand")
    if span is None or len(span) == 0:
        return None
    root = span.root
    for child in root.children:
        if child.dep_ == "prep" and child.lower_ in ("of", "in", "for") and child.i >= root.i:
            noun = next((grand for grand in child.children if grand.dep_ == "pobj"), None)
            if noun is not None:
                return _words(noun)
    if root.dep_ in ("nummod", "quantmod", "compound", "amod", "npadvmod", "nmod") and root.head.pos_ in (
        "NOUN",
        "PROPN",
    ):
        return _words(root.head, skip=span.start if span.end <= root.head.i else None)
    verb = root
    for _ in range(4):
        if verb.pos_ in ("VERB", "AUX") or verb.head == verb:
            break
        verb = verb.head
    others = [
        child for child in verb.children if child.dep_ in ("dobj", "nsubj", "nsubjpass", "attr") and child.i != root.i
    ]
    for wanted in ("dobj", "nsubjpass", "nsubj", "attr"):
        for child in others:
            if child.dep_ == wanted and child.pos_ != "PRON" and not span.start <= child.i < span.end:
                return _words(child)
    return None


def _words(noun: Token, skip: int | None = None) -> str:
    """A noun with what stands before it, without articles and numbers."""
    left = noun.left_edge.i
    tokens = [
        token
        for token in noun.doc[left : noun.i + 1]
        if token.pos_ not in ("DET", "NUM", "PUNCT", "SYM", "PRON", "ADV") and not (skip is not None and token.i < skip)
    ]
    return "".join(token.text_with_ws for token in tokens).strip() or noun.text
