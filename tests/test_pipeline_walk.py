"""The whole walk on a real newsroom: what is raised, what is told, and what is not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from monitor.store import open_store
from monitor.store.listings import article_rows
from tests.desk import CLAIM, COUNTER, Desk, item, moment, open_desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(tmp_path) as opened:
        yield opened


async def test_a_contradiction_reaches_a_person_once(desk: Desk) -> None:
    await desk.play(
        [
            moment(0),
            moment(1, publish=(item("h1", "harbour", CLAIM),)),
            moment(2, publish=(item("c1", "canal", COUNTER),)),
        ]
    )
    (event,) = desk.events("contradiction")
    assert [(claim["outlet"], claim["role"]) for claim in event["claims"]] == [
        ("Canal Times", "new"),
        ("Harbour Post", "earlier"),
    ]
    assert event["basis"] == "numeric"
    assert len(desk.told) == 1
    assert "1,200 people" in desk.told[0]["message"]
    assert "900 people" in desk.told[0]["message"]
    await desk.poll()
    assert len(desk.events("contradiction")) == 1
    assert len(desk.told) == 1


async def test_the_same_input_twice_raises_nothing_and_sends_nothing(desk: Desk) -> None:
    desk.turn(moment(0, publish=(item("h1", "harbour", CLAIM), item("c1", "canal", COUNTER))))
    await desk.poll()
    before = desk.events()
    await desk.poll()
    assert desk.events() == before
    assert desk.told == []


async def test_a_page_whose_related_links_comments_and_clock_change_raises_nothing(desk: Desk) -> None:
    teasers = tuple(item(f"h{n}", "harbour", f"Nordlink Ferries has painted boat {n}.") for n in range(1, 5))
    story = item("c1", "canal", COUNTER)
    await desk.play([moment(0), moment(1, publish=(*teasers, story))])
    before = desk.events()
    shown = [((), ("First!",)), (("h1",), ()), (("h2", "h1"), ("Why?", "No.")), (("h3", "h4", "h1"), ()), ((), ())]
    for hour, (links, comments) in enumerate(shown, 2):
        await desk.play([moment(hour, revise=(replace(story, links=links, comments=comments),))])
    assert desk.events() == before
    with closing(open_store(desk.state, read_only=True)) as store:
        assert [row["versions"] for row in article_rows(store.database) if row["outlet"] == "Canal Times"] == [1]
    await desk.play([moment(9, revise=(replace(story, text=COUNTER.replace("1,200", "1,300"), links=("h1",)),))])
    assert len(desk.events("revision")) == 1


async def test_the_first_sight_of_a_source_is_a_baseline(desk: Desk) -> None:
    desk.turn(moment(0, publish=(item("h1", "harbour", CLAIM), item("c1", "canal", COUNTER))))
    await desk.poll()
    assert desk.events()
    assert all(event["baseline"] for event in desk.events())


async def test_a_quiet_edit_is_a_revision_with_both_sentences(desk: Desk) -> None:
    await desk.play([moment(0), moment(1, publish=(item("h1", "harbour", CLAIM),))])
    await desk.play([moment(3, revise=(item("h1", "harbour", CLAIM.replace("900", "950")),))])
    (event,) = desk.events("revision")
    (altered,) = event["changes"]["altered"]
    assert "900" in altered["from"]
    assert "950" in altered["to"]
    assert desk.events("contradiction") == []


async def test_a_text_that_returns_to_an_earlier_one_raises_nothing_more(desk: Desk) -> None:
    other = CLAIM.replace("900", "950")
    await desk.play([moment(0), moment(1, publish=(item("h1", "harbour", CLAIM),))])
    await desk.play(
        [moment(3, revise=(item("h1", "harbour", other),)), moment(5, revise=(item("h1", "harbour", CLAIM),))]
    )
    assert len(desk.events("revision")) == 1


async def test_a_notice_makes_a_change_a_correction(desk: Desk) -> None:
    mended = CLAIM.replace("900", "950") + "\n\nCorrection: An earlier version of this article overstated a number."
    await desk.play([moment(0), moment(1, publish=(item("h1", "harbour", CLAIM),))])
    await desk.play([moment(3, revise=(item("h1", "harbour", mended),))])
    (event,) = desk.events("correction")
    assert "overstated" in event["changes"]["notice"]
    assert desk.events("revision") == []


async def test_a_withdrawn_page_is_a_removal_once(desk: Desk) -> None:
    await desk.play([moment(0), moment(1, publish=(item("h1", "harbour", CLAIM),))])
    await desk.play([moment(3, withdraw=("h1",)), moment(4)])
    (event,) = desk.events("removal")
    assert event["article"]["outlet"] == "Harbour Post"
    assert any("900 people" in claim for claim in event["changes"]["dropped"])


async def test_a_source_that_fails_is_told_once_down_and_once_back_and_stops_nobody(desk: Desk) -> None:
    await desk.play([moment(0), *(moment(hours, fail=("canal",)) for hours in (1, 2, 3, 4))])
    assert [event["source"] for event in desk.events("source_down")] == ["canal"]
    await desk.play([moment(5, publish=(item("h1", "harbour", CLAIM),)), moment(6)])
    assert [event["source"] for event in desk.events("source_recovered")] == ["canal"]
    assert desk.events("new_claim")


async def test_what_belongs_to_no_story_is_not_read(desk: Desk) -> None:
    off_topic = item("h2", "harbour", "The town choir sang 40 songs.", "Choir sings")
    await desk.play([moment(0), moment(1, publish=(off_topic,))])
    assert desk.events() == []


async def test_a_digest_gathers_what_was_not_told_at_once_into_one_message(desk: Desk) -> None:
    await desk.play(
        [
            moment(0),
            moment(1, publish=(item("h1", "harbour", CLAIM),)),
            moment(2, publish=(item("c1", "canal", COUNTER),)),
        ]
    )
    assert len(desk.told) == 1
    await desk.play([moment(24), moment(25)])
    _, digest = desk.told
    assert "Contradiction" not in digest["message"]
    assert "The terminal opened in 1998." in digest["message"]
    assert "Most of them live across the bay." in digest["message"]


async def test_a_story_that_is_added_later_takes_in_what_was_read_as_its_baseline(desk: Desk) -> None:
    await desk.play([moment(0), moment(1, publish=(item("h1", "harbour", CLAIM),))])
    change(desk, "stories:\n", "stories:\n- {id: holm, title: Holm, match: {any: [Holm, terminal]}}\n")
    await desk.poll()
    taken_in = [event for event in desk.events() if event["story"] == "holm"]
    assert [event["claims"][0]["text"] for event in taken_in][:2] == CLAIM.replace(". ", ".\n").splitlines()
    assert all(event["baseline"] for event in taken_in)
    await desk.play([moment(2, publish=(item("h2", "harbour", "The Holm terminal of Nordlink has two cafes."),))])
    assert any(event["story"] == "holm" and "baseline" not in event for event in desk.events("new_claim"))


async def test_an_article_whose_text_is_about_something_else_leaves_the_story(desk: Desk) -> None:
    change(desk, "name: harbour\n", "name: harbour\n  read: all\n")
    stray = item("h3", "harbour", "The choir sang 40 songs in the town hall.", "Choir sings")
    await desk.play([moment(0), moment(1, publish=(stray,))])
    assert desk.events() == []


def change(desk: Desk, old: str, new: str) -> None:
    text = desk.config.read_text()
    assert old in text
    desk.config.write_text(text.replace(old, new, 1))
