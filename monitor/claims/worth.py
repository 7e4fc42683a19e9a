"""Whether a sentence states something that a reader could check.

Signs for and against are weighed. What can be checked names things, counts, dates, tells of an act that is
over, or of a party's word; what cannot rates, guesses, generalises, or speaks to the reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.claims.attribution import Speech
from monitor.claims.boilerplate import is_boilerplate
from monitor.claims.lexicon import ABSTRACT, CHATTER, EVALUATIVE, GRAND, IMPERATIVES, INTERPRETING, OPINING, RATING, STANCE, UNTRUE
from monitor.claims.sentences import Form
from monitor.model import Mention, Modality

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_FINITE = ("VBD", "VBZ", "VBP", "MD")
_COPULAS = frozenset("be seem look feel sound become remain prove appear represent mean".split())
_ANYONE = frozenset("nobody everyone everybody anyone anybody someone something everything nothing one who what".split())
_RHETORIC = re.compile(
    r"^\W*(?:so much for|make no mistake|let that sink|imagine|remember when|welcome to|and (?:that|this|yet|so|then)\b|here['’]?s|"
    r"the (?:truth|point|irony|question|problem|lesson|message|takeaway|upshot|bottom line|real \w+|reality|simple fact) (?:is|here|remains)|spoiler|cue |"
    r"think about|picture this|gone are|(?:no|little|small) wonder|needless to say|if only|not so fast|case in point|bottom line|let['’]?s|"
    r"who (?:knew|needs|would|cares|wouldn)|what (?:a|an) |how (?:very|\w+ly) |call (?:it|me)|good luck|enough|long live|rip\b|bravo|of course|"
    r"in other words|simply put|put simply|at the end of the day|it (?:feels|looks|sounds|seems) (?:like|as)|my (?:guess|bet|hunch|theory|take|two cents|feeling|sense)|"
    r"maybe|perhaps|probably|hopefully|surely|presumably|no doubt|chances are|word is|rumou?r has it|one (?:can|could|might|wonders|shudders|suspects|has to)|"
    r"(?:opinion|analysis|comment|editorial|explained|explainer|review|podcast|watch|video|letters?|q&a|interview|profile|feature|perspective|live|quiz|column)\s*[|:–—-])",
    re.IGNORECASE,
)
_GUESS = re.compile(
    r"\b(?:I|we) (?:think|guess|suspect|bet|feel|hope|wish|believe|doubt|assume|imagine|reckon|suppose|wonder|fear|love|hate)\b|\bI['’]d\b|\bin my (?:opinion|view|experience|book|mind|eyes)\b|\b(?:imho|imo)\b|\bwould rather\b|\bhad better\b|\blet['’]?s\b|\bone too many\b|\byet to come\b|\bsaw (?:this|that|it) coming\b|\bship has sailed\b|\bas we know (?:it|them)\b|\bif true\b|"
    r"\bmust (?:be|have)\b|"
    r"\bnot (?:nearly )?enough\b|\b(?:a|one) million reasons\b|\b(?:no|any) (?:sane|serious|sensible|decent) \w+|\bhas to be\b|\bnothing to do with\b.*\beverything\b|\bby far\b|\bnot even close\b|\bthe least we\b|\bworth (?:it|every|the|your)\b|"
    r"\bnot a (?:good|bad) (?:look|sign)\b|\bspeaks volumes\b|\bonly time will tell\b|\bremains to be seen\b|\bthe rest is history\b|\bwithout (?:a )?doubt\b|\bmakes? (?:no|little|perfect|zero) sense\b|\b(?:everybody|everyone) knows\b|\bsomething tells\b|\bsooner or later\b|\bto me\b[.!]?$|^\W*either \w+.*\bor\b|"
    r"\b(?:uphill (?:battle|struggle)|perfect storm|tip of the iceberg|elephant in the room|level playing field|double-edged|slippery slope|wake-up call|at a crossroads|hangs? in the balance|high time|last straw|end of an era|"
    r"house of cards|writing on the wall|point of no return|turning point|watershed|wild west|holy grail|silver bullet|new normal|uncharted|game[- ]changer|paradigm|brave new|tale of two|sign of the times|recipe for|race to the bottom)\b",
    re.IGNORECASE,
)
_CHAT = re.compile(
    r"^\W*(?:same here|can confirm|this\.|\+1|came here|take my|following|thanks|thank you|nice|cool|congrat|good (?:job|work|bot|point|question)|great (?:job|work|post)|"
    r"edit\b|update:|tl;?dr|ps\b|hi\b|hello|hey|anyone|asking for a friend|source\?|proof|agreed|exactly|true\b|not sure|no idea|sorry)|\btrust me\b|\bmy upvote\b|\bop\b|"
    r"\bcan['’]t wait\b|\bstay tuned\b|\bsee you\b|\bhappy (?:to|friday|new)\b|[:;]-?[)(DP]\s*$|[\U0001F300-\U0001FAFF]",
    re.IGNORECASE,
)
_INSTRUCTS = re.compile(
    r"^\W*(?:(?:then|first|next|now|finally|just|simply|also|or|and|so|again),? )?(?:please |kindly |do not |don['’]t |never |always |to [^,]{3,60}, |for [^,]{3,60}, |if [^,]{3,60}, )?(?P<verb>[a-z]+)\b",
    re.IGNORECASE,
)
_WH_TITLE = re.compile(r"^\W*(?:why|how|what|when|where|who|which|whether|inside|meet|behind|beyond|from|the case (?:for|against)|in defen[cs]e of)\b", re.IGNORECASE)
# A line of a schedule, a result, or a data sheet: it states something without a verb.
_SCHEDULE = re.compile(
    r"(?=.*\d).*\b[A-Z]{6,}\b|^[A-Z][\w ]+ \d+ ?[-–:] ?\d+ [A-Z]\w+|^[A-Z][\w ]+ \d+, [A-Z][\w ]+ \d+|^(?:licen[cs]e|context(?: length| window)?|parameters|size|price|version|release date|released|"
    r"architecture|weight|memory|battery(?: life)?|status|owner|founded|headquarters|ceo): \S"
)
_VALUE = re.compile(
    r"(?:✓|✗|✔|✘|yes|no|none|n/a|free|paid|open|closed|available|unavailable|cancelled|canceled|delayed|on time|sold out|mit|apache(?: license)?|bsd|proprietary|pending|"
    r"approved|rejected|passed|failed|active|inactive|discontinued|deprecated|planned|unknown|supported|unsupported|won|lost|drawn|withdrawn|open weights?|api only)",
    re.IGNORECASE,
)
_STRONG = frozenset(
    "terrible horrible awful amazing awesome incredible brilliant superb disgraceful outrageous ridiculous absurd stupid silly dumb shameful "
    "laughable pathetic insulting cowardly hypocritical greedy cynical madness insanity insult mistake blunder disgrace shame joke farce betrayal "
    "nonsense travesty folly masterpiece miracle nightmare idiot idiots idiotic foolish unforgivable inexcusable overrated underrated overhyped".split()
)
_CONTRAST = re.compile(
    r"\b(?:is|are|was)(?:n['’]t| not) (?:an? |the |about |just |only |merely )*[\w-]+(?: [\w-]+)?[,;:.—–-]+ ?(?:it|that|this|they)(?:['’]s|['’]re| is| are| was)\b|\bmeans? (?:nothing|little|everything)\b|"
    r"\bsays? it all\b|\bproves? (?:nothing|everything)\b|\bcan(?:no|['’])t even\b|\bstill can(?:no|['’])t\b|\bnot a single useful\b|\bnothing (?:but|more than)\b",
    re.IGNORECASE,
)
_POSED = re.compile(r"(?:, |\()(?:left|right|centre|center|pictured|second from (?:left|right))(?:,|\))|\bpictured (?:in|at|on|with|here|above|below)\b", re.IGNORECASE)
_SCENES = frozenset("wait inspect stand sit walk pose wave watch gaze smile chat cheer queue ride stroll".split())
_KEEP_AT = -0.5


@dataclass(frozen=True, slots=True)
class Reading:
    """All that is known of one sentence when its worth is decided."""

    doc: Doc
    form: Form
    said: Speech
    mention: Mention


def drop_reason(reading: Reading) -> str | None:
    """Why a sentence is no claim; None where it is one."""
    text = reading.mention.text
    if is_boilerplate(text):
        return "boilerplate"
    if re.search(r"[?？][\"'”’)\]]*$", text):
        return "question"
    if reading.form is Form.ROW:
        return _row(text)
    if (reason := _fragment(reading)) is not None:
        return reason
    against = list(_against(reading))
    total = sum(_in_favour(reading)) + sum(weight for weight, _ in against)
    return min(against)[1] if against and total < _KEEP_AT else None


def _row(text: str) -> str | None:
    """A row of a table is a claim when a cell beside its name holds a value."""
    cells = [cell.strip() for cell in re.split(r"\||\t| {3,}|¦", text) if cell.strip()]
    values = cells[1:] or cells
    return None if any(re.search(r"\d", cell) or _VALUE.fullmatch(cell) for cell in values) else "table heading"


def _fragment(reading: Reading) -> str | None:
    """A line without a statement; a headline, a measurement or a row of a schedule needs no finite verb."""
    doc, text = reading.doc, reading.doc.text
    ended = text.rstrip("\"'”’)")[-1:] in (".", "!", "。")
    if len([token for token in doc if token.is_alpha]) < 2:
        return "fragment"
    if not ended and _WH_TITLE.match(text):
        return "fragment"
    if not ended and _headline(doc):
        return None
    if any(_states(token, ended) for token in doc):
        return "fragment" if ended and _only_described(reading) else None
    if reading.mention.modality is Modality.PLANNED or _SCHEDULE.search(text):
        return None
    if reading.mention.dates and reading.mention.entities and re.search(r" [-–—:|] |\d[-–:]\d", text) and ":" not in text[:12]:
        return None
    if not ended and re.search(r"\d", text) and re.search(r" [–—/·;→] |\t", text) and (reading.mention.entities or reading.mention.quantities):
        return None
    counts = any(quantity.unit != "ordinal" for quantity in reading.mention.quantities)
    participles = [token for token in doc if token.tag_ in ("VBN", "VBD")]
    if counts and (participles or re.search(r":\s*\S*\d", text)):
        return None
    if participles and (reading.mention.dates or (not ended and participles[0].i > 0 and len(doc) > 3 and ":" not in text)):
        return None
    return "fragment"


def _only_described(reading: Reading) -> bool:
    """Whether a noun stands alone with a relative clause: 'A report that says nothing.'"""
    root = reading.said.verbs[0] if reading.said.verbs else reading.said.content
    if root.pos_ not in ("NOUN", "PROPN") or any(_states(token, True) and token.tag_ not in _FINITE for token in reading.doc) or reading.said.sources or ":" in reading.doc.text:
        return False
    inner = {token.i for child in root.children if child.dep_ in ("relcl", "acl") for token in child.subtree}
    return all(token.i in inner for token in reading.doc if token.tag_ in _FINITE)


def _states(token: Token, ended: bool) -> bool:
    """Whether a word is a verb that makes a statement; beside a full stop its tag may be wrong."""
    if token.tag_ in _FINITE:
        return True
    if not ended or token.i == 0:
        return False
    if token.dep_ == "ROOT" and token.pos_ in ("VERB", "AUX") and _has_subject(token):
        return True
    # A plural noun right before an article, or a participle right before an object, is a verb with a wrong tag.
    following = token.nbor(1).tag_ if token.i + 1 < len(token.doc) else ""
    return (token.tag_ == "NNS" and following in ("DT", "PRP$")) or (
        token.tag_ == "VBN" and token.nbor(-1).tag_ in ("NN", "NNS") and following in ("NN", "NNS", "JJ", "DT", "RP", "PRP$")
    )


def _headline(doc: Doc) -> bool:
    """Whether a line without a full stop reads 'Maker cuts …' or 'Maker reportedly cutting …' under a noun's tag."""
    for index in range(1, len(doc) - 1):
        named = doc[index - 1].pos_ == "PROPN" or (doc[index - 1].tag_ == "RB" and index > 1 and doc[index - 2].pos_ == "PROPN")
        if named and doc[index].text.islower():
            follows = doc[index + 1].tag_
            if doc[index].tag_ == "NNS" and follows in ("DT", "IN", "TO", "CD", "PRP$", "$"):
                return True
            if doc[index].tag_ == "VBG" and follows in ("DT", "JJ", "NN", "NNS", "NNP", "CD", "PRP$", "TO", "$"):
                return True
    return False


