"""The clauses of a parse: who does what to whom, whether it is negated, denied, planned, and when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from monitor.claims.terms import is_name, lemma_of, term_of
from monitor.frame import Clause, Complement, Term

if TYPE_CHECKING:
    from spacy.tokens import Token

DENYING = frozenset("deny reject dismiss refute dispute rebut rule contradict disavow repudiate".split())
_REPORTS = frozenset(
    "report accusation allegation claim rumour rumor speculation suggestion charge assertion statement story "
    "idea notion".split()
)
_PLANNING = frozenset(
    "plan aim intend want hope propose seek promise pledge vow prepare expect set schedule wish target threaten "
    "agree decide due consider weigh mull".split()
)
_FAILING = frozenset("fail refuse decline cease avoid stop forbid forget".split())
_POSSIBLE = frozenset("may might could".split())
_FORECASTING = frozenset("expect forecast predict project estimate anticipate likely unlikely".split())
_NOT = frozenset("no none nobody nothing neither never hardly barely scarcely".split())
_NO_WAY = frozenset("time point stage circumstances way means".split())
_THIRD = frozenset("it he she they".split())
# Verbs whose object is where they are done: who builds a plant in a town builds there.
_SITING = frozenset("build open hold locate found establish stage site erect host launch set create put".split())
_BECOMING = frozenset({"ill", "sick"})
_LACKING = frozenset("be remain stay go leave".split())
_PLACING = frozenset("in at near outside off".split())
PREDICATES = ("VERB", "AUX")
_ARGUMENT = frozenset("dobj attr acomp oprd dative xcomp".split())
SUBJECT = frozenset("nsubj csubj nsubjpass csubjpass".split())
# Participles that the tagger takes for adjectives.
_PARTICIPLES = {
    "frozen": "freeze", "broken": "break", "stolen": "steal", "sold": "sell", "closed": "close", "shut": "shut",
    "injured": "injure", "wounded": "wound", "unveiled": "unveil", "banned": "ban", "approved": "approve",
}  # fmt: skip


def is_predicate(token: Token) -> bool:
    """Whether a token heads a clause."""
    if token.dep_ in ("aux", "auxpass", "amod", "compound", "case"):
        return False
    if token.pos_ in PREDICATES:
        return True
    return any(child.dep_ in ("auxpass", "nsubjpass") for child in token.children)


def clause(verb: Token, taken: frozenset[int], said: frozenset[int]) -> Clause:
    agent, patient = _roles(verb)
    agent, patient = _resolved(agent, verb), _resolved(patient, verb)
    lacked = _lacked(verb)
    if lacked is not None:
        agent, patient = agent or patient, lacked
    passive = any(child.dep_ in ("nsubjpass", "csubjpass", "auxpass") for child in verb.children)
    links = [child for child in verb.children if child.i not in said]
    sited = tuple(_nested_places(patient, taken)) if patient is not None and lemma_of(verb) in _SITING else ()
    return Clause(
        verb=_verb(verb) if lacked is None else "have",
        agent=_term(agent, taken),
        object=_term(patient, taken),
        others=(
            *(o for o in _complements(links, taken, passive) if lacked is None or o.link != "without"),
            *sited,
        ),
        adverbs=tuple(lemma_of(child) for child in links if child.dep_ == "advmod" and child.pos_ == "ADV"),
        negated=_negated(verb, agent, patient) != (lacked is not None),
        denied=_denied(verb),
        mood=_mood(verb),
        tense=_tense(verb),
        depth=sum(1 for parent in verb.ancestors if is_predicate(parent) and parent.i not in said),
        place=verb.i,
    )


def _term(token: Token | None, taken: frozenset[int]) -> Term | None:
    return None if token is None else term_of(token, taken)


def _verb(verb: Token) -> str:
    if lemma_of(verb) == "take" and any(child.dep_ == "dobj" and child.lower_ == "place" for child in verb.children):
        return "take place"
    particle = next((child.lower_ for child in verb.children if child.dep_ == "prt"), None)
    lemma = _PARTICIPLES.get(verb.lower_) or lemma_of(verb)
    if lemma == "decline" and any(child.dep_ == "xcomp" for child in verb.children):
        return "refuse"
    if lemma == "fall" and any(child.lower_ in _BECOMING for child in verb.children):
        return "sicken"
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
    arguments = [child for child in verb.children if child.dep_ in _ARGUMENT and child.dep_ != "xcomp"]
    patient = min(arguments, key=lambda child: child.dep_ == "dative", default=None)
    return subject, verb.head if _is_relative(
        patient, verb
    ) and subject is not None and subject.i != verb.head.i else patient


def _is_relative(noun: Token | None, verb: Token) -> bool:
    """Whether a verb's object is the noun that its clause describes ('the containers that it lost')."""
    if noun is None:
        return verb.dep_ == "relcl" and verb.tag_ != "VB" and not any(c.dep_ == "prep" for c in verb.children)
    return noun.tag_ in ("WDT", "WP") and verb.dep_ == "relcl"


def _lacked(verb: Token) -> Token | None:
    """What somebody is without: who is left without power has none."""
    if lemma_of(verb) not in _LACKING or any(child.dep_ in ("acomp", "attr", "dobj") for child in verb.children):
        return None
    links = (child for child in verb.children if child.dep_ == "prep" and child.lower_ == "without")
    return next((noun for link in links for noun in link.children if noun.dep_ == "pobj"), None)


def _resolved(noun: Token | None, verb: Token) -> Token | None:
    """The noun for a pronoun: the subject of the clause above, as in 'Tash said that she has never met him'."""
    if noun is None or noun.lower_ not in _THIRD or noun.dep_ not in SUBJECT:
        return noun
    for above in verb.ancestors:
        subject = next((child for child in above.children if child.dep_ in SUBJECT and child.i < noun.i), None)
        if subject is not None and subject.pos_ in ("NOUN", "PROPN") and _agrees(noun, subject):
            return subject
    return noun


