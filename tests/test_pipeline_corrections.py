"""What an outlet takes back, who has repeated it, and what is told of an edit."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from monitor.cli import main
from monitor.store import open_store
from tests.desk import CLAIM, Desk, item, moment, open_desk

COPY = "Nordlink Ferries employs 900 people at its Holm terminal, Harbour Post reports. The canal is shut in winter."
NOTICE = "Correction: Nordlink Ferries employs 950 people at its Holm terminal, not 900."
EDITED = CLAIM.replace("900", "950")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(tmp_path) as opened:
        yield opened


def show(desk: Desk, capsys: pytest.CaptureFixture[str], *args: str) -> str:
    capsys.readouterr()
    assert main(["--state", str(desk.state), "show", *args]) == 0
    return capsys.readouterr().out


async def reported(desk: Desk) -> None:
    await desk.play([moment(0), moment(1, publish=(item("h1", "harbour", CLAIM),))])
    await desk.play([moment(2, publish=(item("c1", "canal", COPY),))])


async def test_a_correction_names_its_claim_and_the_outlets_that_still_make_it(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    await reported(desk)
    await desk.play([moment(3, revise=(item("h1", "harbour", f"{EDITED}\n\n{NOTICE}"),))])
    (event,) = desk.events("correction")
    (taken_back,) = event["changes"]["corrects"]
    assert "employs 900 people" in taken_back["text"]
    assert taken_back["still_said_by"] == ["Canal Times"]
    assert any("Still said by: “Canal Times”" in told["message"] for told in desk.told)
    ident = f"e{event['id']}"
    (still,) = json.loads(show(desk, capsys, ident, "--json"))["still_said"]
    assert (still["outlet"], still["claim"]) == ("Canal Times", taken_back["claim"])
    assert "is still said by Canal Times" in show(desk, capsys, ident)
    claim = json.loads(show(desk, capsys, f"c{taken_back['claim']}", "--json"))
    assert event["id"] in [each["id"] for each in claim["events"]]
    await desk.play([moment(5, revise=(item("c1", "canal", "The canal is shut in winter."),))])
    assert json.loads(show(desk, capsys, ident, "--json"))["still_said"] == []


async def test_what_a_retracted_article_said_is_withdrawn_though_its_text_still_stands(desk: Desk) -> None:
    await desk.play([moment(0), moment(1, publish=(item("h1", "harbour", CLAIM, "Nordlink's terminal"),))])
    why = "Retraction notice: The Harbour Post has retracted this article, since its figures were invented."
    await desk.play([moment(3, revise=(item("h1", "harbour", f"{why}\n\n{CLAIM}", "RETRACTED: Nordlink's terminal"),))])
    (event,) = desk.events("correction")
    assert event["reason"] == why
    with closing(open_store(desk.state, read_only=True)) as store:
        standing = store.database.value("SELECT standing FROM claim_standing WHERE text LIKE '%employs 900 people%'")
    assert standing == "withdrawn"


async def test_an_edit_with_an_update_note_is_a_revision_that_says_so(desk: Desk) -> None:
    await reported(desk)
    note = "Update: This story has new figures."
    await desk.play([moment(3, revise=(item("h1", "harbour", f"{note}\n\n{EDITED}"),))])
    (event,) = desk.events("revision")
    assert event["reason"].startswith(f"the text was changed with the note “{note}”")
    assert desk.events("correction") == []


async def test_an_update_note_alone_is_kept_and_not_told(desk: Desk) -> None:
    await reported(desk)
    before = desk.events()
    await desk.play([moment(3, revise=(item("h1", "harbour", f"{CLAIM}\n\nUpdated at 14:05 with new quotes."),))])
    assert desk.events() == before
    assert kept(desk, "SELECT notice_kind FROM versions WHERE number = 2") in ([("update",)], [])


PARAGRAPHS = (CLAIM, "Residents asked for a later crossing.", "The company has four boats.")


async def test_moved_paragraphs_are_kept_and_not_told(desk: Desk) -> None:
    await desk.play([moment(0), moment(1, publish=(item("h1", "harbour", "\n\n".join(PARAGRAPHS)),))])
    before = desk.events()
    await desk.play([moment(3, revise=(item("h1", "harbour", "\n\n".join(PARAGRAPHS[::-1])),))])
    assert desk.events() == before
    assert kept(desk, "SELECT count(*) FROM versions") == [(2,)]


async def test_a_text_that_returns_to_what_it_was_tells_nothing(desk: Desk) -> None:
    await reported(desk)
    await desk.play([moment(3, revise=(item("h1", "harbour", EDITED),))])
    before = desk.events()
    await desk.play([moment(4, revise=(item("h1", "harbour", CLAIM),)), moment(5)])
    assert desk.events() == before
    assert len(desk.events("revision")) == 1


async def test_a_contradiction_has_the_articles_of_its_story_read_again_sooner(desk: Desk) -> None:
    await desk.play([moment(0), moment(1, publish=(item("h1", "harbour", CLAIM),)), moment(8)])
    planned = "SELECT next_read FROM articles WHERE id = 1"
    assert kept(desk, planned) == [("2026-03-03T10:00:00+00:00",)]  # a day after it was first seen
    await desk.play([moment(8.5, publish=(item("c1", "canal", CLAIM.replace("900", "1,200")),))])
    assert len(desk.events("contradiction")) == 1
    assert kept(desk, planned) == [("2026-03-03T01:00:00+00:00",)]  # half-way between six hours and a day


def kept(desk: Desk, sql: str) -> list[tuple[Any, ...]]:
    store = open_store(desk.state, read_only=True)
    rows = [tuple(row) for row in store.database.rows(sql)]
    store.close()
    return rows
