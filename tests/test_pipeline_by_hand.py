"""What people decide holds in the walk: verdicts, joins, splits and mutes; and what two whole claims say counts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import yaml

from monitor.model import EventKind, Relation, Verdict
from monitor.model_alerts import Mute, MuteKind
from monitor.store import Store, open_store
from monitor.store.listings import ClaimFilter, Row, claim_rows
from monitor.store.lookup import event_detail
from monitor.store.rows import Missed
from tests.builders import judged, make_event, noticed
from tests.desk import CLAIM, COUNTER, START, Desk, item, moment, open_desk

SOME = "Some 900 people are employed by Nordlink Ferries at its Holm terminal. The canteen seats eighty."
STAFF = "The Holm terminal of Nordlink Ferries has a staff of 1,200. The roof is green."
STORY = "nordlink"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(tmp_path) as opened:
        yield opened


def history(desk: Desk) -> closing[Store]:
    return closing(open_store(desk.state))


def claim(desk: Desk, words: str) -> Row:
    """The one claim that has a mention with these words."""
    with history(desk) as store:
        found = [
            row
            for row in claim_rows(store.database, ClaimFilter())
            if any(words in mention["text"] for mention in row["mentions"])
        ]
    assert len(found) == 1
    return found[0]


def set_threshold(desk: Desk, threshold: float) -> None:
    settings = yaml.safe_load(desk.config.read_text())
    desk.config.write_text(yaml.safe_dump({**settings, "judge": {"kind": "rules", "threshold": threshold}}))


async def test_wrong_verdicts_raise_the_score_from_which_on_a_story_is_told(desk: Desk) -> None:
    await desk.play([moment(0), moment(1, publish=(item("h1", "harbour", CLAIM),))])
    with history(desk) as store:
        for number in range(40):
            event = make_event(EventKind.CONTRADICTION, at=START, story=STORY, score=0.985)
            (ident,) = store.events.record([noticed(event, f"old {number}")])
            store.feedback.record(ident, Verdict.WRONG, None, START)
    before = len(desk.events("contradiction"))
    await desk.play([moment(2, publish=(item("c1", "canal", COUNTER),))])
    assert len(desk.events("contradiction")) == before
    assert not claim(desk, "1,200")["contested"]


async def test_a_contradiction_that_a_person_missed_is_contested_and_never_told_later(desk: Desk) -> None:
    set_threshold(desk, 0.995)
    await desk.play([moment(0), moment(1, publish=(item("h1", "harbour", CLAIM),))])
    await desk.play([moment(2, publish=(item("c1", "canal", COUNTER),))])
    assert desk.events("contradiction") == []
    one, other = claim(desk, "900"), claim(desk, "1,200")
    with history(desk) as store:
        pair = (other["mentions"][0]["id"], one["mentions"][0]["id"])
        missed = Missed(other["id"], one["id"], *pair, judged(Relation.NEUTRAL, basis=None))
        store.feedback.record_missed(missed, None, START)
    assert claim(desk, "900")["contested"]
    set_threshold(desk, 0.8)
    await desk.play([moment(3, publish=(item("n1", "nordlink", STAFF),))])
    assert desk.events("contradiction") == []


async def test_what_was_split_never_joins_again_in_the_same_words(desk: Desk) -> None:
    await desk.play([moment(0), moment(1, publish=(item("h1", "harbour", CLAIM),))])
    await desk.play([moment(2, publish=(item("c1", "canal", SOME),))])
    whole = claim(desk, "900")
    assert [mention["outlet"] for mention in whole["mentions"]] == ["Harbour Post", "Canal Times"]
    with history(desk) as store:
        made = store.decisions.split(whole["id"], whole["mentions"][1]["id"], START)
    await desk.play([moment(3, publish=(item("n1", "nordlink", SOME.replace("canteen", "kitchen")),))])
    assert claim(desk, "Some 900 people")["id"] == made
    assert [mention["outlet"] for mention in claim(desk, "employs 900 people")["mentions"]] == ["Harbour Post"]


async def test_what_was_joined_takes_in_the_words_of_both(desk: Desk) -> None:
    await desk.play([moment(0), moment(1, publish=(item("h1", "harbour", CLAIM),))])
    opened, staff = claim(desk, "1998")["id"], claim(desk, "900")["id"]
    with history(desk) as store:
        store.decisions.join(staff, opened, START)
    await desk.play([moment(2, publish=(item("c1", "canal", CLAIM + " The roof is red."),))])
    assert claim(desk, "900")["id"] == claim(desk, "1998")["id"] == staff
    assert len(claim(desk, "900")["mentions"]) == 4


async def test_what_is_muted_is_stored_and_told_to_nobody_with_the_reason(desk: Desk) -> None:
    await desk.play([moment(0), moment(1, publish=(item("h1", "harbour", CLAIM),))])
    with history(desk) as store:
        store.mutes.add(Mute(MuteKind.CLAIM, str(claim(desk, "900")["id"]), moment(9).at), START)
    await desk.play([moment(2, publish=(item("c1", "canal", COUNTER),))])
    (event,) = desk.events("contradiction")
    assert desk.told == []
    with history(desk) as store:
        detail = event_detail(store, event["id"])
    assert detail is not None
    assert detail["told"] == []
    assert detail["untold"].startswith("muted: the claim c")


async def test_after_a_mute_has_ended_people_are_told_again(desk: Desk) -> None:
    await desk.play([moment(0), moment(1, publish=(item("h1", "harbour", CLAIM),))])
    with history(desk) as store:
        store.mutes.add(Mute(MuteKind.STORY, STORY, moment(1.5).at), START)
    await desk.play([moment(2, publish=(item("c1", "canal", COUNTER),))])
    assert len(desk.told) == 1


async def test_every_event_says_who_was_told_or_why_nobody_was(desk: Desk) -> None:
    await desk.play([moment(0, publish=(item("h1", "harbour", CLAIM),))])
    await desk.play([moment(2, publish=(item("c1", "canal", COUNTER), item("c2", "canal", SOME)))])
    with history(desk) as store:
        details = [event_detail(store, event["id"]) for event in desk.events()]
    assert all((detail["untold"] is None) == bool(detail["told"]) for detail in details if detail)
    reasons = {detail["kind"]: detail["untold"] for detail in details if detail and detail["untold"]}
    assert reasons == {"corroboration": "no route: no entry of alerts: names corroboration"}


async def test_a_conflict_is_told_once_also_in_other_words_for_either_side(desk: Desk) -> None:
    await desk.play([moment(0), moment(1, publish=(item("h1", "harbour", CLAIM),))])
    await desk.play([moment(2, publish=(item("c1", "canal", COUNTER),))])
    await desk.play([moment(3, publish=(item("n1", "nordlink", STAFF),))])
    await desk.play([moment(4, publish=(item("c2", "canal", SOME),))])
    assert len(desk.events("contradiction")) == 1
    assert len(desk.told) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Analysts expect Nordlink Ferries to employ 1,200 people at its Holm terminal. The roof is white.",
        "I think that 1,200 people would suit Nordlink Ferries at its Holm terminal. The roof is grey.",
    ],
)
async def test_a_forecast_or_an_opinion_contradicts_nobody(desk: Desk, text: str) -> None:
    await desk.play([moment(0), moment(1, publish=(item("h1", "harbour", CLAIM),))])
    await desk.play([moment(2, publish=(item("c1", "canal", text),))])
    assert desk.events("contradiction") == []
