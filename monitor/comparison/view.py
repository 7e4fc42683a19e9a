"""One side of a pair as the rules read it: concepts instead of words, and what is certain about it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from monitor.comparison.lexicon import concept, is_polar, phrase
from monitor.comparison.nearness import knows, nearest
from monitor.comparison.once import once
from monitor.frame import Clause, Frame, Slot, Term
from monitor.model import Modality, Side

# Concepts that say little about which event is meant.
_COMMON = frozenset(
    map(
        concept,
        "be have do make say year month week day people person company new more less other first last time reach need "
        "show show-up take come go give use get according accord include percent million billion number thing part "
        "early late head city country".split(),
    )
)
_GIVEN_UP = frozenset("abandon cancel drop halt reconsider rescind reverse revoke scrap shelve withdraw".split())
_PLANS = frozenset("bid decision idea intention move offer plan project proposal scheme".split())
_Term = TypeVar("_Term", Term, "Term | None")
# Verbs whose object carries the sense.
_DENIALS = frozenset(map(concept, "deny reject dismiss refute dispute".split()))
# Words that are less near than this do not stand for each other.
_NEAR = 0.5
LIGHT = frozenset(map(concept, "be have do make take get go become receive give hold hit reach see occur come".split()))
_HAPPEN = concept("take place")
# Verbs that say in which state something is.
STATIVE = frozenset(map(concept, "be remain stay go get keep put leave".split()))
# Verbs that may carry the sense themselves or leave it to their object: 'filed an appeal'.
SUPPORT = frozenset(
    map(
        concept,
        "file submit tender lodge issue deliver conduct mount stage launch put hand carry offer undergo suffer secure "
        "win announce impose order call sign set bring face express place".split(),
    )
)
# Titles that no dictionary has and that name nobody.
_ADDRESS = frozenset("dr mr mrs ms prof sir inc ltd corp".split())
# Verbs with which 'up to' leads to a value and sets no bound.
_SUMMING = frozenset(map(concept, "add go sum climb rise move bring push jump come".split()))
# What a verb is said with: 'fell down', 'came through undamaged', 'was found alive'.
_SAID_WITH = frozenset({"acomp", "oprd", "against"})


@dataclass(frozen=True, slots=True)
class Bond:
    """A concept said of something: 'loosen' of {'term'}, 'strict' of {'condition'}; negated or not."""

    word: str
    about: frozenset[str]
    negated: bool
    clause: int
    denied: bool = False


@dataclass(frozen=True, slots=True)
class View:
    """What a rule needs of a side. `weights` maps each concept and name of the sentence to its weight."""

    side: Side
    frame: Frame
    weights: dict[str, float]
    concepts: frozenset[str]
    nouns: frozenset[str]
    names: frozenset[str]
    words: frozenset[str]
    bonds: tuple[Bond, ...]
    slots: tuple[Slot, ...]
    day: date | None

    @property
    def modality(self) -> Modality:
        return self.side.mention.modality

    @property
    def text(self) -> str:
        return self.side.mention.text


def view(side: Side) -> View:
    """A side made ready for comparing."""
    frame = _named(side) if side.mention.frame.words else _unparsed(side)
    concepts = frozenset(concept(word) for word in frame.words)
    names = frozenset(part for name in frame.names for part in name_parts(name))
    weights = {word: 0.4 if word in _COMMON else 1.0 for word in concepts} | dict.fromkeys(names, 1.3)
    words = frozenset(re.findall(r"[a-z]+", side.mention.text.lower()))
    bonds = tuple(_bonds(frame, _speaker(side)))
    slots = (*(_summed(slot, frame) for slot in frame.slots), *_shares(frame))
    day = side.published.date() if side.published else None
    return View(side, frame, weights, concepts, _nouns(frame), names, words, bonds, slots, day)


def _nouns(frame: Frame) -> frozenset[str]:
    """The concepts of what stands in noun phrases; all, where the grammar is not known."""
    if not frame.clauses:
        return frozenset(concept(word) for word in frame.words)
    terms = (term.words for clause in frame.clauses for term in clause_terms(clause))
    words = (*terms, *(slot.words for slot in frame.slots), *((head,) for _, head in frame.bonds))
    return frozenset(concept(word) for group in words for word in group)


def _named(side: Side) -> Frame:
    """The frame, with words that are in no dictionary and written like names as names: the tagger misses some."""
    frame, text = side.mention.frame, side.mention.text
    found = {
        word for word in frame.words if word.capitalize() in text and word not in _ADDRESS and not knows(concept(word))
    }
    if not found:
        return frame
    clauses = tuple(
        replace(
            clause,
            agent=_with_names(clause.agent, found),
            object=_with_names(clause.object, found),
            others=tuple(replace(other, term=_with_names(other.term, found)) for other in clause.others),
        )
        for clause in frame.clauses
    )
    slots = tuple(
        replace(slot, words=_without(slot.words, found), names=(*slot.names, *(w for w in slot.words if w in found)))
        for slot in frame.slots
    )
    words = _without(frame.words, found)
    return replace(frame, clauses=clauses, slots=slots, words=words, names=(*frame.names, *sorted(found)))


def _with_names(term: _Term, found: set[str]) -> _Term:
    if term is None or not found & set(term.words):
        return term
    names = (*term.names, *(word for word in term.words if word in found))
    return replace(term, words=_without(term.words, found), names=names)


def _without(words: tuple[str, ...], found: set[str]) -> tuple[str, ...]:
    return tuple(word for word in words if word not in found)


def _summed(slot: Slot, frame: Frame) -> Slot:
    """'Add up to 30' says 30, and not at most 30."""
    clause = clause_of(frame, slot)
    if slot.low is None and slot.high is not None and clause is not None and concept(clause.verb) in _SUMMING:
        return replace(slot, low=slot.high) if slot.text.lower().startswith("up to") else slot
    return slot


def _unparsed(side: Side) -> Frame:
    """A sentence without its grammar: its words (in Chinese, pairs of characters) and its numbers."""
    text = side.mention.text
    runs = re.findall(r"[\u3400-\u9fff]+", text)
    pairs = [run[i : i + 2] for run in runs for i in range(max(1, len(run) - 1))]
    words = tuple(dict.fromkeys((*pairs, *re.findall(r"[a-z]{4,}", text.lower()))))
    slots = tuple(
        Slot(q.text, q.low, q.high, q.unit, q.approx, q.unit or "", (q.of,) if q.of else ())
        for q in side.mention.quantities
    )
    return Frame(slots=slots, words=words, names=tuple(name.lower() for name in side.mention.entities))


def _speaker(side: Side) -> frozenset[str]:
    """What 'we' stands for: the names and nouns of who speaks."""
    words = re.findall(r"[A-Za-z][\w-]+", side.mention.attribution or "")
    names = (part for word in words if word[0].isupper() for part in name_parts(word.lower()))
    return frozenset([*names, *(concept(word) for word in words if word.islower())])


def _bonds(frame: Frame, speaker: frozenset[str]) -> Iterator[Bond]:
    """What is said of what, by verbs of their objects and subjects and by words of their nouns."""
    given_up = [clause for clause in frame.clauses if gives_up(clause) and not clause.negated]
    for index, clause in enumerate(frame.clauses):
        verb = act(clause)
        negated = (clause.negated != clause.denied) != any(is_under(clause, above) for above in given_up)
        if clause in given_up:
            continue
        if clause.mood == "conditional":
            continue
        about = [words_of(term) for term in clause_terms(clause) if not is_open(term)]
        if clause.agent is not None and clause.agent.head in ("we", "i") and speaker:
            about.append(speaker)
        if verb in _DENIALS and clause.object is not None and not clause.negated:
            denied = words_of(clause.object) - {concept(clause.object.head)}
            yield Bond(concept(clause.object.head), denied.union(*about), True, index, True)
        if verb == _HAPPEN and clause.agent is not None:  # light, but it has an opposite: what was called off
            yield Bond(verb, words_of(clause.agent), negated, index, clause.denied)
        if verb in LIGHT:
            for word in carried(clause):
                rest = frozenset().union(*about) - {word}
                yield Bond(word, rest, negated, index, clause.denied)
        elif about:
            yield Bond(verb, frozenset().union(*about), negated, index, clause.denied)
            if verb in SUPPORT and clause.object is not None and not clause.object.names:
                word = concept(clause.object.head)
                yield Bond(word, frozenset().union(*about) - {word}, negated, index, clause.denied)
        for word in _said_with(clause):
            yield Bond(word, frozenset().union(*about) - {word}, negated, index, clause.denied)
    denied = frozenset(t.head for c in frame.clauses if c.negated for t in (c.agent, c.object) if t is not None)
    for word, head in frame.bonds:
        yield Bond(concept(word), frozenset({concept(head), *name_parts(head)}), head in denied, -1)


@once
def act(clause: Clause) -> str:
    """The concept of a clause's verb, with the words that belong to it: 'keep her post', 'is at large', 'walk out'."""
    verb = clause.verb
    objects = () if clause.object is None or clause.object.names else (clause.object.head,)
    linked = [(other.link, other.term.head) for other in clause.others]
    tries = [*(f"{verb} {link} {head}" for link, head in linked), *(f"{verb} {word}" for word in objects)]
    tries += [f"{verb} {word}" for word in (*clause.adverbs, *(link for link, _ in linked))]
    if concept(verb) in STATIVE:
        tries += [*(f"{link} {head}" for link, head in linked), *clause.adverbs]
    return next((found for words in tries if (found := phrase(words)) is not None), None) or concept(verb)


