"""The report and the exports: whole, harmless, and only of the story that was asked for."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import feedparser
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from monitor.explore.export import write_csv
from monitor.explore.feeds import write_atom
from tests.builders import new_history, publish, small_history
from tests.desk import CLAIM, COUNTER, START, item, moment, open_desk

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two stories that share a newsroom."""
    folder = tmp_path_factory.mktemp("share")
    with open_desk(folder) as desk:
        settings = yaml.safe_load(desk.config.read_text())
        settings["stories"].append({"id": "tram", "title": "The tram", "match": {"any": ["Tramway"]}})
        desk.config.write_text(yaml.safe_dump(settings))
        tram = item(
            "t1", "canal", "Tramway Holm carries 4,000 passengers a day. It opened in May.", "Tramway Holm grows"
        )
        asyncio.run(
            desk.play(
                [
                    moment(0),
                    moment(1, publish=(item("h1", "harbour", CLAIM), tram)),
                    moment(2, publish=(item("c1", "canal", COUNTER, "<script>alert(1)</script> Nordlink"),)),
                ]
            )
        )
    return desk.state


def monitor(state: Path, *words: str) -> subprocess.CompletedProcess[str]:
    now = (START + timedelta(days=1)).isoformat()
    command = [sys.executable, "-m", "monitor", "--state", str(state), "--now", now, *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True)


def test_the_report_holds_both_sides_and_fetches_nothing(state: Path, tmp_path: Path) -> None:
    target = tmp_path / "nordlink.html"
    done = monitor(state, "report", str(target), "--story", "nordlink")
    assert done.returncode == 0, done.stderr
    text = target.read_text("utf-8")
    assert "employs <mark>900" in text
    assert "employs <mark>1,200" in text
    assert text.count("<svg") == 2
    assert "<script" not in text
    assert not [tag for tag in ("<link", "<img", "<iframe", "@import", "url(") if tag in text]
    assert "Tramway" not in text


def test_a_report_never_overwrites_and_asks_which_story(state: Path, tmp_path: Path) -> None:
    target = tmp_path / "there.html"
    target.write_text("mine")
    refused = monitor(state, "report", str(target), "--story", "nordlink")
    assert (refused.returncode, target.read_text()) == (1, "mine")
    unnamed = monitor(state, "report", str(tmp_path / "new.html"))
    assert unnamed.returncode == 2
    assert "nordlink" in unnamed.stderr
    assert "tram" in unnamed.stderr


def test_json_lines_are_what_the_listing_prints(state: Path) -> None:
    exported = monitor(state, "export", "--what", "claims", "--story", "nordlink")
    listed = monitor(state, "claims", "--json", "--story", "nordlink")
    assert exported.stdout == listed.stdout
    assert exported.stdout


@pytest.mark.parametrize("what", ["events", "claims", "articles"])
def test_csv_has_a_row_for_each_line_of_json(state: Path, what: str) -> None:
    lines = monitor(state, "export", "--what", what).stdout.splitlines()
    rows = list(csv.DictReader(io.StringIO(monitor(state, "export", "--what", what, "--format", "csv").stdout)))
    assert [int(row["id"]) for row in rows] == [json.loads(line)["id"] for line in lines]


def test_csv_keeps_what_only_some_events_have(tmp_path: Path) -> None:
    small_history(tmp_path).close()
    rows = list(csv.DictReader(io.StringIO(monitor(tmp_path, "export", "--format", "csv").stdout)))
    changed = [json.loads(row["changes"]) for row in rows if row["changes"]]
    assert [each["altered"] for each in changed] == [[{"from": "The port stays open.", "to": "The port is shut."}]]


def test_a_report_of_a_long_story_shows_the_latest_articles_and_says_so(tmp_path: Path) -> None:
    with closing(new_history(tmp_path)) as store, store.database.writing():
        for number in range(502):
            publish(store, f"p{number}", f"Ferry {number} sank.")
    target = tmp_path / "long.html"
    assert monitor(tmp_path, "report", str(target)).returncode == 0
    text = target.read_text("utf-8")
    assert "Only the latest 500 of 502 are shown." in text
    assert text.count("Example Wire: <a href=") == 500


def test_a_feed_reader_reads_the_events(state: Path) -> None:
    found = feedparser.parse(monitor(state, "export", "--format", "atom", "--story", "nordlink").stdout)
    assert not found.bozo
    kinds = [entry.tags[0].term for entry in found.entries]
    assert "contradiction" in kinds
    assert [entry.updated for entry in found.entries] == sorted(
        (entry.updated for entry in found.entries), reverse=True
    )
    assert all(entry.id.startswith("urn:monitor:event:") for entry in found.entries)


@given(text=st.text(max_size=60))
def test_any_text_makes_a_feed_that_parses(text: str) -> None:
    claim = {"role": "new", "outlet": text, "text": text, "url": "https://a.example/" + text}
    event = {"id": 1, "at": "2026-03-02T09:00:00+00:00", "summary": text, "kind": "new_claim", "reason": text}
    out = io.StringIO()
    write_atom([{**event, "claims": [claim], "article": None}], "story", START, out)
    from lxml import etree

    assert etree.fromstring(out.getvalue().encode("utf-8", "surrogatepass")) is not None


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx"])
def test_no_cell_is_a_formula(text: str) -> None:
    out = io.StringIO()
    write_csv([{"text": text}], out)
    assert next(csv.DictReader(io.StringIO(out.getvalue())))["text"] == "'" + text


def test_a_copy_of_one_story_holds_nothing_of_the_other(state: Path, tmp_path: Path) -> None:
    target = tmp_path / "nordlink.db"
    done = monitor(state, "export", "--format", "sqlite", "--story", "nordlink", "--to", str(target))
    assert done.returncode == 0, done.stderr
    assert b"Tramway" not in target.read_bytes()
    with closing(sqlite3.connect(target)) as copy:
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert copy.execute("PRAGMA foreign_key_check").fetchall() == []
        assert copy.execute("SELECT id FROM stories").fetchall() == [("nordlink",)]
        assert copy.execute("SELECT count(*) FROM contested_claims").fetchone()[0] > 0
        found = "SELECT count(*) FROM claims_fts WHERE claims_fts MATCH 'employs'"
        assert copy.execute(found).fetchone()[0] > 0
    again = monitor(state, "export", "--format", "sqlite", "--to", str(target))
    assert again.returncode == 1
    assert "exists already" in again.stderr
