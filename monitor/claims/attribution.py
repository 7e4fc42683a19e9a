"""Who says it: the chain of sources of a sentence, and the clause that holds what they say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.claims.closing import closing
from monitor.claims.language import text_of
from monitor.claims.lexicon import (
    CHARGES,
    DENYING,
    FORECASTING,
    PRONOUNS,
    QUOTES,
    REPORTING,
    UNTRUE,
)

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_SUBJECTS = ("nsubj", "nsubjpass", "csubj", "expl")
_CITING = frozenset({"citing", "quoting"})
_HEADLINE_SOURCE = re.compile(
    r"(?:\s[-–—]\s*|[:,]\s*)(?P<source>(?:(?:[a-z]+ )?(?:sources?|reports?|officials?|police|court|"
    r"filing|minister|memo|"
    r"document|analysts?|regulator|study|survey|union|union leader|spokes(?:man|woman|person)|company|"
    r"agency|ministry))|"
    r"(?:sources|report|media)|[A-Z][\w&.'’]*(?: [A-Z][\w&.'’]*){0,3}(?= (?:says?|reports?)$))(?: says?|"
    r" reports?| said)?$"
)
_HEADLINE_SAYS = re.compile(r"[,:–—-] (?:says?|say|according to) (?P<source>[^,:;.]+)$")
_LABEL = re.compile(
    r"^(?:exclusive[:|] )?(?P<source>(?:(?:[A-Z]\w+ ){0,2}(?:reports?|sources?|police|stud(?:y|ies)|"
    r"officials?|analysts?|survey|poll|minister|ministry|court|regulator|"
    r"watchdog|mayor|ceo)))(?::| [-–—]) (?=\w+ \w+)",
    re.IGNORECASE,
)
_CREDITED = re.compile(r"(?:\bvia |\bper |\()(?P<source>(?-i:[A-Z][\w&.'’]*(?: [A-Z][\w&.'’]*){0,3}))\)?[.]?$")
# A correction speaks for the paper itself, though it quotes what an earlier version said.
_NOTICE = re.compile(
    r"^\W*(?:correction|clarification|corrects|editor['’]s note|an? (?:earlier|previous|prior|"
    r"original) version|this (?:story|article) (?:has been|was) corrected|"
    r"we (?:wrongly|incorrectly|mistakenly))\b",
    re.IGNORECASE,
)
_DOCUMENT = re.compile(r"\b(?:seen|obtained|reviewed|viewed|read) by ", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Speech:
    """The sources of a sentence, outermost first, the verbs of saying, and the verb of what is said.

    `unnamed` is the pronoun that speaks where its noun does not stand in the sentence.
    """

    sources: tuple[str, ...]
    verbs: tuple[Token, ...]
    content: Token
    unnamed: str | None = None


def is_notice(text: str) -> bool:
    """Whether a sentence corrects the paper's own earlier words."""
    return _NOTICE.match(text) is not None


def speech(doc: Doc) -> Speech:
    """The chain of sources of a parsed sentence; the content is its root where nobody speaks."""
    walk = _Walk()
    root = next((token for token in doc if token.head == token), doc[0])
    if (last := closing(doc)) is not None:
        walk.verbs.append(last[0])
        walk.sources.append(last[1])
    else:
        walk.trailing(root)
    walk.clause(root)
    sources = [] if is_notice(text_of(doc)) else list(walk.sources)
    if not sources and (subject := denier(doc)) is not None and subject.lower_ not in PRONOUNS:
        sources = [phrase(subject)]
    if not sources and (
        match := _HEADLINE_SOURCE.search(text_of(doc))
        or _HEADLINE_SAYS.search(text_of(doc))
        or _LABEL.match(text_of(doc))
        or _CREDITED.search(text_of(doc))
    ):
        sources = [match["source"]]
    sources = [name for name in sources if not re.match(r"(?:our|my)\b", name, re.IGNORECASE)]
    return Speech(tuple(dict.fromkeys(sources)), tuple(walk.verbs), walk.content or root, walk.unnamed)


