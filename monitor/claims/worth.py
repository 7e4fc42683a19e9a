"""Whether a sentence states something that a reader could check.

Signs for and against are weighed. What can be checked names things, counts, dates, tells of an act that is
over, or of a party's word; what cannot rates, guesses, generalises, or speaks to the reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.claims.attribution import Speech
from monitor.claims.boilerplate import is_boilerplate
from monitor.claims.lexicon import (
    ABSTRACT,
    CHATTER,
    EVALUATIVE,
    EXPERTS,
    GRAND,
    IMPERATIVES,
    INTERPRETING,
    OPINING,
    QUOTES,
    RATING,
    STANCE,
    UNTRUE,
)
from monitor.claims.phrases import (
    ANYONE,
    CHAT,
    CONTRAST,
    COPULAS,
    GUESS,
    INSTRUCTS,
    POSED,
    RHETORIC,
    SCENES,
    SCHEDULE,
    STRONG,
    VALUE,
    WH_TITLE,
)
from monitor.claims.sentences import Form
from monitor.model import Mention, Modality

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_FINITE = ("VBD", "VBZ", "VBP", "MD")

_KEEP_AT = -0.5


@dataclass(frozen=True, slots=True)
class Reading:
    """All that is known of one sentence when its worth is decided."""

    doc: Doc
    form: Form
    said: Speech
    mention: Mention


def drop_reason(reading: Reading) -> str | None:
    """Why a sentence is no claim; None where it is one."""
    text = reading.mention.text
    if is_boilerplate(text):
        return "boilerplate"
    if re.search(r"[?？][\"'”’)\]]*$", text):
        return "question"
    if reading.form is Form.ROW:
        return _row(text)
    if (reason := _fragment(reading)) is not None:
        return reason
    against = list(_against(reading))
    total = sum(_in_favour(reading)) + sum(weight for weight, _ in against)
    return min(against)[1] if against and total < _KEEP_AT else None


def _row(text: str) -> str | None:
    """A row of a table is a claim when a cell beside its name holds a value."""
    cells = [cell.strip() for cell in re.split(r"\||\t| {3,}|¦", text) if cell.strip()]
    values = cells[1:] or cells
    return None if any(re.search(r"\d", cell) or VALUE.fullmatch(cell) for cell in values) else "table heading"


def _fragment(reading: Reading) -> str | None:
    """A line without a statement; a headline, a measurement or a row of a schedule needs no finite verb."""
    doc, text = reading.doc, reading.doc.text
    ended = text.rstrip("\"'”’)")[-1:] in (".", "!", "。")
    if len([token for token in doc if token.is_alpha]) < 2:
        return "fragment"
    if not ended and WH_TITLE.match(text):
        return "fragment"
    if not ended and _headline(doc):
        return None
    if any(_states(token, ended) for token in doc):
        return "fragment" if ended and _only_described(reading) else None
    if reading.mention.modality is Modality.PLANNED or SCHEDULE.search(text):
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
    participles = [token for token in doc if token.tag_ in ("VBN", "VBD")]
    if counts and (participles or re.search(r":\s*\S*\d", text)):
        return None
    if participles and (
        reading.mention.dates or (not ended and participles[0].i > 0 and len(doc) > 3 and ":" not in text)
    ):
        return None
    return "fragment"


def _only_described(reading: Reading) -> bool:
    """Whether a noun stands alone with a relative clause: 'A report that says nothing.'"""
    root = reading.said.verbs[0] if reading.said.verbs else reading.said.content
    if (
        root.pos_ not in ("NOUN", "PROPN")
        or any(_states(token, True) and token.tag_ not in _FINITE for token in reading.doc)
        or reading.said.sources
        or ":" in reading.doc.text
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
        and token.nbor(-1).tag_ in ("NN", "NNS")
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


def _in_favour(reading: Reading) -> Iterator[float]:
    mention, content = reading.mention, reading.said.content
    if mention.entities:
        yield 0.5
    if any(quantity.unit != "ordinal" for quantity in mention.quantities) and not _only_in_subject(reading):
        yield 1.0
    if mention.dates:
        yield 0.5
    if mention.modality in (Modality.DENIED, Modality.CONDITIONAL):
        yield 0.5
    if _is_past(content):
        yield 0.5
    if mention.attribution and any(letter.isupper() for letter in mention.attribution):
        yield 0.25


def _only_in_subject(reading: Reading) -> bool:
    """Whether all numbers stand before a copula whose complement holds none: 'Ten euros for this is a joke'."""
    content = reading.said.content
    if content.lemma_ not in COPULAS:
        return False
    heads = [child for child in content.children if child.dep_ in ("acomp", "attr")]
    return bool(heads) and not any(token.like_num or token.text in "%$€£" for token in reading.doc[content.i :])


def _is_past(verb: Token) -> bool:
    helpers = {child.lower_ for child in verb.children if child.dep_ in ("aux", "auxpass")}
    return (verb.tag_ == "VBD" and verb.lemma_ not in COPULAS) or (
        verb.tag_ == "VBN" and bool(helpers & {"was", "were", "has", "have", "had"})
    )


def _against(reading: Reading) -> Iterator[tuple[float, str]]:
    yield from _manner(reading)
    yield from _address(reading)
    yield from _rating(reading)
    yield from _vague(reading)
    yield from _interpreting(reading)


def _manner(reading: Reading) -> Iterator[tuple[float, str]]:
    """Rhetoric, guesses and chat, by their set phrases."""
    doc, text = reading.doc, reading.doc.text
    words = {token.lower_ for token in doc}
    if RHETORIC.match(text):
        yield -2.5, "rhetoric"
    if GUESS.search(text):
        yield -2.5, "opinion"
    if CHAT.search(text) or words & CHATTER:
        yield -3.0, "chatter"
    if text.rstrip("\"'”’)").endswith("!"):
        yield -2.0, "rhetoric"
    if CONTRAST.search(text):
        yield -1.5, "rhetoric"
    if POSED.search(text):
        yield -1.5, "scene"
    if words & STANCE:
        yield -1.5, "opinion"
    if words & {"maybe", "perhaps", "probably"} and not reading.said.sources:
        yield -1.5, "guess"


def _address(reading: Reading) -> Iterator[tuple[float, str]]:
    """What tells a reader to do something, and what a writer tells of herself."""
    doc, quoted = reading.doc, _has_quote(reading.doc)
    if _is_instruction(doc):
        yield -3.0, "instruction"
    subjects = {token.lower_ for token in doc if token.dep_ in ("nsubj", "nsubjpass")}
    if not quoted and {token.lower_ for token in doc} & {"you", "your", "yours", "yourself"}:
        yield -2.0, "addressed to the reader"
    if not quoted and subjects & {"i"} and not any(q.unit for q in reading.mention.quantities):
        yield -1.5, "chatter"
    if not quoted and not reading.said.sources and {token.lower_ for token in doc} & {"we", "our", "us", "ours"}:
        yield -0.5 if reading.mention.quantities else -1.0 if _is_past(reading.said.content) else -1.5, "opinion"


def _has_quote(doc: Doc) -> bool:
    return any(token.text in QUOTES for token in doc)


def _is_instruction(doc: Doc) -> bool:
    """Whether a sentence opens with a bare verb that has no subject."""
    match = INSTRUCTS.match(doc.text)
    if match is None or match["verb"].lower() not in IMPERATIVES or doc.text[match.end() :].startswith(":"):
        return False
    verb = next(token for token in doc if token.idx + len(token) > match.start("verb"))
    if verb.tag_ in ("VBD", "VBN", "VBZ", "VBG", "NNS", "JJ") or (
        verb.pos_ in ("NOUN", "PROPN", "ADJ") and verb.dep_ != "ROOT"
    ):
        return False
    return not any(child.dep_ in ("nsubj", "nsubjpass", "aux") and child.i < verb.i for child in verb.children)


def _rating(reading: Reading) -> Iterator[tuple[float, str]]:
    """What rates something or says how things ought to be."""
    doc, said = reading.doc, reading.said
    content = said.content
    active = {
        verb.lemma_
        for verb in (*said.verbs, content)
        if not any(c.dep_ in ("auxpass", "nsubjpass") for c in verb.children)
    }
    if active & OPINING and reading.mention.modality is not Modality.FORECAST:
        yield -0.5 if _by_experts(reading) else -2.5, "opinion"
    main = said.verbs[0] if said.verbs else content
    if main.lemma_ in RATING and not any(token.lower_ in UNTRUE for token in doc):
        yield -2.5 if _has_quote(doc) or main.lemma_ not in ("call", "describe") else -1.0, "opinion"
    if content.lemma_ in COPULAS or content.pos_ in ("ADJ", "NOUN"):
        yield from _copula(reading)
    if any(token.lower_ in STRONG for token in doc):
        yield -1.5, "opinion"
    duty = {child.lower_ for child in content.children if child.tag_ == "MD"}
    if duty & {"should", "ought"}:
        yield -1.0 if said.sources and reading.mention.dates else -2.0, "opinion"
    if "must" in duty:
        yield -1.0, "opinion"
    subject = next((child for child in content.children if child.dep_ == "nsubj"), None)
    if subject is not None and subject.lower_ in ANYONE and not _is_past(content) and len(list(subject.subtree)) == 1:
        yield -2.5, "rhetoric"
    if (
        subject is not None
        and subject.lower_ in ("future", "history", "world", "era", "years", "times", "mood", "tide", "stakes")
        and not _is_past(content)
    ):
        yield -1.5, "rhetoric"
    if content.tag_ in ("VBZ", "VBP") and content.lemma_ in SCENES and not reading.mention.quantities:
        yield -1.5, "scene"


def _by_experts(reading: Reading) -> bool:
    """Whether those who think so are paid to know ('analysts think'), and put a number to it."""
    words = set(re.findall(r"[a-z]+", (reading.mention.attribution or "").lower()))
    return bool(words & EXPERTS) and bool(reading.mention.quantities)


def _copula(reading: Reading) -> Iterator[tuple[float, str]]:
    content = reading.said.content
    heads = [child for child in content.children if child.dep_ in ("acomp", "attr", "oprd")]
    said_of = [
        token
        for head in heads
        for token in (head, *(c for c in head.children if c.dep_ in ("amod", "compound", "conj", "advmod")))
    ]
    measured = any(token.like_num or token.text in "%$€£" for head in heads for token in head.subtree)
    if any(token.lower_ in EVALUATIVE for token in said_of) and not measured:
        yield -2.0 if not reading.mention.quantities else -3.0, "opinion"
    subject = next((child for child in content.children if child.dep_ == "nsubj"), None)
    if any(grand.lower_ == "too" for head in heads for grand in head.children) and not measured:
        yield -2.0, "opinion"
    extraposed = (
        subject is not None
        and subject.lower_ == "it"
        and any(
            child.dep_ in ("xcomp", "ccomp")
            for head in (content, *heads)
            if head.pos_ in ("ADJ", "AUX")
            for child in head.children
        )
    )
    ranked = any(token.tag_ == "JJS" for head in heads for token in head.subtree)
    pointing = subject is not None and subject.lower_ in ("this", "that", "it", "these", "those")
    if pointing and not (measured or extraposed or ranked):
        yield -1.0, "rhetoric"
    if heads and content.tag_ != "VBD" and heads[0].pos_ == "NOUN" and not measured:
        yield -0.5, "opinion"
    if subject is None and any(child.dep_ == "csubj" for child in content.children):
        yield -1.0, "opinion"


def _interpreting(reading: Reading) -> Iterator[tuple[float, str]]:
    """What a writer makes of events: an abstract subject that signals, reflects, risks, or would lead to something."""
    mention, content = reading.mention, reading.said.content
    subject = next((child for child in content.children if child.dep_ == "nsubj"), None)
    if subject is None or mention.quantities or mention.dates or content.tag_ == "VBD" or reading.said.sources:
        return
    pointing = subject.lower_ in ("this", "that", "it") or any(
        child.lower_ in ("this", "that", "such") for child in subject.children
    )
    helpers = {child.lower_ for child in content.children if child.dep_ == "aux"}
    if subject.lemma_.lower() in ABSTRACT and (
        content.lemma_ in INTERPRETING or (pointing and helpers & {"could", "would", "may", "might", "can", "will"})
    ):
        yield -1.25 if pointing or subject.lemma_.lower() != "it" else -0.75, "interpretation"


def _vague(reading: Reading) -> Iterator[tuple[float, str]]:
    """A prediction that names no time, number or deed."""
    mention, content = reading.mention, reading.said.content
    verb = next((child for child in content.children if child.dep_ == "xcomp" and child.tag_ == "VB"), content)
    if mention.quantities or mention.dates or any(c.dep_ == "expl" for c in content.children):
        return
    subject = next((child for child in content.children if child.dep_ in ("nsubj", "nsubjpass")), None)
    if mention.modality is Modality.POSSIBLE:
        if verb.lemma_ in GRAND and not reading.said.sources:
            yield -1.5, "vague prediction"
    elif mention.modality not in (Modality.PLANNED, Modality.FORECAST):
        return
    elif verb.lemma_ in COPULAS and reading.said.sources:
        yield -0.5, "vague prediction"
    elif verb.lemma_ in GRAND or verb.lemma_ in COPULAS:
        yield -1.0 if subject is not None and subject.pos_ == "PROPN" else -2.0, "vague prediction"
