"""Whether a sentence states something that a reader could check."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.claims.attribution import Speech
from monitor.claims.boilerplate import is_boilerplate
from monitor.claims.lexicon import CHATTER, EVALUATIVE, GRAND, OPINING, STANCE
from monitor.claims.sentences import Form
from monitor.model import Modality, Mention

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token


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
    for check in (_fragment, _chatter, _instruction, _opinion, _vague):
        reason = check(reading)
        if reason is not None:
            return reason
    return None


def _row(text: str) -> str | None:
    """A row of a table is a claim when a cell beside its name holds a value."""
    cells = [cell.strip() for cell in re.split(r"\||\t| {3,}|¦", text) if cell.strip()]
    return None if len(cells) > 1 and any(re.search(r"\d", cell) for cell in cells[1:]) else "table heading"


def _finite(doc: Doc) -> list[Token]:
    return [token for token in doc if token.tag_ in ("VBD", "VBZ", "VBP", "MD")]


def _fragment(reading: Reading) -> str | None:
    doc = reading.doc
    if len([token for token in doc if token.is_alpha]) < 2:
        return "fragment"
    if _finite(doc):
        return None
    text = doc.text
    if reading.mention.modality is Modality.PLANNED:
        return None
    if reading.mention.quantities and (re.search(r":\s*\S", text) or any(token.tag_ in ("VBN", "VBD") for token in doc)):
        return None
    if re.search(r"\b[A-Z]{6,}\b", text) and re.search(r"\d", text):
        return None
    if any(token.tag_ == "VBN" and token.dep_ in ("ROOT", "acl") for token in doc) and reading.mention.entities:
        return None
    return "fragment"


def _chatter(reading: Reading) -> str | None:
    words = {token.lower_ for token in reading.doc}
    return "chatter" if words & (CHATTER - {"this", "op", "ok"}) else None


def _instruction(reading: Reading) -> str | None:
    root = reading.said.content if not reading.said.verbs else reading.said.verbs[0]
    if root.tag_ == "VB" and not any(child.dep_ in ("nsubj", "nsubjpass", "aux", "csubj") for child in root.children):
        return "instruction"
    if any(token.lower_ in ("you", "your") and token.dep_ in ("nsubj", "poss", "nsubjpass") for token in reading.doc) and not reading.said.sources:
        return "addressed to the reader"
    return None


def _opinion(reading: Reading) -> str | None:
    doc, said = reading.doc, reading.said
    content = said.content
    words = {token.lower_ for token in doc}
    first = next((child for child in content.children if child.dep_ == "nsubj"), None)
    if any(token.lemma_ in OPINING and any(c.lower_ in ("i", "we") for c in token.children) for token in doc):
        return "opinion"
    if doc.text.endswith("!") or words & STANCE or words & {"maybe", "perhaps"}:
        return "opinion"
    verbs = [verb.lemma_ for verb in (*said.verbs, content)]
    if "think" in verbs or "feel" in verbs or "believe" in verbs:
        return "opinion"
    if content.lemma_ in ("be", "seem", "look", "feel", "sound", "become") or content.pos_ in ("ADJ", "NOUN"):
        if not reading.mention.quantities and any(
            token.lower_ in EVALUATIVE for child in content.children if child.dep_ in ("acomp", "attr") for token in child.subtree
        ):
            return "opinion"
    if any(token.tag_ == "MD" and token.lower_ in ("should", "ought", "must") for token in content.children):
        return "opinion"
    if first is not None and first.lower_ in ("nobody", "everyone", "everybody", "anyone", "who", "what", "one", "something"):
        return "opinion"
    return None


def _vague(reading: Reading) -> str | None:
    mention = reading.mention
    if mention.modality in (Modality.PLANNED, Modality.FORECAST) and not mention.quantities and not mention.dates:
        if reading.said.content.lemma_ in GRAND:
            return "vague prediction"
    return None
