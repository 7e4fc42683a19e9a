"""Two sentences with one act say the same, whatever else each tells; two acts that only look alike do not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache

import pytest

from monitor.claims import analyse
from monitor.comparison.rules import RulesJudge
from monitor.comparison.terms import search_terms
from monitor.model import Judgement, Pair, Relation, Side

JUDGE = RulesJudge(0.8)
START = datetime(2026, 3, 2, 8, tzinfo=UTC)


@cache
def side(text: str, day: int, outlet: str) -> Side:
    published = START + timedelta(days=day)
    return Side(analyse(text, published, {}), published, outlet)


def judged(earlier: str, later: str, days: int = 3) -> Judgement:
    return JUDGE.judge([Pair(side(later, days, "Later"), side(earlier, 0, "Earlier"))])[0]


LEASED = "Marsh Rail has leased eight locomotives from a Danish operator, three drivers said."

SAME_ACT = [
    (LEASED, "Marsh Rail, which has leased eight locomotives from a Danish operator, will pay its drivers a bonus."),
    (
        "The harbour board learned on 27 October that the crane had been sold, a letter to the mayor shows.",
        "The harbour board of Torvik, which learned on 27 October that the crane had been sold, told nobody of it.",
    ),
]


@pytest.mark.parametrize(("earlier", "later"), SAME_ACT)
def test_who_states_the_same_act_beside_something_else_bears_it_out(earlier: str, later: str) -> None:
    assert judged(earlier, later).relation in (Relation.SAME, Relation.SUPPORTS)


OTHER_ACTS = [
    (
        "The fire at the depot in Torvik began in a ticket machine in the waiting room.",
        "The fire at our depot in Torvik on Tuesday began in a bin outside the building.",
    ),
    (
        "Marsh Rail will cut up to 500 jobs at its depot in Torvik, its director said.",
        "Marsh Rail, which will cut at least 450 jobs at its depot in Torvik, has a new director.",
    ),
    (LEASED, "Marsh Rail, which has leased its eight depots to a Danish operator, will pay its drivers a bonus."),
    (LEASED, "Marsh Rail, which has returned eight locomotives to a Danish operator, will pay its drivers a bonus."),
    (LEASED, "Coast Rail, which has leased eight locomotives from a Danish operator, will pay its drivers a bonus."),
    (
        LEASED,
        "Marsh Rail, which has not leased eight locomotives from a Danish operator, will pay a bonus.",
    ),
]


@pytest.mark.parametrize(("earlier", "later"), OTHER_ACTS)
def test_other_things_other_doers_and_other_acts_are_not_the_same(earlier: str, later: str) -> None:
    assert judged(earlier, later).relation not in (Relation.SAME, Relation.SUPPORTS)


LATER_STATES = [
    ("The second race is planned for November.", "The second race is now planned for January."),
    ("Pupils must sit the test in chemistry again on Friday.", "Pupils sat the test in chemistry again on Friday."),
    ("The keeper Ada Holm will undergo an operation on Friday.", "Ada Holm underwent an operation on Friday."),
    ("The night train will be back on Friday.", "The night train of Marsh Rail was back on Friday morning."),
    ("By Tuesday evening 48,000 people had signed it.", "By Thursday evening 71,000 people had signed it."),
    ("Eleven people were in hospital on Tuesday.", "Fourteen people are in hospital now, three more than on Tuesday."),
]


@pytest.mark.parametrize(("earlier", "later"), LATER_STATES)
def test_what_was_due_and_came_and_what_was_set_anew_are_updates(earlier: str, later: str) -> None:
    assert judged(earlier, later, 5).relation is Relation.UPDATES


NO_LATER_STATES = [
    ("The second race is planned for November.", "The third race is now planned for January."),
    ("Pupils must sit the test in chemistry again on Friday.", "Pupils sat the test in physics again on Friday."),
    ("Marsh Rail carried 16 people.", "The number of people carried by Marsh Rail rose from 480 to 2,900."),
    ("Marsh Rail employs 1,200 people in Torvik.", "Now 140 of its people in Torvik have fallen ill."),
]


@pytest.mark.parametrize(("earlier", "later"), NO_LATER_STATES)
def test_another_thing_and_another_measure_are_no_later_state(earlier: str, later: str) -> None:
    assert judged(earlier, later).relation is not Relation.UPDATES


def test_a_count_that_tells_its_step_is_looked_up_by_what_it_was_before() -> None:
    terms = search_terms(analyse("Fourteen people are in hospital now, three more than on Tuesday.", START, {}))
    assert {"#14", "#11"} <= set(terms)
    assert "#17" not in terms


def test_who_cannot_reach_what_was_taken_offline_contradicts_nobody() -> None:
    taken = "Marsh Rail has taken its ticket portal offline as a precaution."
    assert judged(taken, "Passengers of Marsh Rail could not reach the portal on Monday.", 0).contradicts < 0.5
