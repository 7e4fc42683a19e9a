"""Origins in the history: steps, re-rooting, how a claim stands, and what became of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from monitor.model import Link, Modality, Origin, Relation, Step, Tier
from monitor.store import Store
from monitor.store.evidence import origin_detail, references_of, standing_of, steps_of, timeline_of
from monitor.store.origins import keep_bands
from monitor.store.rows import Sourcing, StoredMention
from tests.builders import add_article, add_version, after, compared, judged, make_source, new_history, say

SUNK = "Two ferries sank."
OUTLETS = {
    "wire": make_source(),
    "gazette": make_source("gazette", "Gazette"),
    "daily": make_source("daily", "Daily"),
    "yard": make_source("yard", "Yard News", tier=Tier.PRIMARY),
}


@pytest.fixture
def store(state: Path) -> Iterator[Store]:
    with closing(new_history(state, *OUTLETS.values())) as opened:
        yield opened


def tell(store: Store, source: str, origin: Origin, hours: float = 0, text: str = SUNK, **how: Any) -> StoredMention:
    """An article of one sentence from its listing to its relations; `links` are its links."""
    links, modality = how.pop("links", ()), how.pop("modality", Modality.ASSERTED)
    slug = f"{source}{hours}"
    version = add_version(
        store, add_article(store, slug, source, after(hours)), text, after(hours), links=links
    ).version
    (mention,) = say(store, version, text, modality=modality).values()
    store.claims.record_comparison(version, [compared(mention.id, origin=origin, **how)], frozenset(), Sourcing())
    return store.claims.mention(mention.id)


def own(name: str) -> Origin:
    return Origin(name, "own")


def through(name: str) -> Origin:
    return Origin(name, "outlet", (Step(name, "outlet", f"{name} reported"),))


def test_a_step_keeps_its_words_its_place_and_the_article_there(store: Store) -> None:
    first = tell(store, "wire", own("Example Wire"))
    steps = (
        Step("Example Wire", "linked", "as reported", first.article),
        Step("Yard", "followed", SUNK, first.article),
    )
    mention = tell(store, "gazette", Origin("Yard", "linked", steps), 1, join=first.claim)
    assert [
        (step["name"], step["kind"], step["words"], step["article"]) for step in steps_of(store.database, mention.id)
    ] == [
        ("Example Wire", "linked", "as reported", first.article),
        ("Yard", "followed", SUNK, first.article),
    ]


def test_who_repeats_an_outlet_is_led_on_when_that_outlet_is_read(store: Store) -> None:
    first = tell(store, "gazette", through("Daily"))
    tell(store, "daily", through("Sealane Gazette"), 1, join=first.claim)
    assert store.claims.mention(first.id).origin == "Sealane Gazette"
    assert store.claims.origins(first.claim or 0) == 1
    assert [step["kind"] for step in steps_of(store.database, first.id)] == ["outlet", "followed"]


def test_a_quotation_without_its_speaker_is_led_to_whom_a_later_text_names(store: Store) -> None:
    nameless = tell(store, "wire", own("Example Wire"))
    other = tell(store, "daily", own("Daily"), 1, join=nameless.claim)
    named = (Step("Ilse Tam", "person", "Ilse Tam said"),)
    tell(store, "gazette", Origin("Ilse Tam", "person", named, (nameless.article,)), 2, join=nameless.claim)
    origins = {
        row["id"]: row["name"]
        for row in store.database.rows("SELECT m.id, o.name FROM mentions m JOIN origins o ON o.id = m.origin")
    }
    assert (origins[nameless.id], origins[other.id]) == ("Ilse Tam", "Daily")
    assert [step["kind"] for step in steps_of(store.database, nameless.id)] == ["followed"]


def test_an_outlet_that_reports_a_claim_itself_stays_its_origin(store: Store) -> None:
    first = tell(store, "daily", own("Daily"))
    repeated = tell(store, "gazette", through("Daily"), 1, join=first.claim)
    tell(store, "daily", through("Sealane Gazette"), 2, join=first.claim)
    assert store.claims.mention(first.id).origin == "Daily"
    assert store.claims.mention(repeated.id).origin == "Daily"


def test_who_links_to_an_article_has_it_from_there_when_that_is_read_later(store: Store) -> None:
    linked = Link("https://news.example/daily1", "as reported", "Sunk, as reported.")
    first = tell(store, "gazette", own("Gazette"), links=(linked,))
    tell(store, "daily", own("Daily"), 1, join=first.claim)
    assert store.claims.mention(first.id).origin == "Daily"


def test_what_an_outlet_was_told_by_people_without_a_name_stays_its_own(store: Store) -> None:
    linked = Link("https://news.example/daily1", "as reported", "Sunk, as reported.")
    told = Origin("Gazette", "own", (Step("Gazette", "anonymous", "two sailors"),))
    first = tell(store, "gazette", told, links=(linked,))
    tell(store, "daily", own("Daily"), 1, join=first.claim)
    assert store.claims.mention(first.id).origin == "Gazette"


def test_a_copy_that_was_read_before_the_agencys_report_has_it_from_the_agency(store: Store) -> None:
    told = Origin("Gazette", "own", (Step("Gazette", "anonymous", "two sailors"),))
    copy = tell(store, "gazette", told)
    other = tell(store, "daily", own("Daily"), 1, join=copy.claim)
    slug = add_version(store, add_article(store, "wire2", "wire", after(2)), SUNK, after(2)).version
    (mention,) = say(store, slug, SUNK).values()
    signed = Origin("EW", "wire", (Step("EW", "wire", "PORT (EW) -"),))
    found = Sourcing(copied=((copy.article, 0.8),))
    store.claims.record_comparison(slug, [compared(mention.id, origin=signed, join=copy.claim)], frozenset(), found)
    assert store.claims.mention(copy.id).origin == "EW"
    assert store.claims.mention(other.id).origin == "Daily"


def test_a_link_that_has_nothing_to_do_with_the_text_is_marked(store: Store) -> None:
    links = (Link("https://a.example/1", "ferries", "x"), Link("https://a.example/2", "umbrellas", "y"))
    article = add_article(store)
    version = add_version(store, article, SUNK, links=links).version
    say(store, version, SUNK)
    found = tuple((link.id, link.article, link.link.words == "ferries") for link in store.origins.links(version.id))
    store.claims.record_comparison(version, [], frozenset(), Sourcing(links=found))
    assert [(row["url"], row["relevant"]) for row in references_of(store.database, article)] == [
        ("https://a.example/1", True),
        ("https://a.example/2", False),
    ]


def test_texts_that_share_bands_are_found_in_other_outlets_only(store: Store) -> None:
    mine, other = tell(store, "wire", own("Example Wire")), tell(store, "gazette", own("Gazette"), 1, text="Else.")
    with store.database.writing():
        keep_bands(store.database, mine.article, (1, 2, 3))
        keep_bands(store.database, other.article, (2, 3, 4))
    assert store.origins.alike((1, 2, 3), "Example Wire") == [(other.article, "Else.")]
    assert store.origins.alike((9,), "Example Wire") == []


def test_witnesses_before_are_those_of_other_versions_whatever_their_numbers(store: Store) -> None:
    late = add_version(store, add_article(store, "late", "gazette"), SUNK).version
    (mention,) = say(store, late, SUNK).values()  # has the smaller number, and is compared later
    first = tell(store, "wire", own("Example Wire"))
    store.claims.record_comparison(late, [compared(mention.id, "Gazette", join=first.claim)], frozenset())
    assert [one.origin for one in store.origins.witnesses_before(mention.id)] == ["Example Wire"]


def standing(store: Store, mention: StoredMention) -> tuple[str, int | None]:
    row = standing_of(store.database, mention.claim or 0)
    return row["standing"], row["by_claim"]


def test_a_claim_stands_unconfirmed_then_corroborated_then_confirmed(store: Store) -> None:
    first = tell(store, "wire", own("Example Wire"))
    assert standing(store, first) == ("unconfirmed", None)
    tell(store, "gazette", own("Gazette"), 1, join=first.claim)
    assert standing(store, first) == ("corroborated", None)
    tell(store, "yard", Origin("Yard", "party"), 2, join=first.claim)
    assert standing(store, first) == ("confirmed", None)


def against(first: StoredMention, relation: Relation = Relation.CONTRADICTS) -> dict[str, Any]:
    return {"relations": ((first.claim, first.id, judged(relation)),), "text": "Three ferries sank."}


def test_a_claim_is_contested_by_the_press_and_denied_by_a_party(store: Store) -> None:
    first = tell(store, "wire", own("Example Wire"))
    rival = tell(store, "gazette", own("Gazette"), 1, **against(first))
    assert (standing(store, first), standing(store, rival)) == (("contested", rival.claim), ("contested", first.claim))
    party = tell(store, "yard", Origin("Yard", "party"), 2, **against(first) | {"text": "No ferry sank."})
    assert standing(store, first) == ("denied", party.claim)
    assert standing(store, party) == ("contested", first.claim)


def test_a_claim_is_superseded_by_a_later_value_and_not_by_an_older_one(store: Store) -> None:
    first = tell(store, "wire", own("Example Wire"), 5)
    old = tell(store, "gazette", own("Gazette"), 1, **against(first, Relation.UPDATES))
    assert (standing(store, first), standing(store, old)) == (("unconfirmed", None), ("superseded", first.claim))


def test_a_claim_that_nobody_makes_any_more_is_withdrawn(store: Store) -> None:
    first = tell(store, "wire", own("Example Wire"))
    store.claims.drop_article(first.article, after(3))
    assert standing(store, first) == ("withdrawn", None)


def test_a_timeline_tells_the_values_their_origins_and_who_disputes_them(store: Store) -> None:
    first = tell(store, "wire", own("Example Wire"))
    tell(store, "daily", through("Example Wire"), 1, join=first.claim)
    tell(store, "gazette", own("Gazette"), 2, **against(first, Relation.UPDATES))
    tell(store, "yard", Origin("Yard", "party"), 3, **against(first) | {"text": "No ferry sank."})
    store.claims.drop_article(first.article, after(4))
    assert [(row["what"], row["outlet"]) for row in timeline_of(store.database, first.claim or 0)] == [
        ("said", "Example Wire"),
        ("said", "Gazette"),
        ("disputed", "Yard News"),
        ("dropped", "Example Wire"),
    ]


def test_an_origin_tells_who_carries_what_comes_from_it(store: Store) -> None:
    first = tell(store, "wire", own("Example Wire"))
    tell(store, "daily", through("Example Wire"), 1, join=first.claim)
    row = origin_detail(store.database, store.database.value("SELECT id FROM origins WHERE name = 'Example Wire'"))
    assert row is not None
    assert [(mention["outlet"], len(mention["steps"])) for mention in row["mentions"]] == [
        ("Example Wire", 0),
        ("Daily", 1),
    ]
    assert origin_detail(store.database, 99) is None
