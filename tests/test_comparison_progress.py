"""What a later text counts, offers, settles, begins or turns back on is an update, and nothing else is."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache

import pytest

from monitor.claims import analyse
from monitor.comparison.rules import RulesJudge
from monitor.model import Judgement, Pair, Relation, Side

JUDGE = RulesJudge(0.5)


@cache
def side(text: str, day: str) -> Side:
    published = datetime.fromisoformat(day).replace(hour=12, tzinfo=UTC)
    return Side(analyse(text, published, {}), published, "")


def judged(earlier: str, later: str, first: str = "2026-03-10", second: str = "2026-03-12") -> Judgement:
    return JUDGE.judge([Pair(side(later, second), side(earlier, first))])[0]


LATER_STATES = [
    ("Fourteen hikers were rescued from the ridge above Ebbe.",
     "The number of hikers rescued from the ridge has gone up to nineteen."),
    ("Thirty people were hurt when the stand at Holm gave way.", "The total number of hurt has risen to 41."),
    ("Some 900 people are on the waiting list of the clinic at Holm.",
     "The number of people on the waiting list of the clinic at Holm has fallen to 610."),
    ("The yard has repaired 9 of 24 carriages.", "The yard has repaired 17 of 24 wagons."),
    ("The cinema chain has bid 40 million euros for the studio.",
     "The cinema chain has raised its offer for the studio to 46 million euros."),
    ("The nurses want 7 per cent more; they have been offered 3.",
     "The clinics now offer the nurses 5 per cent more, up from 3 per cent."),
    ("The agency has recalled 4,000 prams of the make Solo.",
     "The recall of prams of the make Solo has been extended from 4,000 to 6,500 prams."),
    ("The roof of the hall will cost £2.4 million.",
     "The roof of the hall will cost £3.1 million, £700,000 more than was estimated in May."),
    ("The kiln at Ebbe has been shut since Sunday.", "The kiln at Ebbe reopened on Wednesday."),
    ("The Ebbe branch will stay open.", "Nordbank will shut its Ebbe branch after all."),
    ("Mayor Ulla Reim said that the fair would not be moved.",
     "The fair will be held at the harbour, Mayor Ulla Reim said, reversing her earlier decision."),
    ("Drivers at Holm will have to repeat the test on 11 March.",
     "Drivers at Holm repeated the test on Wednesday."),
]  # fmt: skip


@pytest.mark.parametrize(("earlier", "later"), LATER_STATES, ids=[later for _, later in LATER_STATES])
def test_a_text_that_goes_on_from_an_earlier_one_is_an_update(earlier: str, later: str) -> None:
    assert judged(earlier, later).relation is Relation.UPDATES


NO_LATER_STATES = [
    # The wrong way, another place, another count.
    ("Fifty hikers were rescued from the ridge above Ebbe.",
     "The number of hikers rescued from the ridge has gone up to nineteen."),
    ("Fourteen hikers were rescued near Ebbe.", "The number of hikers rescued near Tarvo has gone up to nineteen."),
    ("The yard has repaired 9 of 24 carriages.", "The yard has painted 17 of 24 wagons."),
    ("The yard has repaired 9 of 24 carriages.", "The yard has repaired 17 of 60 wagons."),
    # Who raises an offer takes nothing back, and fewer trains than planned are no plan carried out.
    ("Meller plans to bid for the mill at Ebbe.", "Meller has raised its bid for the mine at Holm."),
    ("The line at Holm will run 60 trains a day.", "The line at Holm ran 12 trains on Monday."),
    # Something that was stopped elsewhere, and long ago.
    ("A flood at Tarvo in 2019 stopped production for a month.", "Meller resumed production at Ebbe on Monday."),
]  # fmt: skip


@pytest.mark.parametrize(("earlier", "later"), NO_LATER_STATES, ids=[later for _, later in NO_LATER_STATES])
def test_what_is_about_something_else_is_no_update(earlier: str, later: str) -> None:
    assert judged(earlier, later).relation is not Relation.UPDATES


def test_an_update_names_the_old_value_and_the_new_one() -> None:
    answer = judged(*LATER_STATES[4])
    assert answer.reason == "40 million euros → 46 million euros: the later text says that it was moved"


def test_what_was_offered_and_what_was_agreed_do_not_conflict() -> None:
    earlier = "The cinema chain has raised its offer for the Lumo studio to 46 million euros."
    later = "The cinema chain and the owners of the Lumo studio have agreed on a price of 52 million euros."
    assert judged(earlier, later).relation is Relation.UPDATES
    assert judged(later, earlier.replace("has raised", "had raised")).relation is not Relation.UPDATES


def test_what_was_put_off_until_a_day_has_begun_when_that_day_has_come() -> None:
    put_off = "The trial of the Holm gang has been postponed to 16 March."
    begun = "Trial of the Holm gang begins"
    assert judged(put_off, begun, second="2026-03-16").relation is Relation.UPDATES
    assert "put off" not in judged(put_off, begun, second="2026-03-12").reason


def test_a_count_that_moved_within_one_cycle_is_no_conflict_either() -> None:
    first, second = (
        "Two people were arrested at the docks.",
        "The number of people arrested at the docks is up to five.",
    )
    risen = second.replace("is up to", "has gone up to")
    for pair in ((first, risen), (risen, first)):
        assert judged(*pair, "2026-03-10", "2026-03-10").relation is Relation.UPDATES