def _has_subject(verb: Token) -> bool:
    return any(child.dep_ in ("nsubj", "nsubjpass") for child in verb.children)


def _in_favour(reading: Reading) -> Iterator[float]:
    mention, content = reading.mention, reading.said.content
    if mention.entities:
        yield 0.5
    if any(quantity.unit != "ordinal" for quantity in mention.quantities) and not _only_in_subject(reading):
        yield 1.0
    if mention.dates:
        yield 0.5
    if mention.modality in (Modality.DENIED, Modality.CONDITIONAL):
        yield 0.5
    if _is_past(content):
        yield 0.5
    if mention.attribution and any(letter.isupper() for letter in mention.attribution):
        yield 0.25


def _only_in_subject(reading: Reading) -> bool:
    """Whether all numbers stand before a copula whose complement holds none: 'Ten euros for this is a joke'."""
    content = reading.said.content
    if content.lemma_ not in _COPULAS:
        return False
    heads = [child for child in content.children if child.dep_ in ("acomp", "attr")]
    return bool(heads) and not any(token.like_num or token.text in "%$€£" for token in reading.doc[content.i :])


def _is_past(verb: Token) -> bool:
    helpers = {child.lower_ for child in verb.children if child.dep_ in ("aux", "auxpass")}
    return (verb.tag_ == "VBD" and verb.lemma_ not in _COPULAS) or (verb.tag_ == "VBN" and bool(helpers & {"was", "were", "has", "have", "had"}))