def is_under(clause: Clause, above: Clause) -> bool:
    """Whether a clause stands in another one: deeper, and after its verb."""
    return clause.depth > above.depth and clause.place > above.place


def gives_up(clause: Clause) -> bool:
    """Whether a clause says that a plan is given up: 'has abandoned its plan to close' means that it stays open."""
    return clause.verb in _GIVEN_UP and clause.object is not None and clause.object.head in _PLANS


def _said_with(clause: Clause) -> Iterator[str]:
    """The words beside a verb that have an opposite: 'higher', 'down', 'undamaged', 'against'."""
    words = [*clause.adverbs, *clause.verb.split(" ")[1:]]
    words += [c.link if c.link == "against" else c.term.head for c in clause.others if c.link in _SAID_WITH]
    yield from dict.fromkeys(word for word in map(concept, words) if is_polar(word))


@once
def carried(clause: Clause) -> frozenset[str]:
    """What carries the sense beside a light verb: its object, or else what it is in or on ('in talks', 'on sale')."""
    if not is_open(clause.object):
        return words_of(clause.object)
    linked = [c.term for c in clause.others if c.link in ("in", "on", "at", "under", "acomp")]
    found = (words_of(term) if not term.names else frozenset({concept(term.head)}) - set(term.names) for term in linked)
    return frozenset().union(*found)


