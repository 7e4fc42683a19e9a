"""The frame of a sentence: its clauses with agent and object, its quantities and its dates, from the parse."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from monitor.claims.lexicon import SAYING
from monitor.claims.terms import is_content, is_name, lemma_of, names_in, term_of
from monitor.frame import Clause, Complement, Frame, Moment, Slot, Term

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

    from monitor.model import Period, Quantity

_DENYING = frozenset("deny reject dismiss refute dispute rebut rule contradict disavow repudiate".split())
_REPORTS = frozenset(
    "report accusation allegation claim rumour rumor speculation suggestion charge assertion statement story "
    "idea notion".split()
)
_SAID_NOUNS = frozenset("report data figure filing document survey study source person official".split())
_PLANNING = frozenset(
    "plan aim intend want hope propose seek promise pledge vow prepare expect set schedule wish target threaten "
    "agree decide due consider weigh mull".split()
)
_FAILING = frozenset("fail refuse decline cease avoid stop forbid forget".split())
_POSSIBLE = frozenset("may might could".split())
_FORECASTING = frozenset("expect forecast predict project estimate anticipate likely unlikely".split())
_NOT = frozenset("no none nobody nothing neither never hardly barely scarcely".split())
_PREDICATES = ("VERB", "AUX")
_ARGUMENT = frozenset("dobj attr acomp oprd dative xcomp".split())
_SUBJECT = frozenset("nsubj csubj nsubjpass csubjpass".split())
_UPDATE_CUES = frozenset("now already since so+far up+from down+from compared+with after+earlier".split())


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
    taken = frozenset(token.i for tokens, _ in dated for token in tokens)
    said = _reporting(span)
    verbs = [token for token in span if _is_predicate(token) and token.i not in said]
    clauses = tuple(_clause(verb, taken, said) for verb in verbs)
    index = {verb.i: number for number, verb in enumerate(verbs)}
    content = [token for token in span if token.i not in said and token.i not in taken]
    return Frame(
        clauses=clauses,
        slots=tuple(_slot(tokens, quantity, index, taken) for tokens, quantity in counted if tokens),
        moments=tuple(_moment(tokens, period, index) for tokens, period in dated if tokens and tokens[0].i not in said),
        words=tuple(dict.fromkeys(lemma_of(t) for t in content if is_content(t) and not is_name(t))),
        names=names_in(content),
        cues=tuple(dict.fromkeys(t.lower_ for t in content if t.lower_ in _UPDATE_CUES)),
    )


def _tokens(span: Span, start: int, end: int) -> list[Token]:
    return [token for token in span if token.idx < end and token.idx + len(token) > start and not token.is_space]


def _is_predicate(token: Token) -> bool:
    if token.dep_ in ("aux", "auxpass", "amod", "compound", "case"):
        return False
    if token.pos_ in _PREDICATES:
        return True
    return any(child.dep_ in ("auxpass", "nsubjpass") for child in token.children)


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


def _reports_as(token: Token) -> bool:
    return token.dep_ == "mark" and lemma_of(token.head) in SAYING and token.head.dep_ == "advcl"


def _content_of(token: Token) -> Token | None:
    """The clause that a reporting verb introduces; None where the verb is an act of its own."""
    lemma = lemma_of(token)
    if token.pos_ != "VERB" or lemma not in SAYING or lemma in _DENYING:
        return None
    for child in token.children:
        if child.dep_ in ("ccomp", "parataxis") and (child.pos_ in _PREDICATES or list(child.children)):
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


def _clause(verb: Token, taken: frozenset[int], said: frozenset[int]) -> Clause:
    agent, patient = _roles(verb)
    passive = any(child.dep_ in ("nsubjpass", "csubjpass", "auxpass") for child in verb.children)
    links = [child for child in verb.children if child.i not in said]
    return Clause(
        verb=_verb(verb),
        agent=_term(agent, taken),
        object=_term(patient, taken),
        others=tuple(_complements(links, taken, passive)),
        adverbs=tuple(lemma_of(child) for child in links if child.dep_ == "advmod" and child.pos_ == "ADV"),
        negated=_negated(verb, agent, patient),
        denied=_denied(verb),
        mood=_mood(verb),
        tense=_tense(verb),
        depth=sum(1 for parent in verb.ancestors if _is_predicate(parent) and parent.i not in said),
        place=verb.i,
    )


def _term(token: Token | None, taken: frozenset[int]) -> Term | None:
    return None if token is None else term_of(token, taken)


def _verb(verb: Token) -> str:
    particle = next((child.lower_ for child in verb.children if child.dep_ == "prt"), None)
    lemma = lemma_of(verb)
    return f"{lemma} {particle}" if particle else lemma


def _roles(verb: Token) -> tuple[Token | None, Token | None]:
    """The logical subject and object of a verb, whatever its voice."""
    subject = _subject(verb)
    passive = any(child.dep_ in ("nsubjpass", "csubjpass", "auxpass") for child in verb.children)
    by_agent = next(
        (noun for child in verb.children if child.dep_ == "agent" for noun in child.children if noun.dep_ == "pobj"),
        None,
    )
    if passive or (verb.dep_ == "acl" and verb.tag_ == "VBN"):
        return by_agent, subject
    return subject, next((child for child in verb.children if child.dep_ in _ARGUMENT and child.dep_ != "xcomp"), None)


def _subject(verb: Token) -> Token | None:
    own = next((child for child in verb.children if child.dep_ in _SUBJECT), None)
    if own is not None and own.tag_ in ("WDT", "WP") and verb.dep_ in ("relcl", "acl"):
        return verb.head
    if own is not None:
        return own
    if verb.dep_ in ("relcl", "acl") and verb.tag_ in ("VBN", "VBG"):
        return verb.head
    if verb.dep_ in ("conj", "xcomp", "advcl", "pcomp") and verb.head.pos_ in _PREDICATES:
        return _subject(verb.head)
    if verb.dep_ == "pcomp" and verb.head.head.pos_ in _PREDICATES:
        return _subject(verb.head.head)
    return None


def _complements(children: Iterable[Token], taken: frozenset[int], passive: bool) -> Iterator[Complement]:
    for child in children:
        if child.dep_ == "prep" and child.i not in taken:
            link = "because of" if child.lower_ in ("because", "due", "owing") else child.lower_
            for noun in child.children:
                if noun.dep_ == "pobj" and noun.i not in taken:
                    yield Complement(link, term_of(noun, taken))
                elif noun.dep_ == "prep":
                    yield from (
                        Complement(link, term_of(inner, taken)) for inner in noun.children if inner.dep_ == "pobj"
                    )
        elif child.dep_ in ("npadvmod", "oprd", "acomp", "dative") and child.i not in taken and not passive:
            yield Complement(child.dep_, term_of(child, taken))


def _negated(verb: Token, agent: Token | None, patient: Token | None) -> bool:
    """Whether a clause says that something is not so; two negations cancel."""
    count = sum(1 for child in verb.children if child.dep_ == "neg" or child.lower_ in ("never", "hardly", "neither"))
    count += sum(1 for noun in (agent, patient) if noun is not None and _empty(noun))
    if verb.dep_ in ("xcomp", "pcomp", "ccomp"):
        parent = verb.head if verb.head.pos_ in _PREDICATES else verb.head.head
        if (lemma_of(parent) in _FAILING | _DENYING and verb.dep_ != "ccomp") or verb.head.lower_ == "without" or (verb.dep_ == "xcomp" and any(child.dep_ == "neg" for child in parent.children)):
            count += 1
    return count % 2 == 1


def _empty(noun: Token) -> bool:
    if noun.lower_ in _NOT:
        return True
    return any(
        (child.lower_ in ("no", "neither") and child.dep_ == "det")
        or (child.dep_ == "neg" and noun.dep_ in (*_SUBJECT, "dobj"))
        for child in noun.children
    )


def _denied(verb: Token) -> bool:
    """Whether somebody in the sentence rejects what the clause says."""
    for parent in verb.ancestors:
        lemma = lemma_of(parent)
        if lemma in _DENYING and parent.pos_ == "VERB" and _below(verb, parent):
            return not any(child.dep_ == "neg" for child in parent.children)
    return False


def _below(verb: Token, denial: Token) -> bool:
    """Whether a verb stands in what is denied, not beside it."""
    node = verb
    while node.head.i != denial.i:
        node = node.head
    if node.dep_ in ("ccomp", "xcomp", "pcomp"):
        return True
    return node.dep_ in ("dobj", "prep") and (lemma_of(node) in _REPORTS or node.dep_ == "prep")


def _mood(verb: Token) -> str:
    helpers = {child.lower_ for child in verb.children if child.dep_ == "aux"}
    marks = {child.lower_ for child in verb.children if child.dep_ == "mark"}
    if marks & {"if", "unless", "whether", "provided"} or any(
        child.dep_ == "advcl" and {m.lower_ for m in child.children if m.dep_ == "mark"} & {"if", "unless"}
        for child in verb.children
    ):
        return "conditional"
    if helpers & _POSSIBLE:
        return "possible"
    parent = verb.head
    if verb.dep_ in ("xcomp", "ccomp", "acl") and parent.i != verb.i:
        lemma = lemma_of(parent)
        if lemma in _FORECASTING:
            return "forecast"
        if lemma in _PLANNING:
            return "plan"
        if verb.dep_ == "xcomp" and parent.pos_ in _PREDICATES:
            return _mood(parent)
    if lemma_of(verb) in _FORECASTING and verb.dep_ != "xcomp":
        return "forecast"
    if helpers & {"would", "should"}:
        return "conditional"
    return "future" if helpers & {"will", "shall", "'ll"} else ""


def _tense(verb: Token) -> str:
    tags = {child.tag_ for child in verb.children if child.dep_ in ("aux", "auxpass")} | {verb.tag_}
    helpers = {child.lower_ for child in verb.children if child.dep_ in ("aux", "auxpass")}
    if helpers & {"will", "shall", "'ll"}:
        return "future"
    if helpers & {"has", "have", "'ve"}:
        return "perfect"
    if "VBD" in tags or helpers & {"was", "were", "had", "did"}:
        return "past"
    return "present" if tags & {"VBZ", "VBP"} else ""


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


def _governor(noun: Token) -> Token | None:
    """The noun that a quantity describes: 'valuation' of 'a valuation of $1.4 billion', 'number' of '... at 89'."""
    if noun.dep_ == "pobj" and noun.head.lower_ in ("of", "between") and noun.head.head.pos_ in ("NOUN", "PROPN"):
        return noun.head.head
    if noun.dep_ == "pobj" and noun.head.lower_ == "at" and noun.head.head.pos_ == "VERB":
        return next((child for child in noun.head.head.children if child.dep_ == "dobj"), None)
    verb = noun.head
    bare = noun.pos_ in ("NUM", "SYM")
    if bare and noun.dep_ in ("attr", "dobj", "npadvmod", "acomp", "oprd") and verb.pos_ in _PREDICATES:
        return next(
            (child for child in verb.children if child.dep_ in _SUBJECT and child.pos_ in ("NOUN", "PROPN")), None
        )
    if bare and noun.dep_ == "pobj" and noun.head.lower_ in ("to", "at", "by") and noun.head.head.pos_ in _PREDICATES:
        return next(
            (child for child in noun.head.head.children if child.dep_ in _SUBJECT and child.pos_ in ("NOUN", "PROPN")),
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
    if after[:1] == ["alone"] or "including" in before or "of which" in " ".join([*before, *after]):
        return True
    return noun.pos_ == "NUM" and after[:2] in (["of", "the"], ["of", "them"], ["of", "its"], ["of", "their"])
