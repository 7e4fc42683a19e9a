"""What 'it', 'she' and 'the company' stand for: the last suitable name of the sentences before."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_COMPANIES = frozenset(
    "company firm group maker startup start-up lab laboratory bank airline retailer manufacturer "
    "operator developer publisher "
    "carmaker chipmaker agency ministry club team university institute union party giant conglomerate "
    "carrier supplier vendor provider".split()
)
_PRODUCTS = frozenset(
    "model version tool app chip device system product software series phone car drug vaccine library framework".split()
)
_NOT_PEOPLE = re.compile(
    r"\d|[a-z][A-Z]|\b(?:Group|Inc|Ltd|Corp|Co|Bank|University|Cloud|Labs?|Systems?|Company|Ministry|"
    r"Institute|Agency|Court|Council|Commission|Party|Union|"
    r"Capital|Partners|Holdings?|Technolog(?:y|ies)|AI|Research|Data|Foundation|Association|Club|Times|"
    r"Post|News|Motors|Airlines?|Airways|Software|Robotics|"
    r"Semiconductors?|Electronics|Office|Department|Street|City|States|Kingdom|Republic|Alliance|"
    r"Network|Media|School|Hospital|Museum|Stores?)\b"
)
# How many paragraphs back a name may stand.
_REACH = 2


@dataclass(slots=True)
class Memory:
    """The last names that a later word may point to, and the paragraph each stood in."""

    company: tuple[str, int] | None = None
    product: tuple[str, int] | None = None
    person: tuple[str, int] | None = None

    def note(self, doc: Doc, names: tuple[str, ...], block: int) -> None:
        """Remembers the names that act in a sentence: subjects before others."""
        subjects = [token for token in doc if token.dep_ in ("nsubj", "nsubjpass")]
        for token in reversed(subjects):
            words = doc[token.left_edge.i : token.i + 1].text
            standing = [name for name in names if name in words]
            name = next((name for name in standing if token.text in name), standing[-1] if standing else None)
            if name is not None:
                self._keep(name, block)

    def resolve(self, doc: Doc, block: int) -> tuple[str, ...]:
        """The names that the pronouns and descriptions of a sentence stand for."""
        found = dict.fromkeys(name for kind in _pointers(doc) if (name := self.recall(kind, block)) is not None)
        return tuple(found)

    def recall(self, kind: str, block: int) -> str | None:
        """The last company, product, person or thing, unless it stands too far back."""
        if kind == "thing":
            kept = max(
                (one for one in (self.company, self.product) if one is not None), key=lambda one: one[1], default=None
            )
        else:
            kept = {"company": self.company, "product": self.product, "person": self.person}[kind]
        return kept[0] if kept is not None and block - kept[1] <= _REACH else None

    def _keep(self, name: str, block: int) -> None:
        if re.search(r"\d", name):
            self.product = (name, block)
        elif is_person(name):
            self.person = (name, block)
        else:
            self.company = (name, block)


def is_person(name: str) -> bool:
    """Whether a name has the shape of a person's: two or three plain words, none of them a company's."""
    words = name.split()
    return (
        2 <= len(words) <= 3
        and all(word.isalpha() and word.istitle() for word in words)
        and not _NOT_PEOPLE.search(name)
    )


def _pointers(doc: Doc) -> Iterator[str]:
    for token in doc:
        word = token.lower_
        if word in ("he", "she", "his", "her", "him") and not _bound(token):
            yield "person"
        elif (
            word in ("it", "its")
            and token.dep_ in ("nsubj", "nsubjpass", "poss", "dobj")
            and not _bound(token)
            and not _empty(token)
        ):
            yield "thing"
        elif (
            token.i
            and doc[token.i - 1].lower_ == "the"
            and not any(child.dep_ in ("compound", "prep", "relcl") for child in token.children)
        ):
            if word in _COMPANIES:
                yield "company"
            elif word in _PRODUCTS:
                yield "product"


def _bound(pronoun: Token) -> bool:
    """Whether a name or noun that it can stand for precedes a pronoun in its own sentence."""
    return any(
        token.dep_ in ("nsubj", "nsubjpass") and token.pos_ in ("NOUN", "PROPN") for token in pronoun.doc[: pronoun.i]
    )


def _empty(pronoun: Token) -> bool:
    """Whether 'it' only holds a place: 'it rained', 'it is clear that'."""
    verb = pronoun.head
    return pronoun.dep_ == "nsubj" and (
        verb.lemma_ in ("rain", "snow", "seem", "appear")
        or (
            verb.lemma_ == "be"
            and any(child.dep_ in ("ccomp", "xcomp") or child.lower_ in ("clear", "likely") for child in verb.children)
        )
    )
