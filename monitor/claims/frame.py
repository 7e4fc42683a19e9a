"""The frame of a sentence: its clauses with agent and object, its quantities and its dates, from the parse."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from monitor.claims.asides import bonds, causes, rejected
from monitor.claims.attribution import passes_on
from monitor.claims.clauses import DENYING, PREDICATES, SUBJECT, clause, is_predicate
from monitor.claims.closing import closing
from monitor.claims.lexicon import SAYING
from monitor.claims.terms import is_content, is_name, lemma_of, names_in, term_of
from monitor.frame import Frame, Moment, Slot, Term

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

    from monitor.model import Period, Quantity

# What tells a later state from an earlier one.
_CUES = (
    "now", "up from", "down from", "since then", "has risen", "have risen", "has grown", "have grown", "has fallen",
    "have fallen", "has climbed", "have climbed", "has reached", "had reached", "has passed", "has doubled",
    "a week ago", "rose from",
    "a week earlier", "than yesterday", "grew from", "fell from", "rose to", "risen to", "climbed to", "grew to",
    "grown to", "increased to", "fell to", "fallen to", "dropped to", "after all", "than announced", "than planned",
    "than first thought", "more than on", "fewer than on",
)  # fmt: skip
# Who falls ill or silent becomes so, and no figure falls.
_BECOME = re.compile(r" (?:has|have) fallen (?:ill|sick|asleep|apart|silent|victim|behind|short|out|over|into|prey)\b")
_STOPS = frozenset([",", ".", ";", ":", '"', "”", "''"])
# Shares that words give, in percent.
_SHARES = {
    "most": (50.01, 100.0), "majority": (50.01, 100.0), "minority": (0.0, 49.99), "all": (100.0, 100.0),
    "every": (100.0, 100.0), "none": (0.0, 0.0), "nobody": (0.0, 0.0),
}  # fmt: skip


def build_frame(
    span: Span,
    quantities: Iterable[tuple[int, int, Quantity]] = (),
    periods: Iterable[tuple[int, int, Period]] = (),
) -> Frame:
    """The frame of one parsed sentence.

    `quantities` and `periods` come with their first and last character in the document (end excluded).
    """
    dated = [(_tokens(span, start, end), period) for start, end, period in periods]
    counted = [(_tokens(span, start, end), quantity) for start, end, quantity in quantities]
    closed = _closing(span)
    taken = closed.union(token.i for tokens, _ in dated for token in tokens)
    said = _reporting(span) | closed
    numbers = {token.i for tokens, _ in counted for token in tokens}
    verbs = [token for token in span if is_predicate(token) and token.i not in said | numbers]
    clauses = tuple(clause(verb, taken, said) for verb in verbs)
    index = {verb.i: number for number, verb in enumerate(verbs)}
    content = [token for token in span if token.i not in said and token.i not in taken]
    spoken = _BECOME.sub(" ", " ".join(["", *(token.lower_ for token in span), ""]))
    return Frame(
        clauses=clauses,
        slots=(
            *(
                _slot(tokens, quantity, index, taken)
                for tokens, quantity in counted
                if tokens and not _is_class(tokens) and tokens[0].i not in closed and not _is_ruled_out(tokens)
            ),
            *_implied(content, numbers, index, taken),
        ),
        moments=tuple(_moment(tokens, period, index) for tokens, period in dated if _is_given(tokens, said)),
        words=tuple(dict.fromkeys(lemma_of(t) for t in content if is_content(t) and not is_name(t))),
        names=names_in(content),
        cues=tuple(dict.fromkeys(cue for cue in _CUES if f" {cue} " in spoken)),
        bonds=tuple(dict.fromkeys(bonds(content))),
        causes=tuple(causes(span, taken)),
        rejected=tuple(rejected(span, taken)),
    )


def _tokens(span: Span, start: int, end: int) -> list[Token]:
    return [token for token in span if token.idx < end and token.idx + len(token) > start and not token.is_space]


def _reporting(span: Span) -> frozenset[int]:
    """The tokens that only tell who says it: a reporting verb with its subject, 'according to' and its phrase."""
    said: set[int] = set()
    for token in span:
        if token.lower_ == "according" or (token.lower_ == "as" and _reports_as(token)):
            said.update(part.i for part in token.subtree)
        elif (content := _content_of(token)) is not None:
            kept = {part.i for part in content.subtree}
            said.update(part.i for part in token.subtree if part.i not in kept and not _co_clause(part, token, kept))
    return frozenset(said)


def _closing(span: Span) -> frozenset[int]:
    """The tokens of a speaker named behind a comma ('…, a filing shows'), which the parser takes for an apposition."""
    found = closing(span.doc)
    if found is None:
        return frozenset()
    verb, doc = found[0], span.doc
    said = ("ccomp", "xcomp") if verb.lemma_ == "tell" else ("ccomp", "xcomp", "dobj")
    if any(child.dep_ in said and child.i > verb.i for child in verb.children):
        return frozenset()
    first = next(i for i in range(verb.i, -1, -1) if i == 0 or doc[i - 1].text in _STOPS)
    last = next((i for i in range(verb.i + 1, len(doc)) if doc[i].text in _STOPS), len(doc))
    about = (c for i in range(first, last) for c in doc[i].children if c.dep_ == "relcl" and c.i >= last)
    return frozenset(range(first, last)).union(part.i for clause in about for part in clause.subtree)


def _reports_as(token: Token) -> bool:
    return token.dep_ == "mark" and lemma_of(token.head) in SAYING and token.head.dep_ == "advcl"


def _content_of(token: Token) -> Token | None:
    """The clause that a reporting verb introduces; None where the verb is an act of its own."""
    lemma = lemma_of(token)
    if token.pos_ != "VERB" or lemma not in SAYING or lemma in DENYING or not passes_on(token):
        return None
    for child in token.children:
        if child.dep_ in ("ccomp", "parataxis") and (child.pos_ in PREDICATES or list(child.children)):
            return child
    return None


def _co_clause(part: Token, verb: Token, kept: set[int]) -> bool:
    """Whether a token belongs to a clause that stands beside the reporting verb ('..., and the talks go on')."""
    while part.i != verb.i:
        if part.dep_ in ("conj", "advcl") and part.head.i == verb.i:
            return True
        if part.i in kept:
            return True
        part = part.head
    return False


def _owner(token: Token, index: dict[int, int]) -> int:
    """The clause that a token belongs to."""
    if token.i in index:
        return index[token.i]
    return next((index[parent.i] for parent in token.ancestors if parent.i in index), -1)


def _slot(tokens: list[Token], quantity: Quantity, index: dict[int, int], taken: frozenset[int]) -> Slot:
    noun = _counted(_top(tokens))
    numbers = frozenset(token.i for token in tokens if token.pos_ in ("NUM", "SYM") or is_name(token))
    term = term_of(noun, taken | numbers)
    above = _governor(noun)
    wider = term_of(above, taken | numbers) if above is not None else Term("")
    head = "" if noun.pos_ in ("NUM", "SYM") and term.head == lemma_of(noun) else term.head
    if head == "" and above is not None:
        head = wider.head
    return Slot(
        text=quantity.text,
        low=quantity.low,
        high=quantity.high,
        unit=quantity.unit,
        approx=quantity.approx,
        head=head,
        words=tuple(dict.fromkeys((*term.words, *wider.words))),
        names=tuple(dict.fromkeys((*term.names, *wider.names))),
        role=_role(noun),
        clause=_owner(noun, index),
        part=_partial(noun, tokens),
    )


def _is_class(tokens: list[Token]) -> bool:
    """Whether an ordinal names a kind and no rank: 'second homes'."""
    return tokens[-1].tag_ == "JJ" and tokens[-1].head.tag_ == "NNS"


def _governor(noun: Token) -> Token | None:
    """The noun that a quantity describes: 'valuation' of 'a valuation of $1.4 billion', 'number' of '... at 89'."""
    if noun.dep_ == "pobj" and noun.head.lower_ in ("of", "between") and noun.head.head.pos_ in ("NOUN", "PROPN"):
        return noun.head.head
    if noun.dep_ == "pobj" and noun.head.lower_ == "at" and noun.head.head.pos_ == "VERB":
        verb = noun.head.head
        thing = next(
            (child for child in verb.children if child.dep_ == "dobj" and child.pos_ in ("NOUN", "PROPN")), None
        )
        return verb.head if thing is None and verb.dep_ == "relcl" else thing
    verb = noun.head
    bare = noun.pos_ in ("NUM", "SYM")
    if bare and noun.dep_ in ("attr", "dobj", "npadvmod", "acomp", "oprd") and verb.pos_ in PREDICATES:
        return next(
            (child for child in verb.children if child.dep_ in SUBJECT and child.pos_ in ("NOUN", "PROPN")), None
        )
    if bare and noun.dep_ == "pobj" and noun.head.lower_ in ("to", "at", "by") and noun.head.head.pos_ in PREDICATES:
        return next(
            (child for child in noun.head.head.children if child.dep_ in SUBJECT and child.pos_ in ("NOUN", "PROPN")),
            None,
        )
    return None


def _moment(tokens: list[Token], period: Period, index: dict[int, int]) -> Moment:
    root = _top(tokens)
    link = root.head.lower_ if root.dep_ == "pobj" else root.lower_ if root.dep_ in ("prep", "mark") else ""
    return Moment(
        text=period.text,
        start=period.start.isoformat() if period.start else None,
        end=period.end.isoformat() if period.end else None,
        link=link,
        clause=_owner(root, index),
    )


def _is_given(tokens: list[Token], said: frozenset[int]) -> bool:
    """Whether a date is part of what is said, and not named to be ruled out ('and not in June')."""
    if not tokens or tokens[0].i in said:
        return False
    before = [token.lower_ for token in tokens[0].doc[max(0, tokens[0].i - 2) : tokens[0].i]]
    return before[-1:] != ["not"] and not (before[:1] == ["not"] and before[-1] in ("in", "on", "at"))


def _is_ruled_out(tokens: list[Token]) -> bool:
    """Whether a quantity is named only to say that it is another: 'It is 1.4 metres, not 2.4 metres'."""
    before = [token.lower_ for token in tokens[0].doc[max(0, tokens[0].i - 2) : tokens[0].i]]
    return before[-1:] == ["not"] and before[0] in (",", ";", "and", "–", "—", "(")


def _top(tokens: list[Token]) -> Token:
    inside = {token.i for token in tokens}
    return next((token for token in tokens if token.head.i not in inside or token.head.i == token.i), tokens[-1])


def _counted(token: Token) -> Token:
    """The noun of which a number is a part: 'people' of '900 people', the number itself where it stands alone."""
    while token.dep_ in ("nummod", "quantmod", "compound", "amod", "nmod") and token.head.pos_ in (
        "NOUN",
        "PROPN",
        "NUM",
        "SYM",
    ):
        token = token.head
    return token


def _role(noun: Token) -> str:
    if noun.dep_ in ("nsubj", "nsubjpass"):
        return "agent" if noun.dep_ == "nsubj" else "object"
    if noun.dep_ == "pobj":
        return noun.head.lower_
    return {"dobj": "object", "attr": "object", "npadvmod": "by"}.get(noun.dep_, noun.dep_)


def _partial(noun: Token, tokens: list[Token]) -> bool:
    last = max(token.i for token in (*tokens, noun))
    after = [token.lower_ for token in noun.doc[last + 1 : last + 3]]
    before = [token.lower_ for token in noun.doc[max(0, tokens[0].i - 3) : tokens[0].i]]
    clause = [token.lower_ for token in noun.head.subtree]
    if "alone" in clause or "including" in before or "of which" in " ".join([*before, *after]):
        return True
    if noun.pos_ != "NUM" or after[:2] not in (["of", "the"], ["of", "them"], ["of", "its"], ["of", "their"]):
        return False
    # 'Close 24 of its stores' closes 24 stores; of how many, it does not say.
    return after[1] == "them" or any(token.like_num for token in noun.doc[last + 3 : last + 5])


def _implied(content: list[Token], numbers: set[int], index: dict[int, int], taken: frozenset[int]) -> list[Slot]:
    """The quantities that words imply: 'first' as a rank, 'most of' and 'all' as shares."""
    found = []
    for token in content:
        if token.i in numbers or token.i in taken:
            continue
        if (
            token.lower_ == "first"
            and token.dep_ == "amod"
            and token.head.tag_ in ("NN", "NNP")
            and not _hyphened(token)
        ) or (token.lower_ == "no" and token.dep_ == "det" and _is_before_somebody(token.head)):
            found.append(_ranked(token, token.head, index, taken))
        elif (token.lower_ in _SHARES and token.dep_ not in ("advmod", "predet")) or token.lower_ == "all":
            noun = _shared_noun(token)
            if noun is not None:
                low, high = _SHARES[token.lower_]
                term = term_of(noun, taken)
                slot = Slot(
                    token.text,
                    low,
                    high,
                    "%",
                    False,
                    term.head,
                    term.words,
                    term.names,
                    _role(noun),
                    _owner(token, index),
                )
                found.append(slot)
    return found


def _hyphened(token: Token) -> bool:
    return token.i > 0 and token.nbor(-1).text == "-"


def _is_before_somebody(noun: Token) -> bool:
    """Whether it is said of nobody before somebody: 'no woman before Mutai' makes her the first."""
    following = noun.doc[noun.i + 1 : noun.i + 3]
    return [token.lower_ for token in following[:1]] == ["before"] and following[-1].pos_ == "PROPN"


def _ranked(word: Token, noun: Token, index: dict[int, int], taken: frozenset[int]) -> Slot:
    term = term_of(noun, taken)
    return Slot(
        word.text, 1.0, 1.0, "ordinal", False, term.head, term.words, term.names, _role(noun), _owner(noun, index)
    )


def _shared_noun(token: Token) -> Token | None:
    """The noun of which 'most', 'all' or 'none' gives the share."""
    if token.dep_ in ("det", "amod", "predet") and token.head.pos_ in ("NOUN", "PROPN"):
        return token.head
    for prep in token.children:
        if prep.lower_ == "of":
            return next((noun for noun in prep.children if noun.dep_ == "pobj"), None)
    return None