class _Walk:
    """Goes down from the root through the clauses that are said, and collects who says each."""

    def __init__(self) -> None:
        self.sources: list[str] = []
        self.verbs: list[Token] = []
        self.content: Token | None = None
        self.unnamed: str | None = None

    def trailing(self, root: Token) -> None:
        """A speaker at the end that the parser did not put above what is said ('…, two employees said')."""
        verb = _trailing(root)
        if verb is not None:
            self.verbs.append(verb)
            self.speaker(verb)
            self.sources += list(_cited(verb))

    def clause(self, verb: Token) -> None:
        self.content = verb
        self.sources += list(_according_to(verb))
        said = _said(verb)
        if said is None:
            self.sources += list(_cited(verb))
            return
        if verb not in self.verbs:
            self.verbs.append(verb)
            self.speaker(verb)
        self.sources += list(_cited(verb))
        if said != verb:
            self.clause(said)
            self.sources += _seen(said)

    def speaker(self, verb: Token) -> None:
        subject = _agent(verb) or _subject(verb)
        if subject is None:
            return
        if subject.lower_ in PRONOUNS and not any(child.dep_ == "prep" for child in subject.children):
            name = _antecedent(subject)
            if name is None:
                self.unnamed = subject.lower_
                return
        else:
            name = phrase(subject)
        if verb.lemma_ == "tell" and (outlet := _outlet(verb)) is not None:
            self.sources.append(outlet)
        self.sources.append(name)


def _said(verb: Token) -> Token | None:
    """The verb of the clause that `verb` reports: `verb` itself if that is no clause, None if it reports nothing."""
    lemma = verb.lemma_.lower()
    clauses = [child for child in verb.children if child.dep_ in ("ccomp", "parataxis") and _is_clause(child)]
    subject = _subject(verb)
    if lemma in DENYING | {"dismiss", "report"} and (subject is None or subject.dep_ == "nsubjpass"):
        return (
            verb
            if _agent(verb) is not None and (lemma != "reject" or (subject is not None and _charge(subject)))
            else None
        )
    if subject is None or subject.dep_ == "nsubjpass":
        return None
    objects = [child for child in verb.children if child.dep_ in ("dobj", "oprd", "attr")]
    if lemma in DENYING:
        if clauses:
            return clauses[0]
        return verb if lemma == "deny" or any(_charge(one) for one in objects) else None
    if (lemma in REPORTING and passes_on(verb)) or lemma in FORECASTING or lemma == "think":
        if clauses:
            return clauses[0]
        if lemma in FORECASTING and (down := next((c for c in verb.children if c.dep_ == "xcomp"), None)) is not None:
            return down if lemma != "see" else None
        if lemma in ("forecast", "predict", "project", "expect", "anticipate", "estimate") and objects:
            return verb
        return verb if _quotes(verb) else None
    if lemma in ("call", "describe", "brand", "label") and (objects or clauses):
        return verb if _quotes(verb) or any(token.lower_ in UNTRUE for token in verb.subtree) else None
    if (
        lemma == "put"
        and objects
        and any(c.lower_ == "at" and any(n.like_num for n in c.subtree) for c in verb.subtree if c.dep_ == "prep")
    ):
        return verb
    return None


def passes_on(verb: Token) -> bool:
    """Whether a verb of reporting passes on what its subject knows: who 'has learned' tells, who 'learned' was told."""
    return verb.lemma_ != "learn" or any(child.lemma_ == "have" and child.dep_ == "aux" for child in verb.children)


def _trailing(root: Token) -> Token | None:
    for verb in root.doc:
        if verb == root or verb.lemma_ not in REPORTING or verb.tag_ not in ("VBD", "VBZ", "VBP"):
            continue
        subject = _subject(verb)
        if subject is None or subject.i > verb.i or subject.left_edge.i == 0:
            continue
        led = root.doc[subject.left_edge.i - 1].text in (",", "”", '"', "’", "''")
        if (
            led
            and verb.dep_ in ("ccomp", "parataxis", "conj", "advcl", "dep", "relcl", "acl", "appos")
            and not any(child.dep_ in ("ccomp", "dobj") and child.i > verb.i for child in verb.children)
        ):
            return verb
    return None


def _is_clause(head: Token) -> bool:
    """Whether a complement can be what somebody says: it has a subject or a 'that' of its own."""
    return any(child.dep_ in (*_SUBJECTS, "mark", "expl") for child in head.children) or head.lower_ == "not"


def denier(doc: Doc) -> Token | None:
    """Who rejects a charge anywhere in the sentence outside of a relative clause."""
    for token in doc:
        if (
            token.lemma_ in DENYING
            and token.pos_ == "VERB"
            and token.dep_ not in ("relcl", "acl")
            and (subject := _subject(token)) is not None
        ):
            charged = any(
                child.dep_ in ("dobj", "ccomp", "prep") and (child.dep_ == "ccomp" or _charge(child))
                for child in token.children
            )
            if subject.dep_ != "nsubjpass" and (charged or token.lemma_ == "deny"):
                return subject
    return None


