"""Who a statement comes from."""

from __future__ import annotations

from typing import Any

import pytest

from monitor.comparison import outweighed
from monitor.coverage import Known, Restated, Scene, ToldConflict, cited_names, find_origin, is_known
from monitor.coverage.origins import is_copy
from monitor.coverage.quotations import same_quotation
from monitor.model import Basis, Judgement, Mention, Relation, Tier

OUTLETS = frozenset({"The Harbour Post", "Canal Times", "Wirepool", "Nordlink Press Room", "Quay Forum"})
KNOWN = Known(OUTLETS, {"nordlink": "Nordlink", "nordlink ferries": "Nordlink"})
LONG = "The ferry company has cancelled every night crossing until the end of the winter season for lack of crew"


def mention(text: str, attribution: str | None = None, entities: tuple[str, ...] = ()) -> Mention:
    return Mention(text, 0, len(text), attribution=attribution, entities=entities)


def scene(**found: Any) -> Scene:
    return Scene(**{"article": 9, "outlet": "Canal Times", "tier": Tier.PRESS, "known": KNOWN, **found})


def restated(text: str, outlet: str, origin: str | None = None, article: int = 1) -> Restated:
    return Restated(text, article, outlet, origin or outlet)


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
        ("Wirepool; Maren Holt", (), "Maren Holt"),
        ("the Canal Workers' Union", (), "Canal Workers' Union"),  # a name, though 'workers' names nobody
        ("workers of the yard", (), "Canal Times"),
        ("Maren Holt; the Harbour Post", (), "Maren Holt"),  # outlets tell, in whatever order they are named
        ("the company", ("Nordlink",), "Nordlink"),
        ("a spokeswoman for Nordlink Ferries", (), "Nordlink"),
        ("a French daily", (), "Canal Times"),
        ("Sealane Gazette", (), "Sealane Gazette"),  # was never read, and is the origin all the same
    ],
)
def test_the_innermost_named_source_is_the_origin(
    attribution: str | None, entities: tuple[str, ...], origin: str
) -> None:
    assert find_origin(mention("It stops sailing.", attribution, entities), [], scene()).name == origin


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
    assert find_origin(mention(text), [], scene()).name == "The Harbour Post"


def test_the_name_behind_a_comma_says_who_a_described_speaker_is() -> None:
    said = mention("It stops sailing, said the harbour master, Maren Holt.", "the harbour master")
    assert find_origin(said, [], scene()).name == "Maren Holt"


def test_what_somebody_writes_in_an_outlet_comes_from_there() -> None:
    said = mention("It stops sailing, a team led by Maren Holt writes in the Harbour Post.", "a team led by Maren Holt")
    assert find_origin(said, [], scene()).name == "The Harbour Post"


def test_an_outlet_that_is_only_talked_about_is_no_origin() -> None:
    text = "The Harbour Post has moved to a smaller office beside the ferry terminal."
    assert find_origin(mention(text), [], scene()).name == "Canal Times"


def test_every_step_to_an_origin_keeps_the_words_that_gave_it_away() -> None:
    found = find_origin(mention("It stops.", "Wirepool; the Harbour Post; two people"), [], scene())
    assert [(step.name, step.kind, step.words) for step in found.steps] == [
        ("Wirepool", "outlet", "Wirepool"),
        ("The Harbour Post", "outlet", "the Harbour Post"),
        ("The Harbour Post", "anonymous", "two people"),
    ]


def test_people_without_a_name_are_known_through_the_outlet_that_met_them() -> None:
    found = find_origin(mention("It stops.", "three officials"), [], scene())
    assert (found.name, found.kind) == ("Canal Times", "own")
    assert [(step.name, step.kind) for step in found.steps] == [("Canal Times", "anonymous")]


def test_a_chain_is_followed_to_an_origin_that_was_never_read() -> None:
    wire = restated("It stops sailing.", "Wirepool", "Sealane Gazette")
    found = find_origin(mention("It stops.", "Wirepool"), [wire], scene())
    assert found.name == "Sealane Gazette"
    assert [(step.name, step.kind, step.article) for step in found.steps] == [
        ("Wirepool", "outlet", 1),
        ("Sealane Gazette", "followed", 1),
    ]


def test_two_outlets_that_name_each_other_are_one_origin() -> None:
    other = restated("It stops sailing.", "Wirepool", "Canal Times")
    assert find_origin(mention("It stops.", "Wirepool"), [other], scene()).name == "Canal Times"


