"""How a sentence is meant: denied, conditional, planned, forecast, possible, reported or asserted."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitor.claims.attribution import Speech, denier, is_notice
from monitor.claims.language import text_of
from monitor.claims.lexicon import CHARGES, DENYING, FORECASTING, PLANNING, UNTRUE, WEIGHING
from monitor.model import Modality, Polarity

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_REPORTEDLY = re.compile(
    r"\b(?:reportedly|allegedly|supposedly|purportedly|apparently|rumou?red|(?:is|are|was|"
    r"were) (?:also )?(?:said|believed|understood|thought|alleged|reported|known) to|"
    r"(?:it|as) (?:is|was|has been) (?:said|reported|understood|claimed))\b",
    re.IGNORECASE,
)
_EXPECTED = re.compile(
    r"\b(?:is|are|was|were) (?:now |widely |still |also )?expected\b|\b(?:(?:is|are|was|were|be|been|"
    r"widely|now|'s|’s) (?:now |widely |still |also )*(?:expected|forecast|projected|predicted|tipped|"
    r"anticipated|estimated|likely|unlikely|bound|on course|on track|seen)"
    r" (?:to|that))",
    re.IGNORECASE,
)
_POSSIBLY = re.compile(
    r"\b(?:possibly|potentially|perhaps|maybe|conceivably|it is possible|it's possible|might|may well|"
    r"(?:has|have|had|did|does|do|can)(?: not|n['’]t|not) (?:been )?rule[d]? out|possibility (?:of|that))\b",
    re.IGNORECASE,
)
_REFUSED = re.compile(
    r"\b(?:there (?:is|was|'s|’s) no truth|no truth (?:in|to)|nothing to (?:the |these |"
    r"those )?(?:reports?|rumou?rs?|claims?)|contrary to (?:\w+ )?(?:reports?|claims?|rumou?rs?)|"
    r"(?:hit back at|pushed back (?:at|on|against)|brushed (?:off|aside)|shot down|knocked down|"
    r"denie[sd]|deny(?:ing)?|refut(?:es?|ed|ing)|denials? (?:of|that|by))\b)",
    re.IGNORECASE,
)
_CONDITION = frozenset({"if", "assuming"})
_WHEN = frozenset({"after", "before", "until", "when", "while"})
_UNLESS = re.compile(
    r"\b(?:unless|provid(?:ed|ing) (?:that|the|it|they)|on (?:the )?condition that|(?:so|as) long as|"
    r"only if|in the event (?:of|that)|lest)\b",
    re.IGNORECASE,
)
_SCHEDULED = re.compile(
    r"\b(?:due|set|scheduled|slated|poised|about|preparing|planning|gearing up|ready|on the verge of|"
    r"vow(?:s|ed)|pledge[sd]?|promise[sd]?|plan(?:s|ned)?|intend(?:s|ed)?|aim(?:s|ed)?) to (?!the\b|"
    r"an?\b)[a-z]+"
    r"|\b(?:announced|has|have|had|unveiled|with|laid out|drawn up|confirmed|"
    r"revealed) (?:\w+ )?plans? (?:to|for)\b|\b(?:is|are|was|were) planning\b|\bplans? (?:an?|the|new|"
    r"more)\b",
    re.IGNORECASE,
)
_RESULTS = frozenset(
    "profit revenue sale growth loss earning income margin demand inflation output turnover volume".split()
)
# What happens to something without anybody's will.
_UNWILLED = frozenset(
    "rise fall grow shrink increase decrease decline drop reach exceed hit climb slip remain become "
    "happen occur arrive "
    "average total amount die lose win suffer need take last melt rain snow warm worsen improve recover "
    "slow expand "
    "contract double triple halve peak account come hold stay see benefit struggle fail succeed "
    "overtake surpass turn "
    "generate earn bring save outpace narrow widen deepen weaken strengthen".split()
)


def modality(doc: Doc, said: Speech) -> Modality:
    """The strongest that fits, in the order in which the kinds are listed."""
    if _denied(doc, said):
        return Modality.DENIED
    if _conditional(doc, said):
        return Modality.CONDITIONAL
    forecast = _forecast(doc, said)
    if not forecast and _planned(doc, said):
        return Modality.PLANNED
    if forecast:
        return Modality.FORECAST
    if _possible(doc, said):
        return Modality.POSSIBLE
    if said.sources or said.unnamed or _REPORTEDLY.search(text_of(doc)):
        return Modality.REPORTED
    return Modality.ASSERTED


def _denied(doc: Doc, said: Speech) -> bool:
    if is_notice(text_of(doc)):
        return False
    if any(verb.lemma_ in DENYING for verb in said.verbs) or denier(doc) is not None or _REFUSED.search(text_of(doc)):
        return True
    if any(verb.lemma_ in ("call", "describe", "brand", "label", "dismiss", "reject") for verb in said.verbs):
        return any(token.lower_ in UNTRUE for token in doc)
    # 'Reports of a sale are untrue, she said': what is called untrue is somebody else's statement.
    content = said.content
    for child in content.children:
        if child.dep_ in ("acomp", "attr") and child.lower_ in UNTRUE | {"true"}:
            untrue = child.lower_ in UNTRUE or negated(content)
            subject = next((one for one in content.children if one.dep_ in ("nsubj", "csubj")), None)
            return (
                untrue
                and subject is not None
                and (bool(said.verbs) or any(t.lemma_.lower() in CHARGES for t in subject.subtree))
            )
    return any(
        token.lemma_ in DENYING and token.tag_ == "VBG" and token.dep_ == "advcl" and _charged(token) for token in doc
    )


def _charged(verb: Token) -> bool:
    return any(child.dep_ == "ccomp" or child.lemma_.lower() in CHARGES for child in verb.children)


def _conditional(doc: Doc, said: Speech) -> bool:
    for token in doc:
        if token.i + 1 < len(doc) and doc[token.i + 1].lower_ in ("not", "any", "only"):
            continue
        if (
            token.lower_ in _CONDITION
            and token.dep_ in ("mark", "prep")
            and token.head.dep_ in ("advcl", "ccomp", "pcomp", "prep")
        ):
            if token.head.dep_ == "ccomp" and token.head.head.lemma_ in (
                "ask",
                "know",
                "wonder",
                "say",
                "see",
                "decide",
                "check",
                "determine",
            ):
                continue
            return True
    if _UNLESS.search(text_of(doc)):
        return True
    return bool(
        re.match(r"(?:should|were|had) (?:the|a|it|they|he|she|[A-Z])", text_of(doc), re.IGNORECASE)
        and not text_of(doc).endswith("?")
    )


def _helpers(verb: Token) -> set[str]:
    return {child.lower_ for child in verb.children if child.dep_ in ("aux", "auxpass")}


def _planned(doc: Doc, said: Speech) -> bool:
    verb = said.content
    if any(one.lemma_ in PLANNING for one in said.verbs):
        return True
    chain = [verb, *(child for child in verb.children if child.dep_ == "conj" and child.pos_ in ("VERB", "AUX"))]
    if said.verbs and _helpers(verb) & {"would", "'d"} and verb.lemma_ not in ("be", "like", "have", "prefer", "love"):
        return True
    if any(_plans(one) for one in chain) or _headline_plan(doc, verb):
        return True
    if any(_is_to_come(token) for token in doc) and not any(child.dep_ in ("acomp", "attr") for child in verb.children):
        return True
    match = _SCHEDULED.search(text_of(doc))
    if (
        match is None
        or re.search(r"(?:\b(?:no|not|never|any)|n['’]t)(?: \w+)?\s$", text_of(doc)[: match.start()])
        or re.search(r"\bno plans?\b", match.group())
    ):
        return False
    return _in_main(doc, match.start(), verb)


def _is_to_come(token: Token) -> bool:
    """Whether 'is to' and a bare verb stand here, outside of a relative clause."""
    if token.tag_ != "TO" or token.i == 0 or token.i + 1 >= len(token.doc) or token.nbor(1).lower_ in ("blame", "date"):
        return False
    future = token.nbor(-1).lower_ in ("is", "are") and token.nbor(1).tag_ == "VB"
    return future and not any(one.dep_ == "relcl" for one in (token.nbor(1), *token.nbor(1).ancestors))


def _in_main(doc: Doc, place: int, verb: Token) -> bool:
    """Whether a place in the sentence is inside no relative clause, and in none that only tells when."""
    token = next((one for one in doc if one.idx >= place), doc[-1])
    if token.pos_ == "NOUN" and not token.lower_.startswith("plan"):
        return False
    return not any(one.dep_ == "relcl" or _tells_when(one) for one in (token, *token.ancestors) if one != verb)


def _tells_when(clause: Token) -> bool:
    return clause.dep_ == "advcl" and any(c.dep_ == "mark" and c.lower_ in _WHEN for c in clause.children)


def _plans(verb: Token) -> bool:
    if _helpers(verb) & {"will", "shall", "'ll", "wo", "’ll"}:
        return True
    down = [child for child in verb.children if child.dep_ in ("xcomp", "ccomp", "advcl", "acomp", "prep")]
    if verb.lemma_ in PLANNING and any(
        child.dep_ == "xcomp" or (child.lower_ == "for" and verb.lemma_ in ("plan", "aim", "prepare")) for child in down
    ):
        return True
    if (
        verb.lemma_ == "be"
        and any(child.tag_ == "VB" and child.dep_ == "xcomp" and child.lemma_ != "blame" for child in down)
        and not any(child.dep_ in ("acomp", "attr") for child in verb.children)
    ):
        return True
    return verb.lemma_ == "go" and verb.tag_ == "VBG" and any(child.dep_ == "xcomp" for child in down)


def _headline_plan(doc: Doc, verb: Token) -> bool:
    """'Maker to close plant': a headline's future."""
    if verb.tag_ == "VB" and "to" in _helpers(verb):
        return True
    return bool(re.match(r"^[A-Z][^.!?]*? to [a-z]+ ", text_of(doc))) and not any(
        token.tag_ in ("VBD", "VBZ", "VBP", "MD") for token in doc
    )


