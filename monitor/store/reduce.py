"""A copy of the history with one story in it, to hand on."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from monitor.store.database import Database
from monitor.store.schema.records import REFILL


def copy_story(database: Database, target: Path, story: str | None) -> None:
    """A consistent copy in a new file, while others write; without the other stories where one is named.

    Raises StoreError when the file exists.
    """
    database.backup(target)
    if story is None:
        return
    try:
        with closing(Database(target)) as copy:
            _reduce(copy, story)
    except BaseException:
        target.unlink()
        raise


def _reduce(copy: Database, story: str) -> None:
    copy.execute("PRAGMA foreign_keys = OFF")  # parents go first here, and what hung on them after
    with copy.writing():
        copy.execute("DELETE FROM stories WHERE id != ?", (story,))
        copy.execute("DELETE FROM article_stories WHERE story != ?", (story,))
        copy.execute("DELETE FROM articles WHERE id NOT IN (SELECT article FROM article_stories)")
        copy.execute("DELETE FROM entries WHERE article IS NULL")
        while _drop_orphans(copy):
            pass
        for statement in REFILL:
            copy.execute(statement)
    copy.execute("PRAGMA journal_mode = DELETE")
    copy.execute("VACUUM")


def _drop_orphans(copy: Database) -> int:
    """Delete the rows that refer to one that is gone. Returns how many, since others may now refer to those."""
    dropped = 0
    tables = copy.rows("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'")
    for table in (row["name"] for row in tables):
        for key in copy.rows(f'PRAGMA foreign_key_list("{table}")'):
            dropped += copy.execute(
                f"""DELETE FROM "{table}" WHERE "{key["from"]}" IS NOT NULL
                AND "{key["from"]}" NOT IN (SELECT "{key["to"]}" FROM "{key["table"]}")"""
            ).rowcount
    return dropped