@pytest.mark.parametrize(
    ("short", "name"),
    [("FP", "Ferry Port"), ("Holt", "Maren Holt"), ("Ms Holt", "Maren Holt"), ("the Ferry Port", "Ferry Port")],
)
def test_a_short_name_is_the_long_one_that_is_known(short: str, name: str) -> None:
    assert find_origin(mention("It stops.", short), [restated("It stops.", "Wirepool", name)], scene()).name == name


def test_a_near_identical_sentence_of_another_outlet_is_a_copy_of_its_origin() -> None:
    edited = LONG.replace("every night crossing", "all night crossings")
    found = find_origin(mention(edited), [restated(LONG, "Wirepool")], scene())
    assert (found.name, found.kind) == ("Wirepool", "copied")


HEAVY = "The ferry line has now cancelled nearly every night crossing until the end of the winter season, short of crew"


def test_a_sentence_of_a_copied_article_may_be_edited_more_heavily() -> None:
    other = restated(LONG, "Wirepool")
    assert find_origin(mention(HEAVY), [other], scene()).name == "Canal Times"
    assert find_origin(mention(HEAVY), [other], scene(copies=frozenset({1}))).name == "Wirepool"


def test_a_short_sentence_of_a_copied_article_is_copied_too() -> None:
    other = restated("The ferry is full.", "Wirepool")
    assert find_origin(mention("The ferry was full."), [other], scene()).kind == "own"
    assert find_origin(mention("The ferry was full."), [other], scene(copies=frozenset({1}))).name == "Wirepool"


def test_a_copy_within_one_outlet_is_its_own() -> None:
    other = restated(LONG, "Canal Times")
    assert find_origin(mention(LONG), [other], scene(copies=frozenset({1}))).kind == "own"


def test_another_wording_is_a_statement_of_its_own() -> None:
    other = restated("Night sailings are off until spring, Nordlink has decided, because sailors lack.", "Wirepool")
    found = find_origin(mention(LONG), [other], scene())
    assert (found.name, found.kind) == ("Canal Times", "own")


def test_a_link_to_an_article_that_says_the_same_leads_to_its_origin() -> None:
    other = restated("Night sailings are off until spring.", "Wirepool", "Sealane Gazette")
    found = find_origin(mention(LONG), [other], scene(links={1: "as reported earlier"}))
    assert (found.name, found.kind) == ("Sealane Gazette", "linked")
    assert [(step.name, step.words) for step in found.steps] == [
        ("Wirepool", "as reported earlier"),
        ("Sealane Gazette", "Night sailings are off until spring."),
    ]


def test_a_link_to_an_article_that_says_something_else_leads_nowhere() -> None:
    assert find_origin(mention(LONG), [], scene(links={1: "as reported earlier"})).kind == "own"


def test_who_was_told_so_himself_has_it_from_nobody_he_links_to() -> None:
    other = restated("Night sailings are off until spring.", "Wirepool")
    told = mention("Night sailings are off until spring, two sailors told the Canal Times.", "two sailors")
    assert find_origin(told, [other], scene(links={1: "earlier"})).name == "Canal Times"


@pytest.mark.parametrize(
    ("attribution", "origin"),
    [("the fire brigade", "Wirepool"), ("two firemen", "Canal Times"), ("the harbour office", "Canal Times")],
)
def test_who_has_it_from_the_same_office_is_no_second_origin(attribution: str, origin: str) -> None:
    before = restated("A boat has sunk off Holm with all its cargo, according to the fire brigade.", "Wirepool")
    said = mention(f"The boat went down in the night, {attribution} said.", attribution)
    found = find_origin(said, [before], scene())
    assert (found.name, found.kind) == (origin, "own" if origin == "Canal Times" else "office")


def test_a_title_has_it_from_the_office_that_its_text_names() -> None:
    before = restated("A boat has sunk off Holm with all its cargo, according to the fire brigade.", "Wirepool")
    title = Mention("Boat sinks in the night", 0, 23, in_title=True)
    assert find_origin(title, [before], scene(speakers=frozenset({"fire brigade"}))).name == "Wirepool"
    assert find_origin(title, [before], scene()).name == "Canal Times"


def test_an_outlet_that_calls_itself_by_its_last_name_was_told_so_itself() -> None:
    text = "It stops sailing for good, the harbour master told the Times."
    linked = restated("It stops sailing for good this year.", "Wirepool", article=4)
    found = find_origin(mention(text), [linked], scene(links={4: "read here"}))
    assert found.name == "Canal Times"