def _shares(frame: Frame) -> Iterator[Slot]:
    """Counts that follow from a share and its whole: 'a third of 900 teachers' is 300 teachers."""
    for share in frame.slots:
        if share.unit != "%":
            continue
        for whole in frame.slots:
            if whole.role == "of" and whole.low == whole.high and whole.low and set(whole.words) & set(share.words):
                low = None if share.low is None else share.low * whole.low / 100
                high = None if share.high is None else share.high * whole.low / 100
                yield replace(whole, text=share.text, low=low, high=high, role=share.role, approx=share.approx)


def name_parts(name: str) -> Iterator[str]:
    """A name's parts without its ending: 'german' and 'germany' begin alike, 'alibaba's' is 'alibaba'."""
    for part in re.split(r"[\s/]+", name):
        if part and part not in ("the", "of", "and"):
            yield concept(part) if part in _TITLES else _NATIONS.get(part, part)


_TITLES = frozenset(
    "governor president minister mayor senator judge professor doctor king queen prince princess captain general chief "
    "director chairman chairwoman chancellor bishop sheriff coach ambassador commissioner secretary".split()
)


_NATIONS = {
    "american": "us", "u.s": "us", "usa": "us", "america": "us", "states": "us", "united": "us", "british": "uk",
    "britain": "uk", "u.k": "uk", "german": "germany", "french": "france", "chinese": "china", "japanese": "japan",
    "korean": "korea", "indian": "india", "russian": "russia", "italian": "italy", "spanish": "spain",
    "dutch": "netherlands", "swiss": "switzerland", "european": "europe", "eu": "europe", "finnish": "finland",
    "swedish": "sweden", "danish": "denmark", "norwegian": "norway", "polish": "poland", "irish": "ireland",
    "australian": "australia", "canadian": "canada", "mexican": "mexico", "brazilian": "brazil",
    "turkish": "turkey", "ukrainian": "ukraine", "israeli": "israel", "iranian": "iran", "saudi": "saudi",
    "vietnamese": "vietnam", "thai": "thailand", "greek": "greece", "portuguese": "portugal",
}  # fmt: skip


