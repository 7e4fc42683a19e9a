"""The history: the only room with SQL.

`open_store` gives a `Store`, whose parts are the domains of the history. Each of their methods is one
transaction. No transaction is open while the network, a model or a channel is waited for.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from monitor.store.alerts import Alerts
from monitor.store.articles import Articles
from monitor.store.channels import Channels
from monitor.store.claims import Claims
from monitor.store.database import HISTORY, Database, StateLock
from monitor.store.decisions import Decisions
from monitor.store.events import Events
from monitor.store.facts import Facts
from monitor.store.feedback import Feedback
from monitor.store.hosts import Hosts
from monitor.store.mutes import Mutes
from monitor.store.origins import Origins
from monitor.store.outbox import Outbox
from monitor.store.sources import Sources
from monitor.store.upkeep import Upkeep

__all__ = ["Database", "StateLock", "Store", "open_store"]


@dataclass(frozen=True, slots=True)
class Store:
    """The history, opened."""

    database: Database
    sources: Sources
    articles: Articles
    claims: Claims
    events: Events
    outbox: Outbox
    facts: Facts
    hosts: Hosts
    feedback: Feedback
    decisions: Decisions
    mutes: Mutes
    upkeep: Upkeep
    origins: Origins
    alerts: Alerts
    channels: Channels

    def close(self) -> None:
        """Close the history."""
        self.database.close()


def open_store(state: Path, *, read_only: bool = False) -> Store:
    """The history in a state directory, made or migrated as needed.

    Raises StoreError when it cannot be opened, StoreTooNew when a newer release wrote it.
    """
    database = Database(state / HISTORY, read_only=read_only)
    return Store(
        database,
        Sources(database),
        Articles(database),
        Claims(database),
        Events(database),
        Outbox(database),
        Facts(database),
        Hosts(database),
        Feedback(database),
        Decisions(database),
        Mutes(database),
        Upkeep(database),
        Origins(database),
        Alerts(database),
        Channels(database),
    )
