"""What hosts asked of us, when they were asked, and their robots.txt."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from monitor.clock import iso, parse_iso
from monitor.network.robots import RobotsFile
from monitor.store.codec import moment, when
from monitor.store.database import Database

_NO_GAP_IS_LONGER = timedelta(hours=1)


class Hosts:
    """The hosts' part of the history, so that a restart asks nobody too soon."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def pauses(self) -> dict[str, datetime]:
        """Hosts that asked to be left alone, and until when."""
        return self._times("paused_until")

    def asked(self) -> dict[str, datetime]:
        """When hosts were asked last, of those that were asked within the hour before the last `keep`."""
        return self._times("asked")

    def _times(self, column: str) -> dict[str, datetime]:
        rows = self._db.rows(f"SELECT host, {column} AS t FROM hosts WHERE {column} IS NOT NULL")
        return {row["host"]: parse_iso(row["t"]) for row in rows}

    def robots(self) -> dict[str, RobotsFile]:
        """The robots.txt files that were read, by host."""
        return {
            row["host"]: RobotsFile(parse_iso(row["checked"]), row["text"], row["reason"], when(row["read"]))
            for row in self._db.rows("SELECT * FROM robots")
        }

    def keep(self, pauses: Mapping[str, datetime], asked: Mapping[str, datetime], now: datetime) -> None:
        """Store what the client knows of hosts, where it differs from what is stored."""
        standing = {host: iso(until) for host, until in pauses.items() if until > now}
        recent = {host: iso(at) for host, at in asked.items() if now - at < _NO_GAP_IS_LONGER}
        wanted = {host: (standing.get(host), recent.get(host)) for host in {*standing, *recent}}
        stored = {row["host"]: (row["paused_until"], row["asked"]) for row in self._db.rows("SELECT * FROM hosts")}
        if wanted == stored:
            return
        with self._db.writing():
            for host in stored.keys() - wanted.keys():
                self._db.execute("DELETE FROM hosts WHERE host = ?", (host,))
            for host, times in wanted.items():
                if stored.get(host) != times:
                    sql = "INSERT OR REPLACE INTO hosts(host, paused_until, asked) VALUES (?, ?, ?)"
                    self._db.execute(sql, (host, *times))

    def keep_robots(self, robots: Mapping[str, RobotsFile]) -> None:
        """Store the robots.txt files that were read since."""
        seen = {row["host"]: row["checked"] for row in self._db.rows("SELECT host, checked FROM robots")}
        fresh = {host: file for host, file in robots.items() if seen.get(host) != iso(file.checked)}
        if not fresh:
            return
        with self._db.writing():
            for host, file in fresh.items():
                self._db.execute(
                    "INSERT OR REPLACE INTO robots(host, checked, text, reason, read) VALUES (?, ?, ?, ?, ?)",
                    (host, iso(file.checked), file.text, file.reason, moment(file.read)),
                )