def _against(reading: Reading) -> Iterator[tuple[float, str]]:
    yield from _manner(reading)
    yield from _address(reading)
    yield from _rating(reading)
    yield from _vague(reading)
    yield from _interpreting(reading)


def _manner(reading: Reading) -> Iterator[tuple[float, str]]:
    """Rhetoric, guesses and chat, by their set phrases."""
    doc, text = reading.doc, reading.doc.text
    words = {token.lower_ for token in doc}
    if _RHETORIC.match(text):
        yield -2.5, "rhetoric"
    if _GUESS.search(text):
        yield -2.5, "opinion"
    if _CHAT.search(text) or words & CHATTER:
        yield -3.0, "chatter"
    if text.rstrip("\"'”’)").endswith("!"):
        yield -2.0, "rhetoric"
    if _CONTRAST.search(text):
        yield -1.5, "rhetoric"
    if _POSED.search(text):
        yield -1.5, "scene"
    if words & STANCE:
        yield -1.5, "opinion"
    if words & {"maybe", "perhaps", "probably"} and not reading.said.sources:
        yield -1.5, "guess"


def _address(reading: Reading) -> Iterator[tuple[float, str]]:
    """What tells a reader to do something, and what a writer tells of herself."""
    doc, quoted = reading.doc, _has_quote(reading.doc)
    if _is_instruction(doc):
        yield -3.0, "instruction"
    subjects = {token.lower_ for token in doc if token.dep_ in ("nsubj", "nsubjpass")}
    if not quoted and {token.lower_ for token in doc} & {"you", "your", "yours", "yourself"}:
        yield -2.0, "addressed to the reader"
    if not quoted and subjects & {"i"} and not any(q.unit for q in reading.mention.quantities):
        yield -1.5, "chatter"
    if not quoted and not reading.said.sources and {token.lower_ for token in doc} & {"we", "our", "us", "ours"}:
        yield -0.5 if reading.mention.quantities else -1.0 if _is_past(reading.said.content) else -1.5, "opinion"


