"""What people want to hear nothing of for a while."""

from __future__ import annotations

from datetime import datetime

from monitor.clock import iso, parse_iso
from monitor.errors import UsageError
from monitor.model_alerts import Mute, MuteKind
from monitor.store.database import Database


class Mutes:
    """Muted claims, outlets and stories, each until a time."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def find(self, name: str) -> tuple[MuteKind, str]:
        """What a person means by `c12`, a story's id or an outlet's name. Raises UsageError if nothing."""
        if name[:1] == "c" and name[1:].isdigit() and len(name) < 16:
            claim = self._db.value("SELECT coalesce(part_of, id) FROM claims WHERE id = ?", (int(name[1:]),))
            if claim is not None:
                return MuteKind.CLAIM, str(claim)
        story = self._db.value("SELECT id FROM stories WHERE id = ?", (name,))
        if story is not None:
            return MuteKind.STORY, story
        outlet = self._db.value("SELECT name FROM outlets WHERE name = ? COLLATE NOCASE", (name,))
        if outlet is not None:
            return MuteKind.OUTLET, outlet
        raise UsageError(
            f"{name} is no claim, story or outlet; `monitor claims` lists claims such as c12, "
            "`monitor status` the outlets"
        )

    def add(self, mute: Mute, at: datetime) -> None:
        """Mute until then; what was muted is muted until then instead."""
        with self._db.writing():
            self._lift(mute.kind, mute.name, at)
            self._db.execute(
                "INSERT INTO mutes(at, kind, name, until) VALUES (?, ?, ?, ?)",
                (iso(at), mute.kind, mute.name, iso(mute.until)),
            )

    def lift(self, kind: MuteKind, name: str, now: datetime) -> bool:
        """End a mute now; whether there was one."""
        with self._db.writing():
            return self._lift(kind, name, now)

    def _lift(self, kind: MuteKind, name: str, now: datetime) -> bool:
        cursor = self._db.execute(
            "UPDATE mutes SET until = :now WHERE kind = :kind AND name = :name AND until > :now",
            {"kind": kind, "name": name, "now": iso(now)},
        )
        return cursor.rowcount > 0

    def active(self, now: datetime) -> list[Mute]:
        """What is muted at a time, the first to end first. A claim that was joined to another mutes that one."""
        rows = self._db.rows(
            """SELECT u.kind, u.until, CASE WHEN u.kind = 'claim' THEN
              (SELECT CAST(coalesce(part_of, id) AS TEXT) FROM claims WHERE id = CAST(u.name AS INTEGER))
              ELSE u.name END AS name
            FROM mutes u WHERE u.until > :now AND u.at <= :now ORDER BY u.until, u.id""",
            {"now": iso(now)},
        )
        return [Mute(MuteKind(row["kind"]), row["name"], parse_iso(row["until"])) for row in rows]
