"""Noun phrases of a parse as terms: head, content words, names and scope words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from monitor.frame import Term

if TYPE_CHECKING:
    from spacy.tokens import Token

_SCOPE = frozenset(
    "all every each whole entire full some several many most few half part only first second third last final new "
    "existing current former previous next flagship other another both no none any certain selected similar separate "
    "total overall average net gross annual quarterly monthly weekly daily domestic foreign main alone primary "
    "secondary upper lower early late initial preliminary".split()
)
_CALENDAR = frozenset(
    "january february march april may june july august september october november december monday tuesday wednesday "
    "thursday friday saturday sunday".split()
)
_TITLES = frozenset("mr mrs ms dr prof sir lord lady inc ltd llc plc corp co gmbh ag nv sa".split())
# What links a noun to the words inside its phrase.
_INSIDE = frozenset("amod compound nmod poss nummod prep pobj pcomp conj appos det quantmod nounmod advmod".split())
_PRONOUN = {"we": "we", "our": "we", "us": "we", "i": "i", "my": "i", "you": "you"}
_OPAQUE = frozenset("more less least most there such so too very also just then when while ever even still".split())
_GROUPS = frozenset("number share part majority total amount lot group pair series rest half kind type range".split())


def is_name(token: Token) -> bool:
    """Whether a token names something: a proper noun, a version or a size, but no month or weekday."""
    text = token.text
    if token.lower_ in _CALENDAR or token.lower_.rstrip(".") in _TITLES:
        return False
    if re.search(r"\d", text) and re.search(r"[A-Za-z]", text):
        return not re.fullmatch(r"\d+(?:st|nd|rd|th|s|m|bn|k|am|pm|%)", token.lower_)
    if token.pos_ == "NUM" and token.i and (token.dep_ in ("nummod", "npadvmod", "appos", "nmod") or token.i):
        before = token.nbor(-1)
        return (
            bool(re.fullmatch(r"\d{1,3}(?:\.\d+)*", text))
            and before.text[:1].isupper()
            and (before.pos_ == "PROPN" or before.lower_ == "version")
            and before.lower_ not in _CALENDAR
            and (token.head.i <= token.i or token.nbor(1).tag_ == "NN")
        )
    if not text[:1].isalpha() or (not text[:1].isupper() and not any(c.isupper() for c in text[1:])):
        return False
    if token.pos_ == "PROPN":
        return not _opens(token) or token.dep_ in ("compound", "nsubj", "nsubjpass", "poss") or len(text) > 3
    return token.pos_ in ("ADJ", "NOUN", "X") and not _opens(token)


def _opens(token: Token) -> bool:
    """Whether a token's capital may only be that of the sentence's first word."""
    return token.is_sent_start is True or token.i == token.sent.start or token.nbor(-1).text in "\"“'‘("


def name_of(token: Token) -> str:
    """A name as it is compared: lower case, without a possessive ending."""
    return re.sub(r"['’]s?$", "", token.lower_).strip(".")


def lemma_of(token: Token) -> str:
    """A word as it is compared."""
    return token.lemma_.lower() if token.lemma_.isascii() or token.pos_ != "PROPN" else token.lower_


def is_content(token: Token) -> bool:
    """Whether a token says something by itself."""
    if token.pos_ not in ("NOUN", "VERB", "ADJ", "ADV", "PROPN") or token.lower_ in _OPAQUE:
        return False
    return token.text[:1].isalpha() and not token.is_stop


def term_of(token: Token, taken: frozenset[int] = frozenset()) -> Term:
    """The noun phrase of which `token` is the head, without the clauses inside it and the tokens of dates."""
    inside = [part for part in sorted(_phrase(token), key=lambda part: part.i) if part.i not in taken]
    names = tuple(dict.fromkeys(name_of(part) for part in inside if is_name(part)))
    words = tuple(dict.fromkeys(lemma_of(part) for part in inside if is_content(part) and not is_name(part)))
    scope = tuple(dict.fromkeys(part.lower_ for part in inside if part.lower_ in _SCOPE))
    head = _PRONOUN.get(token.lower_) or _head_lemma(token)
    return Term(head, words, names, scope)


def _head_lemma(token: Token) -> str:
    """The noun that carries the sense: 'customers' of 'a number of customers', the name of a bare name."""
    if lemma_of(token) in _GROUPS or token.pos_ in ("NUM", "PRON", "DET"):
        for prep in token.children:
            if prep.lower_ == "of" and (nouns := [child for child in prep.children if child.dep_ == "pobj"]):
                return _head_lemma(nouns[0])
    return name_of(token) if is_name(token) else lemma_of(token)


def _phrase(token: Token) -> Iterator[Token]:
    """The tokens of a noun phrase. What stands behind its verb is no apposition to it, whatever the parser says."""
    yield token
    for child in token.children:
        behind = child.dep_ == "appos" and token.i < token.head.i < child.i
        if child.dep_ in _INSIDE and not behind and not (child.dep_ == "conj" and child.pos_ in ("VERB", "AUX")):
            yield from _phrase(child)


def names_in(tokens: Iterable[Token]) -> tuple[str, ...]:
    """The names among some tokens, in order, each once."""
    return tuple(dict.fromkeys(name_of(token) for token in tokens if is_name(token)))