def _has_quote(doc: Doc) -> bool:
    return any(mark in doc.text for mark in '"“”«')


def _is_instruction(doc: Doc) -> bool:
    """Whether a sentence opens with a bare verb that has no subject."""
    match = _INSTRUCTS.match(doc.text)
    if match is None or match["verb"].lower() not in IMPERATIVES or doc.text[match.end() :].startswith(":"):
        return False
    verb = next(token for token in doc if token.idx + len(token) > match.start("verb"))
    if verb.tag_ in ("VBD", "VBN", "VBZ", "VBG", "NNS", "JJ") or verb.pos_ in ("NOUN", "PROPN", "ADJ") and verb.dep_ != "ROOT":
        return False
    return not any(child.dep_ in ("nsubj", "nsubjpass", "aux") and child.i < verb.i for child in verb.children)


def _rating(reading: Reading) -> Iterator[tuple[float, str]]:
    """What rates something or says how things ought to be."""
    doc, said = reading.doc, reading.said
    content = said.content
    active = {verb.lemma_ for verb in (*said.verbs, content) if not any(c.dep_ in ("auxpass", "nsubjpass") for c in verb.children)}
    if active & OPINING and reading.mention.modality is not Modality.FORECAST:
        yield -2.5, "opinion"
    main = said.verbs[0] if said.verbs else content
    if main.lemma_ in RATING and not any(token.lower_ in UNTRUE for token in doc):
        yield -2.5 if _has_quote(doc) or main.lemma_ not in ("call", "describe") else -1.0, "opinion"
    if content.lemma_ in _COPULAS or content.pos_ in ("ADJ", "NOUN"):
        yield from _copula(reading)
    if any(token.lower_ in _STRONG for token in doc):
        yield -1.5, "opinion"
    duty = {child.lower_ for child in content.children if child.tag_ == "MD"}
    if duty & {"should", "ought"}:
        yield -1.0 if said.sources and reading.mention.dates else -2.0, "opinion"
    if "must" in duty:
        yield -1.0, "opinion"
    subject = next((child for child in content.children if child.dep_ == "nsubj"), None)
    if subject is not None and subject.lower_ in _ANYONE and content.tag_ != "VBD" and len(list(subject.subtree)) == 1:
        yield -2.5, "rhetoric"
    if subject is not None and subject.lower_ in ("future", "history", "world", "era", "years", "times", "mood", "tide", "stakes") and not _is_past(content):
        yield -1.5, "rhetoric"
    if content.tag_ in ("VBZ", "VBP") and content.lemma_ in _SCENES and not reading.mention.quantities:
        yield -1.5, "scene"


