"""From an article to its mentions: spans, names, references and parts."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime

import pytest

from monitor.claims import Text, analyse, find_mentions
from monitor.model import Mention

PUBLISHED = datetime(2026, 4, 15, tzinfo=UTC)
STORY = {"Orbit": ["Orbit Motors", "Orbit AG"], "Luna": ["露娜"]}


def mentions(text: str, title: str = "") -> tuple[Mention, ...]:
    return find_mentions(Text(title, text, PUBLISHED), STORY)


def test_a_mention_is_the_text_at_its_span_with_white_space_collapsed() -> None:
    text = "BERLIN (dpa) - Orbit Motors  closed its plant\nin Jena on Monday. Who knew? It lost €3 million."
    found = mentions(text)
    assert [one.text for one in found] == [" ".join(text[one.start : one.end].split()) for one in found]
    assert len(found) == 2


def test_a_title_that_states_something_is_a_mention_with_its_span_in_the_title() -> None:
    title = "Orbit closes its plant in Jena"
    (first, second) = mentions("The plant made 400 cars a day.", title)
    assert (first.in_title, title[first.start : first.end]) == (True, title)
    assert second.in_title is False


def test_a_title_that_only_teases_is_no_mention() -> None:
    assert mentions("", "Why the plant matters") == ()


def test_aliases_become_the_canonical_name_and_other_names_stay_whole() -> None:
    (found,) = mentions("Orbit Motors sold Falcon 3 Lite and GPT-4o licences to Anna Lund for $2 million.")
    assert found.entities == ("Orbit", "Falcon 3 Lite", "GPT-4o", "Anna Lund")


def test_an_alias_inside_a_longer_word_is_not_the_entity() -> None:
    (found,) = mentions("Orbital paid $2 million for the mine.")
    assert "Orbit" not in found.entities


def test_a_chinese_alias_is_found_inside_running_text() -> None:
    (found,) = mentions("分析师称露娜公司周一裁员300人。")
    assert found.entities == ("Luna",)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Orbit Motors closed a plant on Monday. It lost €3 million last year.", "Orbit"),
        ("Orbit Motors closed a plant on Monday. The company employs 400 people.", "Orbit"),
        ("Falcon 3 Lite was released on Monday. The model costs $20.", "Falcon 3 Lite"),
        ("Anna Lund resigned on Monday. She had led the bank since 2019.", "Anna Lund"),
    ],
)
def test_a_pronoun_or_description_brings_the_name_it_stands_for(text: str, name: str) -> None:
    first, second = mentions(text)
    assert name in first.entities
    assert name in second.entities


def test_a_name_too_far_back_is_not_brought() -> None:
    filler = "\n\n".join(["Rain fell on Monday."] * 4)
    found = mentions(f"Orbit Motors closed a plant on Monday.\n\n{filler}\n\nIt lost €3 million last year.")
    assert found[-1].entities == ()


def test_she_said_speaks_for_the_person_named_before() -> None:
    found = mentions("Anna Lund resigned on Monday. The bank had lost €3 million, she said.")
    assert found[-1].attribution == "Anna Lund"


def test_the_first_sentence_of_a_longer_quotation_has_its_speaker() -> None:
    first, second = mentions("“The pump failed twice on Monday. The valve held,” Anna Lund said.")
    assert (first.attribution, second.attribution) == ("Anna Lund", "Anna Lund")


def test_two_coordinated_statements_are_two_mentions() -> None:
    text = "The yard dismissed 40 welders on Monday, and the union filed a lawsuit in Bremen."
    first, second = mentions(text)
    assert text[first.start : first.end] == "The yard dismissed 40 welders on Monday"
    assert text[second.start : second.end] == "the union filed a lawsuit in Bremen."


def test_a_sentence_with_a_speaker_is_not_cut() -> None:
    (found,) = mentions("The yard dismissed 40 welders and the union filed a lawsuit, the mayor said.")
    assert found.attribution == "the mayor"


def test_analysis_is_given_for_a_sentence_that_makes_no_claim() -> None:
    assert analyse("What did the 40 welders know?", PUBLISHED, STORY).quantities[0].low == 40
    assert analyse("", PUBLISHED, STORY).text == ""


def test_mentions_travel_between_processes() -> None:
    found = mentions("Orbit Motors closed a plant on Monday. 露娜公司周一裁员300人。")
    assert pickle.loads(pickle.dumps(found)) == found
