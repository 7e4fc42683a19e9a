"""Single facts about the daemon itself: when it last finished a cycle, and the like."""

from __future__ import annotations

from datetime import date, datetime

from monitor.clock import iso
from monitor.store.codec import when
from monitor.store.database import Database

_KEEP = "INSERT INTO facts(name, value) VALUES (?, ?) ON CONFLICT(name) DO UPDATE SET value = excluded.value"


class Facts:
    """Named times, sentences, and counts of a day, that outlive a process."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def time(self, name: str) -> datetime | None:
        """A stored time, or None."""
        return when(self._db.value("SELECT value FROM facts WHERE name = ?", (name,)))

    def set_time(self, name: str, at: datetime) -> None:
        """Store a time under a name."""
        self.set_text(name, iso(at))

    def text(self, name: str) -> str | None:
        """A stored sentence, or None."""
        found = self._db.value("SELECT value FROM facts WHERE name = ?", (name,))
        return None if found is None else str(found)

    def set_text(self, name: str, text: str) -> None:
        """Store a sentence under a name."""
        with self._db.writing():
            self._db.execute(_KEEP, (name, text))

    def clear(self, name: str) -> None:
        """Forget a fact."""
        with self._db.writing():
            self._db.execute("DELETE FROM facts WHERE name = ?", (name,))

    def count(self, name: str, day: date) -> int:
        """What was counted under a name on this day."""
        kept = self._db.value("SELECT value FROM facts WHERE name = ?", (name,))
        stored, _, number = str(kept or "").partition(" ")
        return int(number) if stored == day.isoformat() else 0

    def add(self, name: str, day: date, number: int) -> None:
        """Add to the count of a day; that of an earlier day is forgotten."""
        with self._db.writing():
            total = max(0, self.count(name, day) + number)
            self._db.execute(_KEEP, (name, f"{day.isoformat()} {total}"))
