"""What people join and split stays so, whatever is compared later."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from monitor.errors import UsageError
from monitor.model import EventKind, Relation
from monitor.store import Store
from monitor.store.listings import ClaimFilter, claim_rows
from monitor.store.lookup import claim_detail, event_detail
from monitor.store.rows import StoredMention
from tests.builders import (
    STORY,
    add_article,
    add_version,
    after,
    compared,
    judged,
    make_event,
    make_source,
    new_history,
    noticed,
    publish,
    say,
    side,
)

NOW = after(30)


@pytest.fixture
def store(state: Path) -> Iterator[Store]:
    with closing(new_history(state, make_source(), make_source("gazette", "Harbour Gazette"))) as opened:
        yield opened


@pytest.fixture
def said(store: Store) -> list[StoredMention]:
    """Two ferries sank (1), three sank against that (2), a pair of them went down (3), and 3 against 2 too."""
    two = publish(store, "two", "Two ferries sank.")[0]
    three = publish(store, "three", "Three ferries sank.", source="gazette", at=after(1), against=two)[0]
    pair = publish(store, "pair", "A pair of ferries went down.", at=after(2), against=three)[0]
    event = make_event(EventKind.CONTRADICTION, claims=(side(pair, "new"), side(three, "earlier")))
    store.events.record([noticed(event, "conflict")], pair.version)
    return [two, three, pair]


def contested(store: Store) -> set[int]:
    return {row["id"] for row in store.database.rows("SELECT id FROM claims WHERE contested = 1")}


def contradictions(store: Store) -> list[tuple[int, int]]:
    sql = "SELECT new_claim, earlier_claim FROM relations WHERE relation = 'contradicts' ORDER BY id"
    return [tuple(row) for row in store.database.rows(sql)]


def claims(store: Store) -> dict[int, list[str]]:
    return {
        row["id"]: [mention["text"] for mention in row["mentions"]]
        for row in claim_rows(store.database, ClaimFilter(STORY))
    }


def test_a_joined_claim_is_part_of_the_other_and_its_number_means_that(store: Store, said: list[StoredMention]) -> None:
    assert store.decisions.join(1, 3, NOW) == 1
    assert claims(store) == {1: ["Two ferries sank.", "A pair of ferries went down."], 2: ["Three ferries sank."]}
    shown = claim_detail(store.database, 3)
    assert shown is not None
    assert (shown["id"], shown["aliases"]) == (1, [3])
    assert [(d["kind"], d["claim"], d["other"]) for d in shown["decisions"]] == [("join", 1, 3)]


def test_the_relations_and_events_of_a_joined_claim_go_with_it_once(store: Store, said: list[StoredMention]) -> None:
    assert contradictions(store) == [(2, 1), (3, 2)]
    store.decisions.join(1, 3, NOW)
    assert contradictions(store) == [(2, 1)]
    assert contested(store) == {1, 2}
    assert {other for other, _ in store.events.told_pairs(1)} == {2}
    event = event_detail(store, 1)
    assert event is not None
    assert {claim["id"] for claim in event["claims"]} == {1, 2}


def test_claims_that_are_joined_contradict_each_other_no_more(store: Store, said: list[StoredMention]) -> None:
    store.database.execute("DELETE FROM relations WHERE new_claim = 3")
    store.decisions.join(2, 1, NOW)
    assert contradictions(store) == []
    assert not contested(store) & {1, 2}


def test_a_claim_that_is_joined_on_takes_its_parts_along(store: Store, said: list[StoredMention]) -> None:
    store.decisions.join(1, 3, NOW)
    store.decisions.join(2, 3, NOW)
    assert list(claims(store)) == [2]
    shown = claim_detail(store.database, 3)
    assert shown is not None
    assert (shown["id"], shown["aliases"]) == (2, [1, 3])


@pytest.mark.parametrize(
    ("one", "other", "said_"),
    [
        (1, 1, "c1 and c1 are one claim already"),
        (1, 99, "there is no claim c99; `monitor claims` lists them"),
        (1, 4, "belongs to the story harbour and c4 to weather"),
    ],
)
def test_what_cannot_be_joined_is_refused(
    store: Store, said: list[StoredMention], one: int, other: int, said_: str
) -> None:
    store.articles.add_stories([("weather", "Weather", {})], NOW)
    publish(store, "rain", "It rained.", at=after(3))
    store.database.execute("UPDATE claims SET story = 'weather' WHERE id = 4")
    with pytest.raises(UsageError, match=said_):
        store.decisions.join(one, other, NOW)


def test_what_is_compared_after_a_join_finds_the_whole_claim(store: Store, said: list[StoredMention]) -> None:
    """The comparison ran before the join and names the claim that is a part now."""
    version = add_version(store, add_article(store, "late", at=after(4)), "They sank.", after(4)).version
    late = say(store, version, "They sank.")["They sank."]
    store.decisions.join(1, 3, NOW)
    store.claims.record_comparison(version, [compared(late.id, join=3)], frozenset())
    assert store.claims.mention(late.id).claim == 1


def test_a_split_mention_makes_a_claim_of_its_own_with_its_relations(store: Store, said: list[StoredMention]) -> None:
    store.decisions.join(1, 3, NOW)
    store.database.execute("DELETE FROM relations")
    store.database.execute(
        """INSERT INTO relations(story, new_claim, earlier_claim, new_mention, earlier_mention, relation, score, reason,
        judge, version, at) VALUES ('harbour', 2, 1, 2, 3, 'contradicts', 0.9, 'why', 'rules', 2, '2026')"""
    )
    made = store.decisions.split(1, 3, NOW)
    assert claims(store) == {
        1: ["Two ferries sank."],
        2: ["Three ferries sank."],
        made: ["A pair of ferries went down."],
    }
    assert contradictions(store) == [(2, made)]
    assert contested(store) == {2, made}
    event = event_detail(store, 1)
    assert event is not None
    assert {claim["id"] for claim in event["claims"]} == {made, 2}


def test_the_claim_that_stays_keeps_its_words_only_if_it_still_says_them(store: Store) -> None:
    first = publish(store, "one", "Two ferries sank.")[0].claim or 0
    publish(store, "two", "Two boats sank.", at=after(1), joins={"Two boats sank.": first})
    made = store.decisions.split(first, 1, NOW)
    assert store.claims.text(first) == "Two boats sank."
    assert store.claims.text(made) == "Two ferries sank."
    seen = store.database.row("SELECT first_seen, last_seen FROM claims WHERE id = ?", (first,))
    assert seen is not None
    assert tuple(seen) == (after(1).isoformat(), after(1).isoformat())


def copies(store: Store, *texts: str) -> int:
    claim = publish(store, "first", texts[0])[0].claim or 0
    for number, text in enumerate(texts[1:], 1):
        publish(store, f"copy{number}", text, at=after(number), joins={text: claim})
    return claim


def test_mentions_in_the_same_words_are_split_together(store: Store) -> None:
    claim = copies(store, "Two ferries sank.", "Two boats sank.", "two  boats sank.")
    made = store.decisions.split(claim, 2, NOW)
    assert [mention.id for mention in store.claims.of_claim(made)] == [2, 3]


def test_where_all_words_are_the_same_the_mention_goes_alone(store: Store) -> None:
    claim = copies(store, "Two ferries sank.", "Two ferries sank.", "Two ferries sank.")
    made = store.decisions.split(claim, 2, NOW)
    assert [mention.id for mention in store.claims.of_claim(made)] == [2]


@pytest.mark.parametrize(
    ("claim", "mention", "said_"),
    [
        (1, 3, "m3 is no mention of c1; `monitor show c1` lists them"),
        (1, 1, "c1 has no other mention that m1 could be split from"),
        (99, 1, "there is no claim c99"),
    ],
)
def test_what_cannot_be_split_is_refused(
    store: Store, said: list[StoredMention], claim: int, mention: int, said_: str
) -> None:
    with pytest.raises(UsageError, match=said_):
        store.decisions.split(claim, mention, NOW)


def test_split_claims_are_kept_apart_until_they_are_joined_again(store: Store) -> None:
    claim = copies(store, "Two ferries sank.", "Two boats sank.")
    assert store.decisions.apart(STORY) == ()
    made = store.decisions.split(claim, 2, NOW)
    assert {(each.claim, each.against, each.words) for each in store.decisions.apart(STORY)} == {
        (claim, made, frozenset({"two ferries sank."})),
        (made, claim, frozenset({"two boats sank."})),
    }
    store.decisions.join(claim, made, NOW)
    assert store.decisions.apart(STORY) == ()


def test_a_claim_that_is_joined_elsewhere_stays_apart(store: Store) -> None:
    claim = copies(store, "Two ferries sank.", "Two boats sank.")
    made = store.decisions.split(claim, 2, NOW)
    third = publish(store, "third", "Ferries went down.", at=after(5))[0].claim or 0
    store.decisions.join(third, claim, NOW)
    assert {(each.claim, each.against) for each in store.decisions.apart(STORY)} == {(third, made), (made, third)}


@pytest.mark.parametrize("by_hand", ["join", "split"])
def test_a_mention_that_is_compared_again_stays_where_a_person_put_it(store: Store, by_hand: str) -> None:
    claim = copies(store, "Two ferries sank.", "Two boats sank.")
    if by_hand == "split":
        put, elsewhere = store.decisions.split(claim, 2, NOW), claim
    else:
        other = publish(store, "third", "Ferries went down.", at=after(5))[0].claim or 0
        put, elsewhere = store.decisions.join(other, claim, NOW), claim
    mention = store.claims.mention(2)
    store.database.execute("UPDATE mentions SET claim = NULL WHERE id = 2")
    again = compared(2, join=elsewhere, relations=((elsewhere, 1, judged(Relation.SAME)),))
    store.claims.record_comparison(store.articles.context(mention.version).version, [again], frozenset())
    assert store.claims.mention(2).claim == put