def test_a_forum_post_that_links_to_a_report_has_it_from_there() -> None:
    other = restated("Night sailings are off until spring.", "The Harbour Post")
    post = scene(outlet="Quay Forum", tier=Tier.FORUM, links={1: "harbourpost.example"})
    assert find_origin(mention(LONG), [other], post).name == "The Harbour Post"
    assert find_origin(mention(LONG), [], post).kind == "forum"


def test_an_article_that_an_agency_signs_is_the_agencys() -> None:
    found = find_origin(mention(LONG), [], scene(credit=("Wirepool", "HOLM (Wirepool) -")))
    assert [(step.name, step.kind, step.words) for step in found.steps] == [("Wirepool", "wire", "HOLM (Wirepool) -")]


def test_a_title_comes_from_whom_its_text_names() -> None:
    lead = restated("Night crossings will stop, Sealane Gazette reported.", "Canal Times", "Sealane Gazette", article=9)
    found = find_origin(mention("Night crossings will stop"), [lead], scene())
    assert (found.name, found.kind) == ("Sealane Gazette", "elsewhere")


def test_an_outlet_that_cites_a_claims_origin_anywhere_repeats_it() -> None:
    other = restated("Night sailings are off until spring.", "The Harbour Post")
    found = find_origin(mention(LONG), [other], scene(cited=frozenset({"The Harbour Post"})))
    assert (found.name, found.kind) == ("The Harbour Post", "cited")


def test_a_partys_own_outlet_speaks_as_the_party() -> None:
    own = scene(outlet="Nordlink Press Room", tier=Tier.PRIMARY)
    assert find_origin(mention("We will stop."), [restated("It will stop.", "Wirepool")], own).name == "Nordlink"


def test_the_names_that_an_article_cites_are_collected_without_its_own() -> None:
    found = cited_names([mention("a", "Wirepool"), mention("b", "Canal Times"), mention("c")], "Canal Times", KNOWN)
    assert found == {"Wirepool"}


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
        ([found(Relation.CONTRADICTS, 0.98), found(Relation.SAME, 0.7)], True),
        ([found(Relation.CONTRADICTS, 0.95)] * 3 + [found(Relation.SAME, 0.6)] * 2, False),
        ([found(Relation.CONTRADICTS, 0.85)] + [found(Relation.NEUTRAL, 0.9)] * 9, False),
    ],
)
def test_a_weak_pair_among_strong_restatements_of_two_claims_is_outweighed(
    judgements: list[Judgement], weak: bool
) -> None:
    assert outweighed(judgements) is weak


SPOKEN = "“There is a one in three chance that we lose the crossing,”"


def test_one_quotation_in_two_papers_has_one_speaker() -> None:
    nameless = restated(f"{SPOKEN} he told the council.", "The Harbour Post", article=3)
    found = find_origin(mention(f"{SPOKEN} Maren Holt said.", "Maren Holt"), [nameless], scene())
    assert (found.name, found.kind, found.unnamed) == ("Maren Holt", "person", (3,))


def test_a_quotation_without_its_speaker_comes_from_whom_another_paper_names() -> None:
    named = restated(f"{SPOKEN} Maren Holt said.", "The Harbour Post", "Maren Holt")
    found = find_origin(
        mention("He spoke at length of “a one in three chance that we lose the crossing”."), [named], scene()
    )
    assert (found.name, found.steps[0].kind) == ("Maren Holt", "quoted")


def test_one_speaker_under_two_names_is_one_origin() -> None:
    named = restated(f"{SPOKEN} the union's secretary said.", "The Harbour Post", "M. Holt, secretary")
    found = find_origin(mention(f"{SPOKEN} Maren Holt said.", "Maren Holt"), [named], scene())
    assert found.name == "M. Holt, secretary"
    assert [step.kind for step in found.steps] == ["person", "quoted"]


@pytest.mark.parametrize(
    ("text", "other", "same"),
    [
        ("“We will not sail in fog.”", "She said: \"We will not sail in fog.\"", True),
        ("We will not sail in fog again this year, he said.”", "“We will not sail in fog again this year”", True),
        ("He spoke of “fog”.", "There was “fog” on the quay.", False),
        ("The ferry will not sail in fog again this year.", "The ferry will not sail in fog again this year.", False),
        ("“We will not sail in fog at all.”", "“They sail whenever they like to.”", False),
    ],
)  # fmt: skip
def test_a_quotation_is_known_again_by_its_words(text: str, other: str, same: bool) -> None:
    assert same_quotation(text, other) is same
    assert same_quotation(other, text) is same
