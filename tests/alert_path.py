"""The path of alerts over a real history, with simulated time and channels that do as they are told."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum, auto
from functools import cache
from pathlib import Path
from random import Random
from tempfile import mkdtemp
from typing import Any

from monitor.alerts import Policy
from monitor.model import Event, EventArticle, EventClaim, EventKind
from monitor.model_alerts import AlertKind, SendOutcome, SendResult
from monitor.stages.outgoing import begun, decide_event, ended, leaving
from monitor.stages.watch import watch_channels
from monitor.store import Store, open_store
from monitor.store.rows import DueDelivery, StoredMention
from tests.builders import START, make_event, make_source, new_history, noticed, publish, side

MATTERS = 6


class How(Enum):
    """How an attempt goes: `LATE` is taken by the service, but we are told that it was not."""

    SENT = auto()
    REFUSED = auto()
    BUSY = auto()
    LATE = auto()
    KILLED_BEFORE = auto()
    KILLED_AFTER = auto()


class KilledError(Exception):
    """The end of the process, at any instruction."""


class Mortal:
    """A connection whose process is killed at its `left`-th writing statement; what was not committed is gone."""

    def __init__(self, connection: Any, left: int) -> None:
        self.connection, self.left = connection, left

    def execute(self, sql: str, parameters: Any = ()) -> Any:
        if sql.lstrip().startswith(("INSERT", "UPDATE", "DELETE")):
            self.left -= 1
            if self.left == 0:
                raise KilledError
        return self.connection.execute(sql, parameters)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.connection, name)


@dataclass(frozen=True)
class Got:
    """What a channel got."""

    at: datetime
    channel: str
    delivery: int
    kind: AlertKind
    events: tuple[int, ...]
    note: str = ""


@cache
def _template() -> tuple[Path, list[StoredMention]]:
    state = Path(mkdtemp())
    store = new_history(state, make_source(), make_source("gazette", "Harbour Gazette"))
    mentions = [publish(store, f"a{number}", f"Ship {number} sank.")[0] for number in range(MATTERS)]
    for version in {mention.version for mention in mentions}:
        store.events.record([], version)
    store.close()
    return state, mentions


@dataclass
class AlertPath:
    """A history with some matters, a policy, a time, and what the channels got."""

    state: Path
    policy: Policy
    now: datetime = START
    got: list[Got] = field(default_factory=list)
    raised: int = 0
    unsure: Counter[int] = field(default_factory=Counter)  # messages that arrived without our knowing it
    configured: tuple[str, ...] = ("desk", "me")
    failing: dict[str, datetime] = field(default_factory=dict)  # since when, as its attempts were recorded
    rng: Random = field(default_factory=lambda: Random(1))

    def __post_init__(self) -> None:
        shutil.copytree(_template()[0], self.state, dirs_exist_ok=True)
        self.store: Store = open_store(self.state)

    def restart(self) -> None:
        """What is in memory is lost."""
        self.store.close()
        self.store = open_store(self.state)

    def event(self, kind: EventKind, matter: int | None = None, earlier: int | None = None) -> Event:
        """An event about one of the matters, or of the story as a whole."""
        mentions = _template()[1]
        claims: tuple[EventClaim, ...] = ()
        article = None
        if matter is not None:
            mention = mentions[matter]
            if kind in (EventKind.CORRECTION, EventKind.REVISION, EventKind.REMOVAL):
                article = EventArticle(mention.article, mention.url, "Example Wire", "A title")
            else:
                claims = (side(mention, "new"),)
        if earlier is not None:
            claims += (side(mentions[earlier], "earlier"),)
        return make_event(kind, at=self.now, claims=claims, article=article)

    def add(self, event: Event) -> int:
        """Store an event, still to be decided on."""
        self.raised += 1
        return self.store.events.record([noticed(event, f"key {self.raised}")])[0]

    def cycle(self, how: Callable[[DueDelivery], How] = lambda _: How.SENT, kill_at: int = 0) -> bool:
        """Decide and deliver as the walk does; a kill ends it, and the next cycle begins in a new process.

        `kill_at` counts writing statements; 0 is never. Gives whether it was killed.
        """
        database: Any = self.store.database
        database.connection = Mortal(database.connection, kill_at)
        try:
            for event in self.store.alerts.undecided():
                decide_event(self.store, event, self.policy, self.now)
            watch_channels(self.store, self.configured, self.now)
            self._check_watch()
            for channel in self.store.outbox.due_channels(self.now):
                for due in leaving(self.store, channel, self.policy, self.now):
                    if not self._attempt(due, how(due)):
                        break
            database.connection = database.connection.connection
        except KilledError:
            self.restart()
            kept = {row["name"] for row in self.store.channels.rows()}.union(self.configured)
            self.failing = {name: since for name, since in self.failing.items() if name in kept}
            return True
        return False

    def _check_watch(self) -> None:
        """Who fails is listed, for an hour was told of through a channel that works, and who is gone is forgotten."""
        self.failing = {name: since for name, since in self.failing.items() if name in self.configured}
        listed = {row["name"]: row["told_to"] for row in self.store.channels.rows()}
        assert set(listed) == set(self.failing)
        for name, since in self.failing.items():
            assert listed[name] in {None, *self.configured} - {name}
            if set(self.configured) - set(self.failing) and self.now - since >= timedelta(hours=1):
                assert listed[name] is not None

    def _attempt(self, due: DueDelivery, how: How) -> bool:
        alert = begun(self.store, due)
        if alert is None:
            return True
        if due.channel not in self.configured:
            raise AssertionError(f"{due.channel} is not there")
        if how is How.KILLED_BEFORE:
            raise KilledError
        if how in (How.SENT, How.LATE, How.KILLED_AFTER):
            events = tuple(event.id or 0 for event in alert.events)
            self.got.append(Got(self.now, due.channel, due.id, due.kind, events, alert.note))
            self.unsure[due.id] += 1  # until it is recorded
        if how is How.KILLED_AFTER:
            raise KilledError
        outcome = {How.SENT: SendOutcome.SENT, How.REFUSED: SendOutcome.PERMANENT}.get(how, SendOutcome.TRANSIENT)
        on = ended(self.store, due, SendResult(outcome, how.name), self.now, self.rng)
        if how is How.SENT:
            self.unsure[due.id] -= 1
            self.failing.pop(due.channel, None)
        else:
            self.failing[due.channel] = min(self.failing.get(due.channel, self.now), self.now)
        return on

    def settle(self) -> None:
        """Let the channels take everything, however long that takes by the clock."""
        self.store.outbox.retry(self.now)
        for _ in range(400):
            self.cycle()
            waits = self.store.database.value("SELECT count(*) FROM deliveries WHERE state = 'due'")
            if not waits and not self.store.alerts.undecided():
                return
            self.now += timedelta(hours=1)
        raise AssertionError("something waits for ever")

    def deliveries_of(self) -> dict[tuple[str, int], Counter[int]]:
        """For each channel and event, how often each delivery brought it."""
        found: dict[tuple[str, int], Counter[int]] = {}
        for got in self.got:
            for event in got.events:
                found.setdefault((got.channel, event), Counter())[got.delivery] += 1
        return found