def _charge(noun: Token) -> bool:
    return any(token.lemma_.lower() in CHARGES for token in noun.subtree)


def _quotes(verb: Token) -> bool:
    return any(token.text in QUOTES for token in verb.doc)


def _subject(verb: Token) -> Token | None:
    return next((child for child in verb.children if child.dep_ in _SUBJECTS and child.dep_ != "expl"), None)


def _agent(verb: Token) -> Token | None:
    """Who does what is told in the passive ('was denied by the ministry')."""
    by = next((child for child in verb.children if child.dep_ == "agent"), None)
    return None if by is None else next((child for child in by.children if child.dep_ == "pobj"), None)


def _according_to(verb: Token) -> Iterator[str]:
    for token in verb.children:
        if token.lower_ == "according":
            target = next((t for t in token.subtree if t.dep_ == "pobj" and t.head.lower_ == "to"), None)
            if target is not None and target.i + 2 < len(target.doc) and _joins(target.nbor(1)):
                target = target.nbor(2)  # of a word that the tokens cut, such as 'e-mails'
            if target is not None:
                yield from _document(target)
        elif token.lower_ == "per" and token.dep_ == "prep" and token.i == 0:
            yield from (phrase(t) for t in token.children if t.dep_ == "pobj")


def _document(target: Token) -> Iterator[str]:
    """'a memo seen by Reuters' names two sources: the outlet that read it and the memo."""
    words = phrase(target)
    match = _DOCUMENT.search(words)
    if match is None:
        yield words
        return
    yield words[match.end() :]
    yield words[: match.start()].strip()


def _seen(verb: Token) -> Iterator[str]:
    """The document that a source says it has seen."""
    if verb.lemma_ in ("see", "obtain", "review", "view", "read", "examine"):
        for child in verb.children:
            if child.dep_ == "dobj" and any(grand.dep_ == "relcl" for grand in child.children):
                yield phrase(child)


def _cited(verb: Token) -> Iterator[str]:
    for token in verb.subtree:
        if token.lower_ in _CITING:
            target = next((child for child in token.children if child.dep_ in ("dobj", "pobj")), None)
            if target is not None:
                yield phrase(target)


def _outlet(verb: Token) -> str | None:
    """The paper or station that was told, where it is a name."""
    target = next((child for child in verb.children if child.dep_ in ("dobj", "dative")), None)
    if target is None or target.pos_ != "PROPN" or target.lower_ in ("congress", "parliament", "senate"):
        return None
    return phrase(target)


def _antecedent(pronoun: Token) -> str | None:
    """The subject that an 'it said' or 'he added' at the edge of a sentence speaks for."""
    person = pronoun.lower_ in ("he", "she")
    if pronoun.lower_ in ("i", "we", "you", "there", "this", "that"):
        return None
    for token in pronoun.doc[: pronoun.i]:
        if token.dep_ in ("nsubj", "nsubjpass") and token.lower_ not in PRONOUNS and token.pos_ in ("NOUN", "PROPN"):
            if person and token.pos_ != "PROPN":
                continue
            return phrase(token)
    return None


def _joins(hyphen: Token) -> bool:
    """Whether a token is a hyphen inside a word."""
    return hyphen.text == "-" and not hyphen.whitespace_ and hyphen.i > 0 and not hyphen.nbor(-1).whitespace_


def phrase(noun: Token) -> str:
    """A noun with its articles, titles and complements, without appositions and relative clauses."""
    doc = noun.doc
    start, end = noun.left_edge.i, noun.right_edge.i
    if start > 1 and _joins(doc[start - 1]):
        start -= 2
    words = list(doc[start : end + 1])
    stop = min(
        [
            len(words),
            *(
                one.left_edge.i - start
                for one in words
                if one.dep_ == "relcl" and one.i > noun.i and one.left_edge.i > noun.i
            ),
        ]
    )
    words = words[:stop]
    for index, token in enumerate(words):
        if token.i > noun.i and (
            token.dep_ == "relcl"
            or (token.dep_ == "prep" and any(c.tag_ in ("WDT", "WP") for c in token.children))
            or token.tag_ in ("WDT", "WP", "WP$", "WRB")
            or token.text in (",", ";", ":", "–", "—", "(", '"', "“", "”")
            or (token.text == "-" and not _joins(token))
        ):
            following = words[index + 1 :]
            if (
                token.text == ","
                and any(t.dep_ == "conj" and t.head.i <= noun.i for t in following)
                and "and" in {t.lower_ for t in following}
            ):
                continue
            stop = index
            break
    return doc[start : start + max(stop, 1)].text.strip(' ,;:"“”')
