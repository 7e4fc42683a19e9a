"""Cuts a sentence that makes two claims of its own into two, where that is safe."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitor.claims.attribution import Speech
from monitor.claims.language import text_of

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_FINITE = ("VBD", "VBZ", "VBP", "MD")
# The least number of words in each half.
_LEAST = 5
# Quotations, rows and lists are cut nowhere.
_APART = re.compile(r"[\"“”«|;:]")


def find_parts(doc: Doc, said: Speech) -> tuple[tuple[int, int], ...]:
    """The character spans of two coordinated main clauses; empty where the sentence is one claim.

    Safe means: nobody speaks (the source would be lost to one half), each half has a verb and a noun of its own as
    subject, and each is one stretch of text.
    """
    if said.verbs or said.sources or _APART.search(text_of(doc)):
        return ()
    root = said.content
    for second in root.children:
        if second.dep_ == "conj" and second.i > root.i and _stands_alone(second) and _stands_alone(root):
            start = second.left_edge.i
            joint = start - 1
            if joint > 0 and doc[joint].lower_ in ("and", "but", "while") and second.right_edge.i >= len(doc) - 2:
                end = joint - 1 if doc[joint - 1].text == "," else joint
                if end >= _LEAST and len(doc) - start >= _LEAST:
                    return (0, doc[end - 1].idx + len(doc[end - 1])), (doc[start].idx, len(text_of(doc)))
    return ()


def _stands_alone(verb: Token) -> bool:
    """Whether a verb is finite with a subject that is a noun and not a pronoun that points into the other half."""
    subject = next((child for child in verb.children if child.dep_ in ("nsubj", "nsubjpass")), None)
    finite = verb.tag_ in _FINITE or any(
        child.tag_ in _FINITE for child in verb.children if child.dep_ in ("aux", "auxpass")
    )
    if subject is None or subject.pos_ not in ("NOUN", "PROPN") or not finite:
        return False
    return not any(
        child.lower_ in ("its", "their", "his", "her", "both", "other", "another") for child in subject.subtree
    )