def _forecast(doc: Doc, said: Speech) -> bool:
    if any(verb.lemma_ in FORECASTING - {"see", "estimate", "reckon"} for verb in said.verbs):
        return True
    if _EXPECTED.search(text_of(doc)):
        return True
    verb = said.content
    if verb.lemma_ == "see" and any(child.dep_ == "dobj" and child.lemma_ in _RESULTS for child in verb.children):
        return True
    return bool(_helpers(verb) & {"will", "shall", "'ll"}) and verb.lemma_ in _UNWILLED and not _arranged(verb)


def _arranged(verb: Token) -> bool:
    """Whether people set the time of what is to come: 'will take place on Tuesday', 'will come into force'."""
    with_it = {child.lemma_ for child in verb.children if child.dep_ in ("dobj", "prep")}
    if verb.lemma_ == "take":
        return bool(with_it & {"place", "effect", "part", "office"})
    if verb.lemma_ == "come":
        under = {grand.lemma_ for child in verb.children if child.lemma_ == "into" for grand in child.children}
        return bool(under & {"force", "effect", "operation"})
    return verb.lemma_ == "go" and "into" in with_it


def _possible(doc: Doc, said: Speech) -> bool:
    verb = said.content
    # 'Could not' tells what was impossible.
    able = {"could"} if any(child.dep_ == "neg" for child in verb.children) else set()
    if (_helpers(verb) & {"may", "might", "could"}) - able:
        return True
    if verb.lemma_ in WEIGHING and verb.tag_ == "VBG":
        return True
    return bool(_POSSIBLY.search(text_of(doc)))


def polarity(said: Speech) -> Polarity:
    """Whether the main statement is negated; a denial turns what it denies round."""
    negative = negated(said.content) != any(verb.lemma_ in DENYING for verb in said.verbs)
    return Polarity.NEGATIVE if negative else Polarity.POSITIVE


def negated(verb: Token) -> bool:
    """Whether a clause says that something is not so: not, never, no longer, no one, fails to, has yet to."""
    if any(child.dep_ == "neg" for child in verb.children):
        return True
    if verb.lemma_ in ("fail", "cease") or (verb.lemma_ == "have" and any(c.lower_ == "yet" for c in verb.children)):
        return True
    for child in verb.children:
        if child.dep_ in ("nsubj", "nsubjpass", "dobj", "attr", "pobj"):
            if child.lower_ in ("nobody", "nothing", "none", "neither", "no"):
                return True
            if any(
                grand.lower_ in ("no", "neither", "none", "not") and grand.dep_ in ("det", "neg", "preconj", "advmod")
                for grand in child.children
            ):
                return True
        if child.dep_ == "advmod" and child.lower_ in ("never", "longer", "nowhere"):
            return True
    return False
