"""The words of the product as values.

Every room takes these and gives these. They carry no behaviour that needs a database, a network or
a clock. Times are aware UTC datetimes, checked where they enter (`monitor.clock.utc`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from monitor.frame import Frame
from monitor.packed import packed


class Tier(StrEnum):
    """What kind of witness an outlet is."""

    PRIMARY = "primary"
    PRESS = "press"
    FORUM = "forum"
    AGGREGATOR = "aggregator"


class Modality(StrEnum):
    """How a statement is made; when several fit, the first of denied, conditional, planned, forecast,
    possible, reported, asserted."""

    ASSERTED = "asserted"
    REPORTED = "reported"
    POSSIBLE = "possible"
    PLANNED = "planned"
    FORECAST = "forecast"
    CONDITIONAL = "conditional"
    DENIED = "denied"


class Polarity(StrEnum):
    """Whether the main statement says that something is so, or that it is not."""

    POSITIVE = "positive"
    NEGATIVE = "negative"


class Relation(StrEnum):
    """What one claim is to another. `unjudged` means that a judge gave no usable answer."""

    SAME = "same"
    SUPPORTS = "supports"
    CONTRADICTS = "contradicts"
    UPDATES = "updates"
    NEUTRAL = "neutral"
    UNJUDGED = "unjudged"


class Basis(StrEnum):
    """Why two claims contradict each other."""

    NUMERIC = "numeric"
    DATE = "date"
    NEGATION = "negation"
    ANTONYM = "antonym"
    STATUS = "status"
    DENIAL = "denial"
    ENTITY = "entity"
    SEMANTIC = "semantic"


class EventKind(StrEnum):
    """A kind of change in the coverage."""

    NEW_CLAIM = "new_claim"
    CORROBORATION = "corroboration"
    CONTRADICTION = "contradiction"
    UPDATE = "update"
    REVISION = "revision"
    CORRECTION = "correction"
    REMOVAL = "removal"
    EVIDENCE = "evidence"
    SURGE = "surge"
    SILENCE = "silence"
    SOURCE_DOWN = "source_down"
    SOURCE_RECOVERED = "source_recovered"


class SourceState(StrEnum):
    """How a source stands after its last poll."""

    OK = "ok"
    UNCHANGED = "unchanged"
    PARTIAL = "partial"
    BACKOFF = "backoff"
    FAILING = "failing"
    BLOCKED = "blocked"
    GONE = "gone"
    PAUSED = "paused"


class ReadStatus(StrEnum):
    """How much of an article could be read.

    `partial`: the feed's own text stands in for the page. `suspect`: what came out does not look like
    the article (a consent banner, a collapse in length); it raises no event. `failed`: nothing to read.
    """

    OK = "ok"
    PARTIAL = "partial"
    SUSPECT = "suspect"
    FAILED = "failed"


class EntryForm(StrEnum):
    """What an entry is to its article: a `link` to a page that is read, a `post` whose text it holds in full, or a
    `record` of facts that a primary source keeps (a model, a licence, a release), told in sentences of ours."""

    LINK = "link"
    POST = "post"
    RECORD = "record"


@dataclass(frozen=True, slots=True)
class Entry:
    """One item that a source lists. `summary` is plain text; `content_html` is the item's full text, if given.

    `about` is the title of the thread that a comment belongs to: it counts for what the entry is about, but is
    not what it says.
    """

    identity: str
    url: str | None
    title: str
    author: str | None = None
    published: datetime | None = None
    updated: datetime | None = None
    summary: str = ""
    content_html: str | None = None
    form: EntryForm = EntryForm.LINK
    about: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A link of an article to another page: its address, its words, and the paragraph that it stands in."""

    url: str
    words: str
    line: str


@dataclass(frozen=True, slots=True)
class Extraction:
    """What was read from one page: the article without its page."""

    url: str
    title: str
    text: str
    status: ReadStatus
    reason: str | None = None
    published: datetime | None = None
    author: str | None = None
    language: str | None = None
    links: tuple[Link, ...] = ()


