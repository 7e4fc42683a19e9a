"""A new release of ours reads stored pages again, and nothing of that looks like an outlet's doing."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from monitor.stages.release import release
from monitor.store import open_store
from tests.desk import CLAIM, Desk, item, moment, open_desk

REST = "The company has four boats. It will add a fifth boat in June."
TEXT = f"{CLAIM}\n\n{REST}"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(tmp_path) as opened:
        yield opened


def read_by_an_older_release(desk: Desk) -> None:
    """Make the history what an older release would have left: menu words in the text, other claims found in it."""
    store = open_store(desk.state)
    with store.database.writing():
        store.database.execute(
            "UPDATE versions SET text = 'Front page' || char(10) || text, text_hash = id, release = '0.0.9'"
        )
        store.database.execute(
            "UPDATE mentions SET release = '0.0.9', span_start = span_start + 11, span_end = span_end + 11"
        )
        store.database.execute(
            "UPDATE mentions SET text = 'The company has four boats' WHERE text LIKE 'The company has%'"
        )
    store.close()


def raised(desk: Desk) -> list[tuple[object, ...]]:
    """What was raised so far; the words of a claim may be those that the other release found."""
    return [(event["id"], event["kind"], event["summary"]) for event in desk.events()]


def stored(desk: Desk, sql: str) -> list[tuple[object, ...]]:
    store = open_store(desk.state, read_only=True)
    rows = [tuple(row) for row in store.database.rows(sql)]
    store.close()
    return rows


async def test_what_a_new_release_reads_otherwise_is_never_told(desk: Desk) -> None:
    await desk.play([moment(0), moment(1, publish=(item("h1", "harbour", TEXT),))])
    before, text = raised(desk), stored(desk, "SELECT text, text_hash FROM versions")
    read_by_an_older_release(desk)
    await desk.play([moment(3), moment(30)])
    assert raised(desk) == before
    assert stored(desk, "SELECT text, text_hash FROM versions") == text
    assert stored(desk, "SELECT DISTINCT release, stage, rebasing FROM versions") == [(release(), "done", 0)]


async def test_a_claim_that_the_new_release_does_not_find_was_not_dropped_by_its_outlet(desk: Desk) -> None:
    await desk.play([moment(0), moment(1, publish=(item("h1", "harbour", TEXT),))])
    read_by_an_older_release(desk)
    await desk.play([moment(3)])
    retired = "SELECT text, retired_by, dropped_version FROM mentions WHERE dropped_at IS NOT NULL"
    assert stored(desk, retired) == [("The company has four boats", release(), None)]
    found = "SELECT text, claim IS NOT NULL, release FROM mentions WHERE text = 'The company has four boats.'"
    assert stored(desk, found) == [("The company has four boats.", 1, release())]
    spans = stored(
        desk,
        "SELECT m.text, substr(v.text, span_start + 1, span_end - span_start) FROM mentions m JOIN versions v"
        " ON v.id = m.version WHERE in_title = 0 AND dropped_at IS NULL",
    )
    assert spans
    assert all(said == printed for said, printed in spans)


async def test_an_edit_after_an_upgrade_is_told_with_nothing_beside_it(desk: Desk) -> None:
    await desk.play([moment(0), moment(1, publish=(item("h1", "harbour", TEXT),))])
    read_by_an_older_release(desk)
    await desk.play([moment(3, revise=(item("h1", "harbour", TEXT.replace("fifth", "sixth")),))])
    (event,) = desk.events("revision")
    old = "It will add a fifth boat in June."
    assert event["changes"] == {
        "added": [],
        "dropped": [],
        "altered": [{"from": old, "to": old.replace("fifth", "sixth")}],
    }


async def test_older_versions_are_read_again_too_so_that_like_is_compared_with_like(desk: Desk) -> None:
    await desk.play([moment(0), moment(1, publish=(item("h1", "harbour", TEXT),))])
    await desk.play([moment(3, revise=(item("h1", "harbour", TEXT.replace("fifth", "sixth")),))])
    texts = stored(desk, "SELECT number, text FROM versions ORDER BY number")
    events = raised(desk)
    read_by_an_older_release(desk)
    await desk.play([moment(5)])
    assert stored(desk, "SELECT number, text FROM versions ORDER BY number") == texts
    assert raised(desk) == events


async def test_a_page_that_is_no_longer_kept_leaves_its_text_as_it_was(desk: Desk) -> None:
    await desk.play([moment(0), moment(1, publish=(item("h1", "harbour", TEXT),))])
    (before,) = stored(desk, "SELECT text FROM versions")
    for page in (desk.state / "pages").glob("*/*.gz"):
        page.unlink()
    events = raised(desk)
    read_by_an_older_release(desk)
    desk.turn(moment(1))
    await desk.poll()
    (after,) = stored(desk, "SELECT text FROM versions WHERE number = 1")
    assert after == (f"Front page\n{before[0]}",)
    assert raised(desk) == events


async def test_links_to_other_articles_of_the_story_are_looked_for_again_in_kept_pages(desk: Desk) -> None:
    cited = replace(item("c1", "canal", f"{CLAIM}\n\n{REST}"), links=("h1",))
    await desk.play([moment(0), moment(1, publish=(item("h1", "harbour", TEXT),)), moment(2, publish=(cited,))])
    links = "SELECT version, step, url, words, article, relevant FROM citations WHERE kind = 'link' ORDER BY 1, 2"
    found, events = stored(desk, links), raised(desk)
    assert 1 in [row[4] for row in found]
    store = open_store(desk.state)
    with store.database.writing():
        store.database.execute("UPDATE versions SET release = '0.0.9'")
        store.database.execute("DELETE FROM citations WHERE kind = 'link'")
    store.close()
    await desk.play([moment(3)])
    assert stored(desk, links) == found
    assert raised(desk) == events


def walk_and_die(desk: Desk, place: str, when: str) -> int:
    """One cycle in a process of its own that kills itself there; gives its exit code."""
    command = [sys.executable, "-m", "tests.walked", str(desk.config), str(desk.state), desk.newsroom.now.isoformat()]
    root = Path(__file__).parent.parent
    return subprocess.run([*command, place, when], cwd=root, capture_output=True, check=False).returncode


PLACES = [
    ("monitor.store.rebasing:Rebasing.record", "after"),
    ("monitor.store.claims:Claims.record_mentions", "after"),
    ("monitor.store.claims:Claims.record_comparison", "after"),
]


@pytest.mark.parametrize(("place", "when"), PLACES)
async def test_a_kill_while_pages_are_read_again_tells_nothing_and_loses_nothing(
    desk: Desk, place: str, when: str
) -> None:
    await desk.play([moment(0), moment(1, publish=(item("h1", "harbour", TEXT),))])
    before, text = raised(desk), stored(desk, "SELECT text, text_hash FROM versions")
    read_by_an_older_release(desk)
    desk.turn(moment(3))
    assert walk_and_die(desk, place, when) == -signal.SIGKILL
    await desk.poll()
    assert raised(desk) == before
    assert stored(desk, "SELECT text, text_hash FROM versions") == text
    assert stored(desk, "SELECT DISTINCT release, stage, rebasing FROM versions") == [(release(), "done", 0)]
