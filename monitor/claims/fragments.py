"""Whether a line states anything at all: fragments, headlines without a verb, table rows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitor.claims.language import text_of
from monitor.claims.phrases import SCHEDULE, STATE, VALUE, WH_TITLE
from monitor.claims.reading import Reading
from monitor.model import Modality

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_FINITE = ("VBD", "VBZ", "VBP", "MD")


def row_reason(text: str) -> str | None:
    """A row of a table is a claim when a cell beside its name holds a value."""
    cells = [cell.strip() for cell in re.split(r"\||\t| {3,}|¦", text) if cell.strip()]
    values = cells[1:] or cells
    return None if any(re.search(r"\d", cell) or VALUE.fullmatch(cell) for cell in values) else "table heading"


def fragment_reason(reading: Reading) -> str | None:
    """A line without a statement; a headline, a measurement or a row of a schedule needs no finite verb."""
    doc, text = reading.doc, text_of(reading.doc)
    ended = text.rstrip("\"'”’)")[-1:] in (".", "!", "。")
    if len([token for token in doc if token.is_alpha]) < 2:
        return "fragment"
    if _elliptic(doc):
        return "refers to the sentence before"
    if not ended and WH_TITLE.match(text):
        return "fragment"
    if not ended and _headline(doc):
        return None
    if doc[0].tag_ == "VBZ" and not reading.mention.entities and not reading.mention.quantities:
        return "fragment"
    if any(_states(token, ended) for token in doc):
        return "fragment" if ended and _only_described(reading) else None
    if reading.mention.modality is Modality.PLANNED or SCHEDULE.search(text) or (not ended and STATE.search(text)):
        return None
    if len(reading.mention.quantities) > 1 and reading.mention.entities and not ended:
        return None
    if reading.mention.dates and re.match(r"^[^:]{3,16}: \S+ \S+ \S+", text) and not ended:
        return None
    if (
        reading.mention.dates
        and reading.mention.entities
        and re.search(r" [-–—:|] |\d[-–:]\d", text)
        and ":" not in text[:12]
    ):
        return None
    if (
        not ended
        and re.search(r"\d", text)
        and re.search(r" [–—/·;→] |\t", text)
        and (reading.mention.entities or reading.mention.quantities)
    ):
        return None
    counts = any(quantity.unit != "ordinal" for quantity in reading.mention.quantities)
    participles = [token for token in doc if token.tag_ in ("VBN", "VBD") and token.dep_ not in ("amod", "compound")]
    if counts and (participles or re.search(r":\s*\S*\d", text)):
        return None
    if participles and (
        reading.mention.dates or (not ended and participles[0].i > 0 and len(doc) > 3 and ":" not in text)
    ):
        return None
    return "fragment"


def _elliptic(doc: Doc) -> bool:
    """Whether a sentence leaves what it states to the one before: 'So did we', 'The bank has not'."""
    verbs = [token for token in doc if token.pos_ in ("VERB", "AUX")]
    if not verbs or any(token.lemma_ not in ("do", "have") for token in verbs):
        return False
    if doc[0].lower_ in ("so", "neither", "nor") and len(doc) > 1 and doc[1] in verbs:
        return True
    said = [token for token in doc if token.dep_ in ("dobj", "attr", "acomp", "ccomp", "xcomp", "oprd", "nsubjpass")]
    so = any(token.lower_ == "so" for token in doc)
    return not [token for token in said if token.lower_ != "so"] and (so or not any(t.dep_ == "prep" for t in doc))


def _only_described(reading: Reading) -> bool:
    """Whether a noun stands alone with a relative clause: 'A report that says nothing.'"""
    root = reading.said.verbs[0] if reading.said.verbs else reading.said.content
    if (
        root.pos_ not in ("NOUN", "PROPN")
        or any(_states(token, True) and token.tag_ not in _FINITE for token in reading.doc)
        or reading.said.sources
        or ":" in text_of(reading.doc)
    ):
        return False
    inner = {token.i for child in root.children if child.dep_ in ("relcl", "acl") for token in child.subtree}
    return all(token.i in inner for token in reading.doc if token.tag_ in _FINITE)


def _states(token: Token, ended: bool) -> bool:
    """Whether a word is a verb that makes a statement; beside a full stop its tag may be wrong."""
    if token.tag_ in _FINITE:
        return True
    if not ended or token.i == 0:
        return False
    if token.dep_ == "ROOT" and token.pos_ in ("VERB", "AUX") and _has_subject(token):
        return True
    # A plural noun right before an article, or a participle right before an object, is a verb with a wrong tag.
    following = token.nbor(1).tag_ if token.i + 1 < len(token.doc) else ""
    if token.tag_ == "NNS" and token.i >= 2 and token.nbor(-1).tag_ == "NN" and _singular_before(token):
        return True
    return (token.tag_ == "NNS" and following in ("DT", "PRP$")) or (
        token.tag_ == "VBN"
        and token.i > 0
        and token.nbor(-1).tag_ in ("NN", "NNS", "NNP")
        and following in ("NN", "NNS", "JJ", "DT", "RP", "PRP$")
    )


def _singular_before(token: Token) -> bool:
    """Whether 'a' or 'each' opens the phrase before a plural, which is then a verb: 'An annex deals with …'."""
    for before in reversed(token.doc[max(0, token.i - 4) : token.i - 1]):
        if before.lower_ in ("a", "an", "each", "every", "this", "that"):
            return True
        if before.tag_ not in ("JJ", "NN"):
            return False
    return False


def _headline(doc: Doc) -> bool:
    """Whether a line without a full stop reads 'Maker cuts …' or 'Maker reportedly cutting …' under a noun's tag."""
    for index in range(1, len(doc) - 1):
        if doc[index].tag_ == "NNS" and doc[index].text.islower() and ":" not in text_of(doc):
            before, after = doc[index - 1].tag_, doc[index + 1].tag_
            opened = doc[0].tag_ not in ("DT", "PRP$", "CD", "IN", "JJ", "JJS", "WRB")
            if opened and before in ("NN", "NNP") and after in ("NN", "NNP", "DT", "CD", "PRP$", "$") and len(doc) > 3:
                return True
        named = doc[index - 1].pos_ == "PROPN" or (
            doc[index - 1].tag_ == "RB" and index > 1 and doc[index - 2].pos_ == "PROPN"
        )
        if named and doc[index].text.islower():
            follows = doc[index + 1].tag_
            if doc[index].tag_ == "NNS" and follows in ("DT", "IN", "TO", "CD", "PRP$", "$"):
                return True
            if doc[index].tag_ == "VBG" and follows in ("DT", "JJ", "NN", "NNS", "NNP", "CD", "PRP$", "TO", "$"):
                return True
    return False


def _has_subject(verb: Token) -> bool:
    return any(child.dep_ in ("nsubj", "nsubjpass") for child in verb.children)
