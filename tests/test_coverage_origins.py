"""Who a statement comes from."""

from __future__ import annotations

import pytest

from monitor.coverage import CitedNames, ToldConflict, find_origin, is_known, outweighed
from monitor.coverage.origins import Restated, cited_names, is_copy
from monitor.model import Basis, Judgement, Mention, Relation, Tier

OUTLETS = frozenset({"The Harbour Post", "Canal Times", "Wirepool"})
LONG = "The ferry company has cancelled every night crossing until the end of the winter season for lack of crew"


def mention(text: str, attribution: str | None = None, entities: tuple[str, ...] = ()) -> Mention:
    return Mention(text, 0, len(text), attribution=attribution, entities=entities)


def names(*cited: str) -> CitedNames:
    return CitedNames(frozenset(cited), OUTLETS)


@pytest.mark.parametrize(
    ("attribution", "entities", "origin"),
    [
        (None, (), "Canal Times"),
        ("the Harbour Post", (), "The Harbour Post"),
        ("Wirepool; the Harbour Post", (), "The Harbour Post"),
        ("The Harbour Post; two people familiar with the matter", (), "The Harbour Post"),
        ("two people familiar with the matter", (), "Canal Times"),
        ("an internal notice obtained by The Harbour Post", (), "The Harbour Post"),
        ("Maren Holt, the union's secretary", (), "Maren Holt"),
        ("the company", ("Nordlink Ferries",), "Nordlink Ferries"),
        ("a spokeswoman for Nordlink Ferries", (), "Nordlink Ferries"),
    ],
)
def test_the_innermost_named_source_is_the_origin(
    attribution: str | None, entities: tuple[str, ...], origin: str
) -> None:
    found = find_origin(mention("It stops sailing.", attribution, entities), "Canal Times", Tier.PRESS, [], names())
    assert found.name == origin


@pytest.mark.parametrize(
    "text",
    [
        "The ferry company will stop night crossings, the Harbour Post reported on Monday.",
        "The Harbour Post: The ferry company will stop night crossings.",
        "If night crossings stop, as the Harbour Post says, the port loses its cafe.",
        "According to the local daily Harbour Post, night crossings will stop.",
    ],
)
def test_another_outlet_beside_a_verb_of_reporting_is_the_origin(text: str) -> None:
    assert find_origin(mention(text), "Canal Times", Tier.PRESS, [], names()).name == "The Harbour Post"


def test_an_outlet_that_is_only_talked_about_is_no_origin() -> None:
    text = "The Harbour Post has moved to a smaller office beside the ferry terminal."
    assert find_origin(mention(text), "Canal Times", Tier.PRESS, [], names()).name == "Canal Times"


def test_a_near_identical_sentence_of_another_outlet_is_a_copy_of_its_origin() -> None:
    edited = LONG.replace("every night crossing", "all night crossings")
    found = find_origin(mention(edited), "Canal Times", Tier.PRESS, [Restated(LONG, "Wirepool", "Wirepool")], names())
    assert (found.name, found.kind) == ("Wirepool", "copied")


def test_another_wording_is_a_statement_of_its_own() -> None:
    other = Restated(
        "Night sailings are off until spring, Nordlink has decided, because sailors are missing.",
        "Wirepool",
        "Wirepool",
    )
    found = find_origin(mention(LONG), "Canal Times", Tier.PRESS, [other], names())
    assert (found.name, found.kind) == ("Canal Times", "own")


def test_an_outlet_that_cites_a_claims_origin_anywhere_repeats_it() -> None:
    other = Restated("Night sailings are off until spring.", "The Harbour Post", "The Harbour Post")
    found = find_origin(mention(LONG), "Canal Times", Tier.PRESS, [other], names("The Harbour Post"))
    assert (found.name, found.kind) == ("The Harbour Post", "cited")


def test_the_names_that_an_article_cites_are_collected_without_its_own() -> None:
    found = cited_names([mention("a", "Wirepool"), mention("b", "Canal Times"), mention("c")], "Canal Times", OUTLETS)
    assert found.cited == {"Wirepool"}


def test_short_sentences_are_never_copies() -> None:
    assert not is_copy("The bridge is open again.", "The bridge is open again.")


@pytest.mark.parametrize(
    ("new_side", "contradicted", "told", "basis", "known"),
    [
        ({9}, {1}, [ToldConflict(5, Basis.NUMERIC)], Basis.NUMERIC, True),  # 9 takes the side of 5
        ({9}, {1, 5}, [ToldConflict(5, Basis.NUMERIC)], Basis.NUMERIC, False),  # 9 is a third value
        ({9, 5}, {1, 5}, [ToldConflict(5, Basis.NUMERIC)], Basis.NUMERIC, True),  # 9 restates 5
        ({9}, {1}, [ToldConflict(5, Basis.DATE)], Basis.NUMERIC, False),  # about another matter
        ({9}, {1}, [ToldConflict(5, Basis.DENIAL)], Basis.NEGATION, True),
        ({9}, {1}, [ToldConflict(5, None)], Basis.NUMERIC, True),  # a person said so, without a kind
        ({9}, {1}, [], Basis.NEGATION, False),
    ],
)
def test_a_conflict_is_known_when_its_other_side_was_told(
    new_side: set[int], contradicted: set[int], told: list[ToldConflict], basis: Basis, known: bool
) -> None:
    assert is_known(new_side, contradicted, told, basis) is known


def found(relation: Relation, score: float) -> Judgement:
    against, alike = (score, 0.0) if relation is Relation.CONTRADICTS else (0.0, score)
    return Judgement(relation, against, alike, 1 - score, None, "because", "rules")


@pytest.mark.parametrize(
    ("judgements", "weak"),
    [
        ([found(Relation.CONTRADICTS, 0.85)], False),
        ([found(Relation.CONTRADICTS, 0.85)] + [found(Relation.SAME, 0.9)] * 3, True),
        ([found(Relation.CONTRADICTS, 0.95)] * 3 + [found(Relation.SAME, 0.6)] * 2, False),
        ([found(Relation.CONTRADICTS, 0.85)] + [found(Relation.NEUTRAL, 0.9)] * 9, False),
    ],
)
def test_a_weak_pair_among_strong_restatements_of_two_claims_is_outweighed(
    judgements: list[Judgement], weak: bool
) -> None:
    assert outweighed(judgements) is weak