@once
def words_of(term: Term | None) -> frozenset[str]:
    """The concepts and names of a noun phrase."""
    if term is None:
        return frozenset()
    names = (part for name in term.names for part in name_parts(name))
    return frozenset([*(concept(word) for word in term.words), *names])


def is_open(term: Term | None) -> bool:
    """Whether a phrase may stand for anything: there is none, or it is a pronoun."""
    return term is None or (not term.words and not term.names)


@once
def clause_terms(clause: Clause) -> tuple[Term, ...]:
    """The noun phrases of one clause."""
    parties = (term for term in (clause.agent, clause.object) if term is not None)
    return (*parties, *(complement.term for complement in clause.others))


@once
def clause_words(clause: Clause) -> frozenset[str]:
    """All concepts and names of a clause, its verb among them."""
    verb = frozenset({concept(clause.verb)} - LIGHT)
    return verb.union(*(words_of(term) for term in clause_terms(clause)))


def is_told(clause: Clause, view: View) -> bool:
    """Whether a clause tells what was or will be, whatever its sentence goes on to expect or to make a condition."""
    if clause.depth or clause.mood not in ("", "future"):
        return False
    tail = any(other.depth and other.mood == "conditional" for other in view.frame.clauses)
    return clause.tense in ("past", "perfect") or (clause.tense == "future" and tail)


def clause_of(frame: Frame, slot: Slot) -> Clause | None:
    """The clause that a quantity belongs to."""
    return frame.clauses[slot.clause] if 0 <= slot.clause < len(frame.clauses) else None


def overlap(one: Iterable[str], other: Iterable[str]) -> float:
    """How much of the smaller of two sets the other holds, in the same or near words, from 0 to 1."""
    first, second = set(one), set(other)
    small, large = (first, second) if len(first) <= len(second) else (second, first)
    if not small:
        return 0.0
    there = _covered(small, large) / len(small)
    return there if len(first) != len(second) else max(there, _covered(large, small) / len(small))


def dice(one: Iterable[str], other: Iterable[str]) -> float:
    """How much two sets have in common against both together, in the same or near words, from 0 to 1."""
    first, second = set(one), set(other)
    both = len(first) + len(second)
    return (_covered(first, second) + _covered(second, first)) / both if both else 0.0


def share(words: Iterable[str], others: Iterable[str]) -> float:
    """How much of some words others hold, in the same or near words, from 0 to 1."""
    found = set(words)
    return _covered(found, set(others)) / len(found) if found else 0.0


def _covered(words: set[str], others: set[str]) -> float:
    """How many of some words the others hold; a near word counts by its nearness."""
    return sum(near for word in words if (near := nearest(word, others)) >= _NEAR)


def near(one: Iterable[str], other: Iterable[str]) -> float:
    """How near the nearest two words of two sets are."""
    found = list(other)
    return max((nearest(word, found) for word in one), default=0.0)


def likeness(one: Term | None, other: Term | None) -> float:
    """How alike two noun phrases are, from 0 to 1; phrases that may stand for anything are half alike."""
    if is_open(one) or is_open(other):
        return 0.5
    assert one is not None and other is not None
    first, second = words_of(one), words_of(other)
    same_head = nearest(concept(one.head), (concept(other.head),))
    shared = overlap(first, second)
    return min(1.0, 0.5 * shared + max(0.5 * same_head, 0.3 * shared))