def _agrees(pronoun: Token, noun: Token) -> bool:
    """Whether a pronoun may stand for a noun: one person is not 'two colleagues'. 'They' may be one team."""
    return pronoun.lower_ == "they" or noun.tag_ not in ("NNS", "NNPS")


def _subject(verb: Token) -> Token | None:
    own = next((child for child in verb.children if child.dep_ in SUBJECT), None)
    if own is not None and own.tag_ in ("WDT", "WP") and verb.dep_ in ("relcl", "acl"):
        return verb.head
    if own is not None:
        return own
    if verb.dep_ in ("relcl", "acl") and verb.tag_ in ("VBN", "VBG"):
        return verb.head
    if verb.dep_ in ("conj", "xcomp", "advcl", "pcomp") and verb.head.pos_ in PREDICATES:
        return _subject(verb.head)
    if verb.dep_ == "pcomp" and verb.head.head.pos_ in PREDICATES:
        return _subject(verb.head.head)
    return None


def _complements(children: Iterable[Token], taken: frozenset[int], passive: bool) -> Iterator[Complement]:
    for child in children:
        if child.dep_ == "prep" and child.i not in taken:
            link = "because of" if child.lower_ in ("because", "due", "owing") else child.lower_
            for noun in child.children:
                if noun.dep_ == "pobj" and noun.i not in taken:
                    yield Complement(link, term_of(noun, taken))
                    yield from _nested_places(noun, taken)
                elif noun.dep_ == "prep":
                    yield from (
                        Complement(link, term_of(inner, taken)) for inner in noun.children if inner.dep_ == "pobj"
                    )
        elif child.dep_ == "advmod" and any(noun.dep_ == "prep" for noun in child.children):
            yield from _complements(child.children, taken, passive)
        elif child.dep_ in ("npadvmod", "oprd", "acomp", "dative") and child.i not in taken and not passive:
            yield Complement(child.dep_, term_of(child, taken))


def _nested_places(noun: Token, taken: frozenset[int]) -> Iterator[Complement]:
    """The place inside another phrase: 'in Oslo' of 'for three hours in Oslo'."""
    for prep in noun.children:
        if prep.dep_ == "prep" and prep.lower_ in _PLACING:
            for inner in prep.children:
                if inner.dep_ == "pobj" and is_name(inner) and inner.i not in taken:
                    yield Complement(prep.lower_, term_of(inner, taken))


def _negated(verb: Token, agent: Token | None, patient: Token | None) -> bool:
    """Whether a clause says that something is not so; two negations cancel."""
    count = sum(1 for child in verb.children if child.dep_ == "neg" or child.lower_ in ("never", "hardly", "neither"))
    later = [child for child in verb.children if child.lower_ in ("longer", "more") and child.i > 0]
    count += sum(1 for child in later if child.nbor(-1).lower_ == "no")
    count += sum(1 for child in verb.children if child.dep_ == "prep" and _at_no_time(child))
    count += sum(1 for noun in (agent, patient) if noun is not None and noun.head.i == verb.i and _empty(noun))
    if verb.dep_ in ("xcomp", "pcomp", "ccomp"):
        parent = verb.head if verb.head.pos_ in PREDICATES else verb.head.head
        count += (lemma_of(parent) in _FAILING | DENYING and verb.dep_ != "ccomp") or verb.head.lower_ == "without"
        count += verb.dep_ == "xcomp" and any(child.dep_ == "neg" for child in parent.children)
        count += verb.dep_ == "xcomp" and lemma_of(parent) == "have" and any(c.lower_ == "yet" for c in parent.children)
    return count % 2 == 1


def _at_no_time(prep: Token) -> bool:
    """Whether a phrase negates its verb: 'at no time', 'under no circumstances', 'in no way'."""
    return prep.lower_ in ("at", "under", "in", "by") and any(
        noun.dep_ == "pobj" and noun.lower_ in _NO_WAY and any(child.lower_ == "no" for child in noun.children)
        for noun in prep.children
    )


def _empty(noun: Token) -> bool:
    if noun.lower_ in _NOT:
        return True
    return any(
        (child.lower_ in ("no", "neither") and child.dep_ in ("det", "preconj", "cc"))
        or (child.dep_ == "neg" and noun.dep_ in (*SUBJECT, "dobj"))
        for child in noun.children
    )


def _denied(verb: Token) -> bool:
    """Whether somebody in the sentence rejects what the clause says."""
    for parent in verb.ancestors:
        lemma = lemma_of(parent)
        if lemma in DENYING and parent.pos_ == "VERB" and _below(verb, parent):
            return not any(child.dep_ == "neg" for child in parent.children)
    return False


def _below(verb: Token, denial: Token) -> bool:
    """Whether a verb stands in what is denied, not beside it."""
    node = verb
    while node.head.i != denial.i:
        node = node.head
    if node.dep_ in ("ccomp", "xcomp", "pcomp"):
        return True
    if node.dep_ == "prep":
        return node.lower_ != "as"  # 'dismissed the claims as an attempt to': that it is one is stated
    return node.dep_ == "dobj" and lemma_of(node) in _REPORTS


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
        if verb.dep_ == "xcomp" and parent.pos_ in PREDICATES:
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
    if verb.tag_ == "VBN" and not helpers and any(child.dep_ == "nsubj" for child in verb.children):
        return "past"  # 'the plant reopened': the tagger takes the one form for the other
    return "present" if tags & {"VBZ", "VBP"} else ""