@packed
@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with what it counts. `low` is None for 'up to', `high` is None for 'at least'."""

    text: str
    low: float | None
    high: float | None
    unit: str | None = None
    of: str | None = None
    approx: bool = False


@packed
@dataclass(frozen=True, slots=True)
class Period:
    """A date or a span of dates, both ends included, resolved against the publication date."""

    text: str
    start: date | None
    end: date | None


@packed
@dataclass(frozen=True, slots=True)
class Mention:
    """A sentence (or a part of one) that makes a claim, verbatim but for white space.

    `start` and `end` are its character span in the text it was found in; a title's mention has the
    span of the title and `in_title` set.
    """

    text: str
    start: int
    end: int
    modality: Modality = Modality.ASSERTED
    attribution: str | None = None
    polarity: Polarity = Polarity.POSITIVE
    entities: tuple[str, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    dates: tuple[Period, ...] = ()
    in_title: bool = False
    frame: Frame = field(default_factory=Frame)


@packed
@dataclass(frozen=True, slots=True)
class Side:
    """One side of a pair: a mention with when, by whom and as what kind of witness it was published."""

    mention: Mention
    published: datetime | None = None
    outlet: str = ""
    tier: Tier = Tier.PRESS


@packed
@dataclass(frozen=True, slots=True)
class Pair:
    """Two mentions to be compared; `a` is the newer one where times are known."""

    a: Side
    b: Side


@packed
@dataclass(frozen=True, slots=True)
class Judgement:
    """What a judge makes of one pair: the relation, a probability for each class, and why."""

    relation: Relation
    contradicts: float
    supports: float
    neutral: float
    basis: Basis | None
    reason: str
    judge: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step from a statement towards its origin, with the words that gave it away.

    `name` is whom the step leads to, `kind` how it was recognised: "outlet", "party", "person", "anonymous", "wire",
    "copied", "quoted", "office", "elsewhere", "linked", "cited" or "followed". `article` is the stored article there;
    None where that was never read.
    """

    name: str
    kind: str
    words: str
    article: int | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a statement comes from in the end, and the steps that lead there; no step where the outlet speaks.

    `kind` is "own", "party" or "forum" for an outlet that speaks for itself, else that of the step that decided.
    `unnamed` are stored articles that print the same quotation without its speaker, and have it from there too.
    """

    name: str
    kind: str
    steps: tuple[Step, ...] = ()
    unnamed: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Witness:
    """One who stands behind a claim: the origin with its kind, and the outlet that carries it."""

    origin: str
    kind: str
    outlet: str
    tier: Tier


@dataclass(frozen=True, slots=True)
class EventClaim:
    """One side of an event, as a reader is shown it."""

    claim: int
    text: str
    role: str  # "new" or "earlier"
    outlet: str
    tier: Tier
    url: str
    published: datetime | None
    attribution: str | None
    modality: Modality
    mention: int | None = None


@dataclass(frozen=True, slots=True)
class EventArticle:
    """The article that a revision, correction or removal is about."""

    id: int
    url: str
    outlet: str
    title: str


@dataclass(frozen=True, slots=True)
class Corrected:
    """A claim that a correction takes back, in the article's own words, and the outlets that still make it."""

    claim: int
    text: str
    still_said_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Changes:
    """What a changed text says that it did not say, no longer says, and says otherwise; what its notice corrects."""

    added: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    altered: tuple[tuple[str, str], ...] = ()
    notice: str | None = None
    corrects: tuple[Corrected, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.dropped or self.altered or self.notice)


@dataclass(frozen=True, slots=True)
class Event:
    """A change in the coverage. `id` is None until it is stored."""

    kind: EventKind
    at: datetime
    summary: str
    reason: str
    story: str | None = None
    id: int | None = None
    basis: Basis | None = None
    score: float | None = None
    claims: tuple[EventClaim, ...] = ()
    article: EventArticle | None = None
    changes: Changes | None = None
    source: str | None = None
    origins: Mapping[str, int] = field(default_factory=dict)
    baseline: bool = False


class Verdict(StrEnum):
    """What a person says of an event, or of two claims whose contradiction was not told."""

    RIGHT = "right"
    WRONG = "wrong"
    MISSED = "missed"
