"""Whether a sentence states something that a reader could check.

Signs for and against are weighed. What can be checked names things, counts, dates, tells of an act that is
over, or of a party's word; what cannot rates, guesses, generalises, or speaks to the reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from monitor.claims.boilerplate import is_boilerplate
from monitor.claims.fragments import fragment_reason, row_reason
from monitor.claims.language import text_of
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
    IDIOM,
    INSTRUCTS,
    POSED,
    RHETORIC,
    SCENES,
    STRONG,
)
from monitor.claims.reading import Reading
from monitor.claims.sentences import Form
from monitor.model import Modality

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_KEEP_AT = -0.5


def drop_reason(reading: Reading) -> str | None:
    """Why a sentence is no claim; None where it is one."""
    text = reading.mention.text
    if is_boilerplate(text):
        return "boilerplate"
    if re.search(r"[?？][\"'”’)\]]*$", text):
        return "question"
    if reading.form is Form.ROW:
        return row_reason(text)
    if (reason := fragment_reason(reading)) is not None:
        return reason
    against = list(_against(reading))
    total = sum(_in_favour(reading)) + sum(weight for weight, _ in against)
    return min(against)[1] if against and total < _KEEP_AT else None


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
    doc, text = reading.doc, text_of(reading.doc)
    words = {token.lower_ for token in doc}
    if RHETORIC.match(text):
        yield -2.5, "rhetoric"
    if GUESS.search(text):
        yield -2.5, "opinion"
    if CHAT.search(text) or words & CHATTER:
        yield -3.0, "chatter"
    if text.rstrip("\"'”’)").endswith("!"):
        yield -2.0, "rhetoric"
    if IDIOM.search(text):
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
    match = INSTRUCTS.match(text_of(doc))
    if match is None or match["verb"].lower() not in IMPERATIVES or text_of(doc)[match.end() :].startswith(":"):
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
    if any(child.dep_ == "dobj" and child.lower_ in ANYONE for child in content.children) and not _is_past(content):
        yield -2.0, "rhetoric"
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
    """Whether those who think so are paid to know ('analysts think')."""
    verbs = (*reading.said.verbs, reading.said.content)
    return any(child.lower_ in EXPERTS for verb in verbs for child in verb.children if child.dep_ == "nsubj")


def _is_any(noun: Token) -> bool:
    return any(child.dep_ == "det" and child.lower_ in ("a", "an") for child in noun.children)


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
            if head.pos_ in ("ADJ", "AUX") or head == content
            for child in head.children
        )
    )
    ranked = any(token.tag_ == "JJS" for head in heads for token in head.subtree)
    pointing = subject is not None and subject.lower_ in ("this", "that", "it", "these", "those")
    if pointing and not (measured or extraposed or ranked):
        yield -1.0, "rhetoric"
    if heads and content.tag_ != "VBD" and heads[0].pos_ == "NOUN" and not measured:
        yield -0.5, "opinion"
        if subject is not None and _is_any(subject) and _is_any(heads[0]) and not reading.mention.entities:
            yield -1.5, "rhetoric"  # 'A bridge is a patient': what is said of all of a kind
    if subject is None and any(child.dep_ == "csubj" for child in content.children):
        yield -1.0, "opinion"


def _is_loose(subject: Token) -> bool:
    """Whether a subject names nothing in particular: a bare plural, an abstract noun, 'every home', a pronoun."""
    if subject.pos_ == "PROPN":
        return False
    heads = {
        child.lower_
        for child in subject.children
        if child.dep_ in ("det", "poss", "nummod", "amod", "compound", "prep", "nmod", "relcl")
    }
    plural = subject.tag_ == "NNS" and not heads
    return plural or subject.pos_ == "PRON" or subject.lemma_.lower() in ABSTRACT or bool(heads & {"every", "all"})


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
    loose = subject is None or _is_loose(subject)
    if mention.modality is Modality.POSSIBLE:
        if verb.lemma_ in GRAND and loose and not reading.said.sources:
            yield -1.5, "vague prediction"
    elif mention.modality not in (Modality.PLANNED, Modality.FORECAST):
        return
    elif verb.lemma_ in COPULAS and reading.said.sources:
        yield -0.5, "vague prediction"
    elif verb.lemma_ in GRAND or verb.lemma_ in COPULAS:
        yield -2.0 if loose or subject is None or subject.pos_ != "PROPN" else -1.0, "vague prediction"
    elif loose and {child.lower_ for child in content.children if child.dep_ == "aux"} & {"will", "'ll", "’ll"}:
        yield -1.5, "vague prediction"
