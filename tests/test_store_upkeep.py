"""What the retention lets go of, and what it never touches."""

from __future__ import annotations

import os
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from monitor.cli import cli
from monitor.config import Retention
from monitor.stages.upkeep import prune, prune_when_due
from monitor.store import open_store
from tests.desk import CLAIM, COUNTER, START, Desk, item, moment, open_desk

LATER = START + timedelta(days=400)
STRICT = Retention(
    versions=timedelta(days=1), entries=timedelta(days=1), pages=timedelta(days=1), polls=timedelta(days=1)
)


async def told(desk: Desk) -> None:
    """A story with a changed article."""
    await desk.play(
        [
            moment(0),
            moment(1, publish=(item("h1", "harbour", CLAIM),)),
            moment(2, publish=(item("c1", "canal", COUNTER),)),
            moment(3, revise=(item("h1", "harbour", CLAIM.replace("900", "950")),)),
        ]
    )


async def test_what_events_and_present_articles_stand_on_is_kept(tmp_path: Path) -> None:
    with open_desk(tmp_path) as desk:
        await told(desk)
        before = desk.events()
        assert {event["kind"] for event in before} >= {"contradiction", "revision"}
        store = open_store(desk.state)
        present = "SELECT text FROM versions WHERE id IN (SELECT max(id) FROM versions GROUP BY article) ORDER BY id"
        texts = [row["text"] for row in store.database.rows(present)]
        pruned = prune(store, desk.state, STRICT, LATER)
        assert pruned.polls > 0
        assert pruned.texts == 1
        assert [row["text"] for row in store.database.rows(present)] == texts
        assert store.database.value("PRAGMA integrity_check") == "ok"
        store.database.execute("INSERT INTO versions_fts(versions_fts, rank) VALUES ('integrity-check', 1)")
        store.close()
        assert desk.events() == before
        await desk.poll()
        assert desk.events() == before


async def test_pruning_twice_lets_nothing_more_go(tmp_path: Path) -> None:
    with open_desk(tmp_path) as desk:
        await told(desk)
        store = open_store(desk.state)
        prune(store, desk.state, STRICT, LATER)
        assert str(prune(store, desk.state, STRICT, LATER)) == "0 polls, 0 entries, 0 old texts, 0 pages"
        store.close()


async def test_keeping_everything_for_ever_lets_nothing_go(tmp_path: Path) -> None:
    with open_desk(tmp_path) as desk:
        await told(desk)
        store = open_store(desk.state)
        forever = Retention(versions=None, entries=None, pages=None, polls=None)
        assert str(prune(store, desk.state, forever, LATER)) == "0 polls, 0 entries, 0 old texts, 0 pages"
        store.close()


LONG = " ".join(f"{CLAIM} Boat {n} of the fleet sails at {n} o'clock from pier {n}." for n in range(1, 9))


async def test_copies_of_an_article_are_looked_for_as_long_as_entries_are_kept(tmp_path: Path) -> None:
    with open_desk(tmp_path) as desk:
        await desk.play([moment(n, publish=(item(f"h{n}", "harbour", LONG.replace("pier", "x" * n)),)) for n in (1, 9)])
        store = open_store(desk.state)

        def signed() -> list[int]:
            return [row["article"] for row in store.database.rows("SELECT DISTINCT article FROM text_bands ORDER BY 1")]

        assert signed() == [1, 2]
        prune(store, desk.state, Retention(entries=None), LATER)
        assert signed() == [1, 2]
        prune(store, desk.state, Retention(entries=timedelta(days=1)), START + timedelta(days=1, hours=5))
        assert signed() == [2]
        prune(store, desk.state, Retention(entries=timedelta(days=1)), LATER)
        assert signed() == []
        store.close()


FOREVER = dict.fromkeys(("versions", "entries", "pages", "polls"), "forever")
COUNTED = {
    "versions": "SELECT count(*) FROM versions WHERE text != ''",
    "entries": "SELECT count(*) FROM entries",
    "polls": "SELECT count(*) FROM polls",
}


def kept(desk: Desk) -> dict[str, int]:
    """How much of what each key of the retention is about is there."""
    with closing(open_store(desk.state, read_only=True)) as store:
        rows = {key: store.database.value(sql) for key, sql in COUNTED.items()}
    return {**rows, "pages": sum(1 for _ in (desk.state / "pages").glob("*/*"))}


@pytest.mark.parametrize(("key", "gone"), [("versions", 1), ("entries", 1), ("pages", 1), ("polls", None)])
async def test_each_key_of_the_retention_lets_go_of_its_own_kind_and_of_nothing_else(
    tmp_path: Path, key: str, gone: int | None
) -> None:
    with open_desk(tmp_path) as desk:
        await desk.play(
            [
                moment(0),
                moment(1, publish=(item("h1", "harbour", CLAIM), item("h2", "harbour", COUNTER))),
                moment(3, revise=(item("h1", "harbour", CLAIM.replace("900", "950")),)),
                moment(30, withdraw=("h2",)),
            ]
        )
        await desk.poll()
        with closing(open_store(desk.state, read_only=True)) as store:
            (replaced,) = store.database.rows("SELECT page FROM versions ORDER BY id LIMIT 1")
        for page in (desk.state / "pages").glob(f"*/{replaced['page']}*"):
            os.utime(page, (0, 0))
        before = kept(desk)
        desk.configure(retention={**FOREVER, key: "1d"})
        later = ["--now", LATER.isoformat(), "--config", str(desk.config), "--state", str(desk.state)]
        assert CliRunner().invoke(cli, [*later, "prune"]).exit_code == 0
        left = kept(desk)
        assert left == {**before, key: before[key] - gone if gone else 0}, (before, left)
        assert before[key] > 0


@pytest.mark.parametrize(("hours", "pruned_again"), [(23, False), (25, True), (-1, True)])
def test_the_retention_is_applied_once_a_day_also_when_the_clock_was_set_back(
    tmp_path: Path, hours: int, pruned_again: bool
) -> None:
    store = open_store(tmp_path)
    prune_when_due(store, tmp_path, STRICT, START)
    prune_when_due(store, tmp_path, STRICT, START + timedelta(hours=hours))
    assert (store.facts.time("last_prune") != START) is pruned_again
    store.close()
