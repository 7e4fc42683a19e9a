"""docs/history.md names every table, column and view, and what it asks can be asked."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from monitor.store import Store, open_store
from monitor.store.database import HISTORY
from tests.builders import STORY, small_history

PAGE = (Path(__file__).parent.parent / "docs" / "history.md").read_text("utf-8")
SECTIONS = dict(re.findall(r"^## (.*)\n((?:(?!## ).*\n)*)", PAGE, re.MULTILINE))
QUESTIONS = dict(re.findall(r"^### (.*)\n(?:(?!###).*\n)*?```sql\n((?:.*\n)*?)```", PAGE, re.MULTILINE))
_OF_AN_INDEX = 1  # the column of an FTS5 table that takes commands
PARAMETERS = {
    "story": STORY,
    "claim": 1,
    "outlet": "Example Wire",
    "word": "ferries",
    "words": "port AND shut",
    "article": 1,
}

ANSWERS: dict[str, list[dict[str, object]]] = {
    "Who said it first?": [
        {"outlet": "Example Wire", "origin": "Example Wire", "modality": "asserted"},
        {"outlet": "The Daily", "origin": "Example Wire", "modality": "reported"},
    ],
    "Which claims are contested, and by whom?": [
        {
            "text": "Two ferries sank.",
            "says": "Example Wire,The Daily",
            "against_text": "Three ferries sank.",
            "disputes": "Harbour Gazette",
            "basis": "numeric",
        }
    ],
    "What did an outlet change after publishing?": [
        {
            "kind": "revision",
            "change": "altered",
            "sentence": '{"from":"The port stays open.","to":"The port is shut."}',
        }
    ],
    "What was withdrawn?": [
        {"outlet": "The Daily", "gone_at": "2026-04-12T18:00:00+00:00", "said": "Two ferries sank."}
    ],
    "Which source is slow or failing?": [{"name": "slow", "failures": 3, "polls": 3, "failed": 3}],
    "How did the story go?": [{"kind": "contradiction"}, {"kind": "revision"}, {"kind": "removal"}],
    "What has an outlet never mentioned?": [
        {"text": "Three ferries sank.", "outlets": "Harbour Gazette", "origins": 1}
    ],
    "What are the latest values?": [
        {"value": "Three ferries", "low": 3.0, "of": "ferry", "outlet": "Harbour Gazette"},
        {"value": "Two ferries", "low": 2.0, "of": "ferry", "outlet": "Example Wire"},
    ],
    "Who repeats whom?": [
        {"origin": "Example Wire", "outlets": 2, "carried_by": "Example Wire,The Daily", "claims": 3},
        {"origin": "Harbour Gazette", "outlets": 1, "carried_by": "Harbour Gazette", "claims": 1},
    ],
    "Which alerts did not arrive?": [
        {"alert": 1, "channel": "desk", "state": "due"},
        {"alert": 1, "channel": "me", "state": "due"},
        {"alert": 2, "channel": "desk", "state": "due"},
    ],
    "Which readings hold these words?": [
        {"article": 1, "number": 2, "place": "Two ferries sank. The [port] is [shut]."},
    ],
    "How did each outlet fare?": [
        {"outlet": "Example Wire", "tier": "press", "articles": 1, "claims": 3, "contradicted": 1, "silent_edits": 1},
        {"outlet": "Harbour Gazette", "tier": "press", "articles": 1, "claims": 1, "contradicted": 0},
        {"outlet": "The Daily", "tier": "aggregator", "articles": 1, "claims": 1, "removals": 1},
    ],
    "How often was an article read, and what came of it?": [
        {"number": 1, "status": "ok", "stage": "done"},
        {"number": 2, "status": "ok", "stage": "done"},
    ],
}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    state = tmp_path_factory.mktemp("state")
    small_history(state).close()
    with closing(open_store(state, read_only=True)) as store:
        yield store


def documented(section: str) -> dict[str, list[list[str]]]:
    """The tables of a section: by heading, the cells of every row."""
    found = {}
    for name, text in re.findall(r"^### (\w+)\n((?:(?!### ).*\n)*)", SECTIONS[section], re.MULTILINE):
        rows = [line.strip("| ").split("|") for line in re.findall(r"^\| `.*$", text, re.MULTILINE)]
        found[name] = [[cell.strip() for cell in row] for row in rows]
        assert re.match(r"\n\S", text), f"{name} has no sentence that says what it is for"
    return found


def stored(store: Store, where: str) -> list[str]:
    return [row["name"] for row in store.database.rows(f"SELECT name FROM sqlite_master WHERE {where}")]


def columns(store: Store, table: str) -> list[tuple[str, str]]:
    """The columns of a table with their types as the page writes them."""
    keys = {row["from"]: row for row in store.database.rows(f"PRAGMA foreign_key_list({table})")}
    found = []
    for row in store.database.rows(f"PRAGMA table_xinfo({table})"):
        if row["hidden"] == _OF_AN_INDEX:
            continue
        empty = "" if row["notnull"] or row["pk"] else " or null"
        leads = f" → {keys[row['name']]['table']}.{keys[row['name']]['to']}" if row["name"] in keys else ""
        found.append((row["name"], f"{row['type'].lower()}{empty}{leads}"))
    return found


def test_the_tables_are_those_of_a_fresh_history(small: Store) -> None:
    shadows = {f"{name}_{part}" for name in documented("Search") for part in "data idx content docsize config".split()}
    tables = set(
        stored(small, "type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' AND name NOT LIKE 'sqlite#_%' ESCAPE '#'")
    )
    assert set(documented("Tables")) == tables - shadows
    assert set(documented("Search")) == set(stored(small, "sql LIKE 'CREATE VIRTUAL%'"))
    assert set(documented("Views")) == set(stored(small, "type = 'view'"))


@pytest.mark.parametrize("table", documented("Tables"))
def test_the_columns_types_and_foreign_keys_of_a_table_are_as_described(small: Store, table: str) -> None:
    described = [(row[0].strip("`"), row[1]) for row in documented("Tables")[table]]
    assert described == columns(small, table)


@pytest.mark.parametrize(
    ("section", "name"), [(section, name) for section in ("Search", "Views") for name in documented(section)]
)
def test_the_columns_of_a_view_or_index_are_as_described(small: Store, section: str, name: str) -> None:
    described = [row[0].strip("`") for row in documented(section)[name]]
    assert described == [column for column, _ in columns(small, name)]


def test_every_column_that_does_not_speak_for_itself_is_explained() -> None:
    unexplained = {
        row[0].strip("`")
        for section in ("Tables", "Search", "Views")
        for rows in documented(section).values()
        for row in rows
        if not row[-1]
    }
    references = {"article", "story", "event", "claim", "mention", "origin", "alert", "new_mention", "earlier_mention"}
    plain = {"id", "at", "title", "author", "earlier_claim", "judge", "reason", "note", "claim_b", "attempts"}
    assert unexplained <= references | plain | {"created_at", "sent_at", "applied_at"}


def test_every_question_has_an_answer_here() -> None:
    assert set(QUESTIONS) == set(ANSWERS)
    assert len(QUESTIONS) == 13


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_documented_question_is_answered(small: Store, question: str) -> None:
    rows = [dict(row) for row in small.database.rows(QUESTIONS[question], PARAMETERS)]
    expected = ANSWERS[question]
    assert [{key: row[key] for key in wanted} for row, wanted in zip(rows, expected, strict=True)] == expected


def test_the_history_is_read_with_sqlite_utils_while_another_process_writes(state: Path) -> None:
    command = re.search(r'`sqlite-utils (query) (state/history\.db) "(.*?)" (--table)`', PAGE)
    assert command is not None
    with closing(small_history(state)) as store, store.database.writing():
        store.facts.set_time("last_cycle", store.events.since()[0].at)
        shown = subprocess.run(
            [sys.executable, "-m", "sqlite_utils", command[1], str(state / HISTORY), command[3], command[4]],
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONIOENCODING": "utf-8"},
            check=False,
        )
    assert shown.returncode == 0, shown.stderr
    assert "The Daily withdrew its report" in shown.stdout
