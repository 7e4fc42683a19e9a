"""What the other rooms get from the history: stored values with their ids."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from monitor.model import Entry, EntryForm, Judgement, Link, Mention, ReadStatus, Side, SourceState, Tier
from monitor.model_alerts import AlertKind, Severity

BY_HAND = "person"  # stands for the judge where a person decided


@dataclass(frozen=True, slots=True)
class ConfiguredSource:
    """A source as feeds.yaml names it."""

    name: str
    kind: str
    url: str
    outlet: str
    tier: Tier


@dataclass(frozen=True, slots=True)
class Move:
    """Where a source says that it lives now: `url` is believed and asked, `to` was said but not yet confirmed."""

    url: str | None = None
    to: str | None = None
    since: datetime | None = None


NOT_MOVED = Move()


@dataclass(frozen=True, slots=True)
class StoredSource:
    """A source with what is remembered of its polls."""

    name: str
    kind: str
    url: str
    outlet: str
    tier: Tier
    state: SourceState | None
    reason: str | None
    etag: str | None
    last_modified: str | None
    body_hash: str | None
    hints: str | None
    memory: str | None
    baseline_at: datetime | None
    last_ok: datetime | None
    next_poll: datetime | None
    failures: int
    down_since: datetime | None
    last_whole: datetime | None = None
    move: Move = NOT_MOVED


@dataclass(frozen=True, slots=True)
class PollRecord:
    """The end of one poll: how the source stands and when it is asked again (None: never).

    `whole` says that it was no 304 or could be none: the source was not taken at its word.
    """

    source: str
    at: datetime
    state: SourceState
    reason: str | None
    next_poll: datetime | None
    why_next: str
    failures: int = 0
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    hints: str | None = None
    memory: str | None = None
    whole: bool = False
    move: Move = NOT_MOVED


@dataclass(frozen=True, slots=True)
class ListedEntry:
    """An entry with the stories that it belongs to and, if there are any, the canonical address of its article."""

    entry: Entry
    article_url: str | None
    stories: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StoredVersion:
    """An article's text as read at one time; a `silent` one is a text that the article had before."""

    id: int
    article: int
    number: int
    at: datetime
    title: str
    text: str
    status: ReadStatus
    text_hash: str
    notice: str | None
    silent: bool
    notice_kind: str | None = None
    release: str = ""
    rebasing: bool = False
    last_seen: datetime | None = None


@dataclass(frozen=True, slots=True)
class Capture:
    """What a server answered with a page: the address that was asked, the one that answered, status and headers."""

    asked_url: str
    url: str
    status: int
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class DueArticle:
    """An article that is to be read now, with its current version if it was read before.

    `listed` says whether its source still lists the entry.
    """

    id: int
    url: str
    source: str
    outlet: str
    tier: Tier
    title: str
    first_seen: datetime
    etag: str | None
    last_modified: str | None
    reads: int
    failures: int
    missing_since: datetime | None
    gone_at: datetime | None
    language: str | None
    entry: Entry | None
    version: StoredVersion | None
    earlier_hashes: frozenset[str]
    prompts: int = 0
    listed: bool = True


@dataclass(frozen=True, slots=True)
class NewVersion:
    """A version that is about to be stored; a `silent` one is a text that the article had before, and no news."""

    title: str
    text: str
    status: ReadStatus
    reason: str | None
    text_hash: str
    page: str | None
    notice: str | None
    release: str
    published: datetime | None = None
    author: str | None = None
    language: str | None = None
    canonical_url: str | None = None
    silent: bool = False
    notice_kind: str | None = None
    capture: Capture | None = None
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadRecord:
    """The end of one read: how the article stands and when it is read again (None: never).

    `same`: the read gave the current version's text once more. `prompts` is how often the source's list had asked for
    a read when this one began: where it asked again meanwhile, the article stays due.
    """

    article: int
    at: datetime
    status: ReadStatus | None
    reason: str | None
    next_read: datetime | None
    failures: int = 0
    etag: str | None = None
    last_modified: str | None = None
    missing_since: datetime | None = None
    gone_at: datetime | None = None
    same: bool = False
    prompts: int | None = None


@dataclass(frozen=True, slots=True)
class VersionContext:
    """A version with what the later stages need of its article."""

    version: StoredVersion
    url: str
    outlet: str
    tier: Tier
    published: datetime | None
    first_seen: datetime
    language: str | None
    stories: tuple[str, ...]
    baseline_stories: frozenset[str]
    gone_at: datetime | None
    form: EntryForm = EntryForm.LINK
    missing_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class StoredMention:
    """A mention with its place in the history; `of_record` is one that a primary source keeps as data."""

    id: int
    version: int
    article: int
    story: str
    claim: int | None
    origin: str | None
    side: Side
    url: str
    dropped: bool = False
    of_record: bool = False

    @property
    def mention(self) -> Mention:
        """What was said."""
        return self.side.mention


@dataclass(frozen=True, slots=True)
class StoredRelation:
    """A relation between two claims, found while one version was compared."""

    id: int
    new_claim: int
    earlier_claim: int
    new_mention: int
    earlier_mention: int
    judgement: Judgement


@dataclass(frozen=True, slots=True)
class Missed:
    """Two claims that contradict each other, with the two mentions and the judgement that show it best."""

    new_claim: int
    earlier_claim: int
    new_mention: int
    earlier_mention: int
    judgement: Judgement


@dataclass(frozen=True, slots=True)
class Apart:
    """A claim that was split from another one by hand, and what its own mentions say (as `words_of` has it)."""

    claim: int
    against: int
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class StoredLink:
    """A link of a version, with the stored article that it leads to, if it is one."""

    id: int
    link: Link
    article: int | None


@dataclass(frozen=True, slots=True)
class Sourcing:
    """What was found of the sources of a version as a whole.

    `bands` are of its text's signature, `copied` the articles of other outlets that it is a copy of with the share
    of its words, `links` the stored links with the article they lead to and whether they have to do with the text.
    """

    bands: tuple[int, ...] = ()
    copied: tuple[tuple[int, float], ...] = ()
    links: tuple[tuple[int, int | None, bool], ...] = ()


@dataclass(frozen=True, slots=True)
class DueDelivery:
    """One alert on its way to one channel. One that was attempted may have arrived: it grows and merges no more."""

    id: int
    alert: int
    kind: AlertKind
    severity: Severity
    channel: str
    attempts: int
    created_at: datetime
