"""The frame of a sentence: clauses in active voice, slots, moments, causes, and what is ruled out."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from pydantic import TypeAdapter

from monitor.claims import analyse
from monitor.frame import Clause, Frame


def frame(text: str) -> Frame:
    return analyse(text, datetime(2026, 3, 10, 12, tzinfo=UTC), {}).frame


def clause(text: str, verb: str) -> Clause:
    return next(one for one in frame(text).clauses if one.verb == verb)


@pytest.mark.parametrize(
    "text", ["Helix acquired the start-up Brightpath.", "The start-up Brightpath was acquired by Helix."]
)
def test_active_and_passive_voice_give_the_same_roles(text: str) -> None:
    found = clause(text, "acquire")
    assert found.agent is not None and "helix" in found.agent.names
    assert found.object is not None and "brightpath" in found.object.names


def test_the_frame_is_of_what_is_said_and_not_of_who_says_it() -> None:
    found = frame("The plant will close in May, the company's chairman Nils Berg said on Tuesday.")
    assert [one.verb for one in found.clauses] == ["close"]
    assert "berg" not in found.names
    assert all("Tuesday" not in moment.text for moment in found.moments)


def test_what_describes_a_speaker_behind_a_comma_is_no_part_of_what_is_said() -> None:
    found = frame(
        "The fire in the depot began in a switch cabinet, the safety inspectorate found in a report of its own, for "
        "which it examined eleven cabinets and questioned the night shift."
    )
    assert [one.verb for one in found.clauses] == ["begin"]


def test_a_value_that_is_ruled_out_is_none() -> None:
    assert [slot.text for slot in frame("The animal was 1.4 metres long, not 2.4 metres.").slots] == ["1.4 metres"]


def test_nobody_before_somebody_makes_her_the_first() -> None:
    ranks = [slot for slot in frame("No woman before Dora Mutai had finished the race.").slots if slot.low == 1.0]
    assert [(slot.unit, slot.head) for slot in ranks] == [("ordinal", "woman")]


@pytest.mark.parametrize(
    ("text", "verb"),
    [
        ("The mayor did not attend the opening.", "attend"),
        ("The mayor has never met the owner.", "meet"),
        ("No customer lost money.", "lose"),
        ("Hospitals may no longer use the pump.", "use"),
        ("The court refused to hear the case.", "hear"),
    ],
)
def test_what_is_not_so_is_negated(text: str, verb: str) -> None:
    assert clause(text, verb).negated


def test_two_negations_cancel() -> None:
    assert not clause("The company did not refuse to pay the fine.", "pay").negated


def test_what_somebody_denies_is_marked_as_denied() -> None:
    assert clause("Ostara denied that it had sold the records.", "sell").denied


def test_a_pronoun_stands_for_the_one_who_speaks() -> None:
    agent = clause("Tash said that she has never met the owner.", "meet").agent
    assert agent is not None and agent.names == ("tash",)


@pytest.mark.parametrize(
    ("text", "verb", "mood"),
    [
        ("Ravn plans to hire 400 people.", "hire", "plan"),
        ("Ravn may hire 400 people.", "hire", "possible"),
        ("If sales rise, Ravn will hire 400 people.", "hire", "conditional"),
        ("Analysts expect the firm to hire 400 people.", "hire", "forecast"),
    ],
)
def test_a_clause_carries_how_it_is_meant(text: str, verb: str, mood: str) -> None:
    assert clause(text, verb).mood == mood


def test_a_quantity_is_bound_to_what_it_counts_and_to_its_clause() -> None:
    found = frame("The bakery employs 900 people.")
    slot = found.slots[0]
    assert (slot.low, slot.head, slot.role) == (900.0, "people", "object")
    assert found.clauses[slot.clause].verb == "employ"


def test_first_is_a_rank_but_second_homes_are_a_kind() -> None:
    assert [(slot.unit, slot.low) for slot in frame("It was the first flight of the jet.").slots] == [("ordinal", 1.0)]
    assert frame("The ministry taxes second homes.").slots == ()


def test_the_cause_of_an_event_is_found() -> None:
    for text in (
        "The outage was caused by a faulty valve.",
        "The valve failed because of a fire.",
        "Engineers blame the outage on a storm.",
    ):
        assert len(frame(text).causes) == 1


def test_what_is_only_named_to_be_ruled_out_is_kept_apart() -> None:
    found = frame("A lightning strike, and not a software problem, brought down the grid.")
    assert [term.head for term in found.rejected] == ["problem"]


def test_versions_and_sizes_are_names() -> None:
    names = frame("The Orbit 12 model beats Qwen-7B on two tests.").names
    assert {"orbit", "12"} <= set(names)


def test_a_frame_survives_json() -> None:
    adapter = TypeAdapter(Frame)
    found = frame("Helix paid $3 billion for Brightpath in May because of its sensors, not its staff.")
    assert adapter.validate_json(adapter.dump_json(found)) == found


def test_a_sentence_without_a_verb_has_words_and_no_clauses() -> None:
    found = frame("Second setback for the merger of Calix and Opal")
    assert found.clauses == ()
    assert "merger" in found.words
