"""What long sentences of real papers have in common without contradicting each other, and what still contradicts."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from monitor.claims import analyse
from monitor.comparison.rules import RulesJudge
from monitor.model import Judgement, Pair, Relation, Side

JUDGE = RulesJudge(0.8)
CALM = [
    ("one quotation in two papers", '"The fund pays for beds that were denied to the town before," Ms Orr said.',
     'She added: "The fund pays for beds that were denied to the town before."'),
    ("both ways in each", "Members can speak openly in the hall but cannot speak openly in the chapel of Ludow.",
     "In Ludow members can speak openly in the hall, but in the chapel they cannot speak openly."),
    ("not the first", "Veldt is not the first supplier of heat pumps in Ludow.",
     "Veldt is a supplier of heat pumps in Ludow."),
    ("not above a mark", "The Corvia engine did not score above medium in the tests of noise.",
     "The Corvia engine scored medium in the tests of noise."),
    ("asked for and not there", "Mr Alder has no licence for the crane.",
     "The inspector wants to see the licence of Mr Alder for the crane."),
    ("both rule it out", "Minister Marn spoke about the harvest, and not about the strike.",
     "Minister Marn was referring not to the strike but to the harvest."),
    ("what one thinks and another does", "Governor Ilse Tam opposed the toll law for lorries.",
     "The toll law for lorries was approved by voters in Ludow."),
    ("a title is no name", "President Tam sent divers to the wreck of the Orla.",
     "Mr Tam has sent his own divers to the wreck of the Orla, he told the radio."),
    ("earlier in the month", "It would be the first speech of Orla Venn since she apologised for the leak at Ludow.",
     "Orla Venn apologised for the leak at Ludow at a meeting earlier this month."),
    ("a word in passing", "Ms Kerr, who left the board in March after a quarrel over the price of coal, has not broken "
     "any law, her lawyer said.",
     "Under the old rules the port sued the Orla Line, whose owner gave money to two parties, for breaking the law on "
     "lamps."),
    ("a price in the morning and at the close", "Shares of Orla Lines fell 4 percent in morning trading in Ludow.",
     "Shares of Orla Lines rose 3 percent in Ludow."),
    ("initials and the name they shorten", "The Port Authority of Ludow bought the crane in March.",
     "PAL bought the crane in March."),
    ("a capital for its government", "Ottawa will buy twelve ferries from Orla Yards.",
     "Canada will buy twelve ferries from Orla Yards."),
    ("a day that each reckons from its own", "Marn was arrested at the port on Tuesday.",
     "Marn was arrested at the port today."),
    ("a denial in both", "None of the twelve divers got a licence for the wreck.",
     "The twelve divers did not get a licence for the wreck."),
    ("those on the drug and those without", "Of the men who took Venolin, 18 percent fell ill in the trial.",
     "Of the men who took a placebo, 24 percent fell ill in the trial."),
    ("dismissed as", "Marn dismissed the report as an attempt to hurt the harbour board.",
     "The report was an attempt to hurt the harbour board, Marn said."),
    ("what lasts", "The ferry remained in the dock at Ludow on Monday.",
     "The ferry remained in the dock at Ludow on Friday."),
    ("who is there and who was brought there", "Eleven people are in hospital after the blast at Ludow.",
     "14 people were taken to hospital after the blast at Ludow, the fire brigade said."),
    ("who works there and who fell ill", "Corvane employs 800 people in Ludow.",
     "About 900 people at Corvane in Ludow have fallen ill."),
    ("a quarrel about words", "The campaign of Ilse Tam is disputing that argument.",
     "Ilse Tam made the same argument in Ludow."),
]  # fmt: skip
TOLD = [
    ("there after all", "Mr Alder has no licence for the crane.", "Mr Alder has a licence for the crane."),
    ("ruled out and meant", "Minister Marn was referring not to the strike at Ludow but to the harvest.",
     "Minister Marn was referring to the strike at Ludow."),
    ("a price when the day was over", "Shares of Orla Lines closed 4 percent lower in Ludow on 9 March.",
     "Shares of Orla Lines closed 3 percent higher in Ludow on 9 March."),
    ("two buyers", "Orla Lines bought the tug Pellan in February.", "Veldt Ferries bought the tug Pellan in February."),
    ("a 'not' that denies nothing", "The bakery at Ludow will not close.",
     "Veldt Foods will close its bakery at Ludow in 2027 whether or not it finds a buyer."),
    ("one person's views", "Governor Ilse Tam opposed the toll law for lorries.",
     "Governor Ilse Tam supported the toll law for lorries."),
]  # fmt: skip


def side(text: str, day: str, outlet: str = "") -> Side:
    published = datetime.fromisoformat(day).replace(hour=12, tzinfo=UTC)
    return Side(analyse(text, published, {}), published, outlet)


def judged(a: str, b: str) -> Judgement:
    return JUDGE.judge([Pair(side(a, "2026-03-10"), side(b, "2026-03-11"))])[0]


@pytest.mark.parametrize(("a", "b"), [row[1:] for row in CALM], ids=[row[0] for row in CALM])
def test_what_only_looks_like_a_denial_is_no_conflict(a: str, b: str) -> None:
    assert judged(a, b).relation not in (Relation.CONTRADICTS, Relation.UPDATES)
    assert judged(b, a).relation not in (Relation.CONTRADICTS, Relation.UPDATES)


@pytest.mark.parametrize(("a", "b"), [row[1:] for row in TOLD], ids=[row[0] for row in TOLD])
def test_a_denial_of_what_the_other_states_is_a_conflict(a: str, b: str) -> None:
    assert judged(a, b).relation is Relation.CONTRADICTS


def test_a_sentence_that_is_printed_again_months_later_contradicts_nothing() -> None:
    text = "The survey shows how 3,000 people use the ferry today."
    pair = Pair(side(text, "2026-03-10", "Ludow Post"), side(text, "2026-08-10", "Ludow Post"))
    assert JUDGE.judge([pair])[0].relation not in (Relation.CONTRADICTS, Relation.UPDATES)


def test_another_price_in_a_later_article_of_one_outlet_is_no_update_by_itself() -> None:
    earlier = side("Cold storage costs $5 for each box at the quay of Ludow.", "2026-03-10", "Ludow Post")
    later = side("Warm storage now has a depot of its own, and each box costs $9 there.", "2026-08-10", "Ludow Post")
    assert JUDGE.judge([Pair(earlier, later)])[0].relation is Relation.NEUTRAL


def test_a_later_value_in_the_same_outlet_is_an_update_where_nearly_all_else_agrees() -> None:
    earlier = side("About 9% of the ferries to Ludow were late.", "2026-03-10", "Ludow Post")
    later = side("In the evening 34% of the ferries to Ludow were late.", "2026-03-11", "Ludow Post")
    assert JUDGE.judge([Pair(earlier, later)])[0].relation is Relation.UPDATES


def test_what_will_be_so_is_no_plan_that_is_carried_out() -> None:
    earlier = side("Schooling in Ludow will be highly varied and last a whole life, Ms Orr said.", "2026-03-10")
    later = side("The schooling of pilots was highly varied and lasted a whole month in Ludow.", "2026-05-10")
    assert JUDGE.judge([Pair(earlier, later)])[0].relation is not Relation.UPDATES


def test_two_price_lists_are_not_read_against_each_other() -> None:
    first = "Boxes cost $3 for each day in the cold hall and $15 for each day in the warm hall of Ludow."
    second = "Crates cost $5 for each day and $20 for each night in the halls of Ludow."
    assert judged(first, second).relation is not Relation.CONTRADICTS


@pytest.mark.parametrize("thing", ["hectares have burned", "people have been evacuated", "people were arrested"])
def test_more_of_what_mounts_on_a_later_day_is_an_update(thing: str) -> None:
    earlier = side(f"In the fire near Ludow, 300 {thing}, the county said.", "2026-03-10", "Ludow Post")
    later = side(f"In the fire near Ludow, 450 {thing}, the county said.", "2026-03-12", "Harbour Radio")
    assert JUDGE.judge([Pair(earlier, later)])[0].relation is Relation.UPDATES
    assert JUDGE.judge([Pair(later, earlier)])[0].relation is Relation.UPDATES
