"""What a parse says beside its clauses: what describes what, what is named as a cause, what is ruled out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from monitor.claims.terms import is_content, lemma_of, name_of, term_of
from monitor.frame import Term

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

_NOUNS = ("NOUN", "PROPN")
_THINGS = ("dobj", "nsubj", "nsubjpass")
_CAUSAL_VERBS = frozenset("cause trigger prompt provoke spark ignite".split())
# Verbs whose passive agent is a cause, where what they begin is an event.
_BEGINNING = frozenset("start set lead bring".split())
_BLAMING = frozenset("blame attribute trace ascribe".split())
_RULING_OUT = frozenset("exclude discount".split())
_EXTENT = {"including": "include", "except": "exclude", "excluding": "exclude"}
_MORE = frozenset("more less fewer higher lower".split())


def bonds(tokens: Iterable[Token]) -> Iterator[tuple[str, str]]:
    """Pairs of a describing word, or a noun with 'of', and the noun that it is about."""
    for token in tokens:
        head = token.head
        if token.dep_ == "amod" and head.pos_ in _NOUNS and (is_content(token) or token.lower_ in _MORE):
            yield lemma_of(token) if token.lower_ not in _MORE else token.lower_, _name(head)
        elif token.dep_ in ("acomp", "oprd", "ccomp") and token.pos_ == "ADJ":
            thing = next((child for child in (*token.children, *head.children) if child.dep_ in _THINGS), None)
            if thing is not None:
                yield lemma_of(token), _name(thing)
        elif token.dep_ == "pobj" and head.lower_ in ("of", "to", "in", "on", "against") and head.head.pos_ in _NOUNS:
            yield lemma_of(head.head), _name(token)
        elif token.dep_ == "pobj" and head.lower_ in _EXTENT:
            yield _EXTENT[head.lower_], _name(token)
        elif token.dep_ == "compound" and token.pos_ == "NOUN" and head.pos_ in _NOUNS:
            yield lemma_of(head), _name(token)


def _name(token: Token) -> str:
    return lemma_of(token) if token.pos_ == "NOUN" else name_of(token)


def causes(span: Span, taken: frozenset[int]) -> Iterator[Term]:
    """The phrases that the sentence gives as a cause of what it tells."""
    for token in span:
        head = token.head
        if (
            (token.dep_ == "pobj" and _follows_cause(token))
            or (token.dep_ == "nsubj" and _is_causal(head))
            or (token.dep_ == "dobj" and _is_blamed(head))
        ):
            yield term_of(token, taken)
        elif token.dep_ == "advcl" and any(child.lower_ == "because" for child in token.children):
            words = tuple(lemma_of(part) for part in token.subtree if is_content(part) and part.i not in taken)
            yield Term(lemma_of(token), words)


def _follows_cause(noun: Token) -> bool:
    """Whether a noun stands after 'because of', 'caused by', 'blamed on', 'went back to' and their like."""
    link = noun.head
    verb = link.head
    if link.lower_ in ("due", "because", "owing"):
        return True
    if link.lower_ in ("of", "to") and verb.lower_ in ("because", "due", "owing", "thanks", "result"):
        return True
    if link.dep_ == "agent":
        return lemma_of(verb) in _CAUSAL_VERBS | _BEGINNING
    if link.lower_ == "for" and noun.lower_ in ("reasons", "reason"):
        return verb.pos_ == "VERB"
    if link.lower_ == "to" and verb.lower_ == "back":
        return lemma_of(verb.head) in ("go", "trace", "date")
    if link.lower_ == "to" and lemma_of(verb) == "go":
        return any(child.lower_ == "back" for child in verb.children)
    return link.lower_ in ("on", "to") and lemma_of(verb) in _BLAMING


def _is_blamed(verb: Token) -> bool:
    """Whether a verb's object is the cause: 'they blame the weather', but not 'they blame the delay on the weather'."""
    return lemma_of(verb) == "blame" and all(child.lower_ != "on" for child in verb.children)


def _is_causal(verb: Token) -> bool:
    """Whether a verb's subject is a cause: 'caused', 'brought down', 'was to blame'."""
    if lemma_of(verb) in _CAUSAL_VERBS:
        return not any(child.dep_ == "auxpass" for child in verb.children)
    particles = {child.lower_ for child in verb.children}
    if lemma_of(verb) in ("bring", "set"):
        return bool(particles & {"down", "about", "off"})
    if lemma_of(verb) == "lead":
        return "to" in particles
    return any(
        (child.lower_ in ("blame", "responsible") and child.dep_ in ("xcomp", "acomp"))
        or (child.lower_ in ("reason", "cause") and child.dep_ == "attr")
        for child in verb.children
    )


def rejected(span: Span, taken: frozenset[int]) -> Iterator[Term]:
    """The phrases that are named only to be ruled out."""
    for token in span:
        if token.lower_ == "not" and (noun := _after_not(token, span)) is not None:
            yield term_of(noun, taken)
        elif (token.lower_ == "out" and lemma_of(token.head) == "rule") or lemma_of(token) in _RULING_OUT:
            verb = token.head if token.lower_ == "out" else token
            yield from (term_of(child, taken) for child in verb.children if child.dep_ == "dobj")
        elif token.lower_ in ("part", "role") and lemma_of(token.head) == "play" and _is_none(token):
            yield from (term_of(child, taken) for child in token.head.children if child.dep_ == "nsubj")
        elif token.lower_ == "with" and _ends_nothing_to_do(token, span):
            yield from (term_of(child, taken) for child in token.children if child.dep_ == "pobj")


def _is_none(noun: Token) -> bool:
    return any(child.lower_ == "no" for child in noun.children)


def _ends_nothing_to_do(link: Token, span: Span) -> bool:
    before = span.doc[max(span.start, link.i - 3) : link.i]
    return [token.lower_ for token in before] == ["nothing", "to", "do"]


def _after_not(token: Token, span: Span) -> Token | None:
    """The noun of 'and not the founder', 'not to the coast but to the hills'; None where 'not' negates a verb."""
    set_off = token.i > span.start and token.nbor(-1).lower_ in ("and", ",", "but", "–", "—", "-", ";")
    if not set_off and not any(other.lower_ == "but" for other in span.doc[token.i + 2 : min(token.i + 9, span.end)]):
        return None
    for following in span.doc[token.i + 1 : min(token.i + 6, span.end)]:
        if following.pos_ in ("VERB", "AUX", "SCONJ") or following.lower_ in ("yet", "only", "just", "even"):
            return None
        if following.pos_ in _NOUNS and following.dep_ != "compound":
            return following
    return None