def _copula(reading: Reading) -> Iterator[tuple[float, str]]:
    content = reading.said.content
    heads = [child for child in content.children if child.dep_ in ("acomp", "attr", "oprd")]
    said_of = [token for head in heads for token in (head, *(c for c in head.children if c.dep_ in ("amod", "compound", "conj", "advmod")))]
    measured = any(token.like_num or token.text in "%$€£" for head in heads for token in head.subtree)
    if any(token.lower_ in EVALUATIVE for token in said_of) and not measured:
        yield -2.0 if not reading.mention.quantities else -3.0, "opinion"
    subject = next((child for child in content.children if child.dep_ == "nsubj"), None)
    if any(grand.lower_ == "too" for head in heads for grand in head.children) and not measured:
        yield -2.0, "opinion"
    extraposed = subject is not None and subject.lower_ == "it" and any(
        child.dep_ in ("xcomp", "ccomp") for head in (content, *heads) if head.pos_ in ("ADJ", "AUX") for child in head.children
    )
    if subject is not None and subject.lower_ in ("this", "that", "it", "these", "those") and not measured and not extraposed:
        yield -1.0, "rhetoric"
    if heads and content.tag_ != "VBD" and heads[0].pos_ == "NOUN" and not measured:
        yield -0.5, "opinion"
    if subject is None and any(child.dep_ == "csubj" for child in content.children):
        yield -1.0, "opinion"


def _interpreting(reading: Reading) -> Iterator[tuple[float, str]]:
    """What a writer makes of events: an abstract subject that signals, reflects, risks, or would lead to something."""
    mention, content = reading.mention, reading.said.content
    subject = next((child for child in content.children if child.dep_ == "nsubj"), None)
    if subject is None or mention.quantities or mention.dates or content.tag_ == "VBD" or reading.said.sources:
        return
    pointing = subject.lower_ in ("this", "that", "it") or any(child.lower_ in ("this", "that", "such") for child in subject.children)
    helpers = {child.lower_ for child in content.children if child.dep_ == "aux"}
    if subject.lemma_.lower() in ABSTRACT and (content.lemma_ in INTERPRETING or pointing and helpers & {"could", "would", "may", "might", "can", "will"}):
        yield -1.25 if pointing or subject.lemma_.lower() != "it" else -0.75, "interpretation"


def _vague(reading: Reading) -> Iterator[tuple[float, str]]:
    """A prediction that names no time, number or deed."""
    mention, content = reading.mention, reading.said.content
    verb = next((child for child in content.children if child.dep_ == "xcomp" and child.tag_ == "VB"), content)
    if mention.quantities or mention.dates or any(c.dep_ == "expl" for c in content.children):
        return
    subject = next((child for child in content.children if child.dep_ in ("nsubj", "nsubjpass")), None)
    if mention.modality is Modality.POSSIBLE:
        if verb.lemma_ in GRAND and not reading.said.sources:
            yield -1.5, "vague prediction"
    elif mention.modality in (Modality.PLANNED, Modality.FORECAST) and (verb.lemma_ in GRAND or verb.lemma_ in _COPULAS):
        yield -1.0 if subject is not None and subject.pos_ == "PROPN" else -2.0, "vague prediction"
