"""What hosts asked of us: pauses, and their robots.txt."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from monitor.clock import iso, parse_iso
from monitor.network.robots import RobotsFile
from monitor.store.codec import moment, when
from monitor.store.database import Database


class Hosts:
    """The hosts' part of the history, so that a restart asks nobody too soon."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def pauses(self) -> dict[str, datetime]:
        """Hosts that asked to be left alone, and until when."""
        return {row["host"]: parse_iso(row["paused_until"]) for row in self._db.rows("SELECT * FROM hosts")}

    def robots(self) -> dict[str, RobotsFile]:
        """The robots.txt files that were read, by host."""
        return {
            row["host"]: RobotsFile(parse_iso(row["checked"]), row["text"], row["reason"], when(row["read"]))
            for row in self._db.rows("SELECT * FROM robots")
        }

    def keep(self, pauses: Mapping[str, datetime], robots: Mapping[str, RobotsFile]) -> None:
        """Store what the client knows of hosts, where it differs from what is stored."""
        known, seen = self.pauses(), {row["host"]: row["checked"] for row in self._db.rows("SELECT * FROM robots")}
        later = {host: iso(until) for host, until in pauses.items()}
        fresh = {host: file for host, file in robots.items() if seen.get(host) != iso(file.checked)}
        if not fresh and later == {host: iso(until) for host, until in known.items()}:
            return
        with self._db.writing():
            self._db.execute("DELETE FROM hosts")
            for host, until in later.items():
                self._db.execute("INSERT INTO hosts(host, paused_until) VALUES (?, ?)", (host, until))
            for host, file in fresh.items():
                self._db.execute(
                    "INSERT OR REPLACE INTO robots(host, checked, text, reason, read) VALUES (?, ?, ?, ?, ?)",
                    (host, iso(file.checked), file.text, file.reason, moment(file.read)),
                )
