"""Mentions, the claims they make, and what is near to them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from monitor.frame import Clause, Frame, Moment, Slot
from monitor.frame import Term as FrameTerm
from monitor.model import Basis, Mention, Modality, Origin, Period, Polarity, Quantity, ReadStatus, Relation, Step, Tier
from monitor.store import Store, open_store
from monitor.store.claims import Rejudged
from monitor.store.rows import StoredVersion
from tests.builders import (
    STORY,
    add_article,
    add_version,
    after,
    compared,
    judged,
    make_mention,
    new_history,
    publish,
    say,
)

TWO, THREE, OPEN, SHUT = "Two ferries sank.", "Three ferries sank.", "The port stays open.", "The port is shut."


@pytest.fixture
def store(state: Path) -> Iterator[Store]:
    with closing(new_history(state)) as opened:
        yield opened


def read(store: Store, article: int, at: float = 0) -> StoredVersion:
    return add_version(store, article, f"text {at}", after(at)).version


def standing(store: Store, article: int) -> list[str]:
    return [mention.mention.text for mention in store.claims.standing(article)]


def claim_column(store: Store, claim: int | None, name: str) -> object:
    return store.database.value(f"SELECT {name} FROM claims WHERE id = ?", (claim,))


FULL = Mention(
    text="阿里巴巴 said “sales” rose 5%.",
    start=7,
    end=33,
    modality=Modality.DENIED,
    attribution="A. Speaker",
    polarity=Polarity.NEGATIVE,
    entities=("Alibaba", "Qwen"),
    quantities=(Quantity("5%", 5.0, None, "%", "sales", True), Quantity("up to 3", None, 3.0)),
    dates=(Period("Monday", date(2026, 4, 13), None),),
    in_title=True,
    frame=Frame(
        clauses=(Clause("rise", agent=FrameTerm("sale", ("sale",), ("qwen",), ("all",)), negated=True, place=3),),
        slots=(Slot("5%", 5.0, None, "%", True, "sale", role="by", clause=0, part=True),),
        moments=(Moment("Monday", "2026-04-13", None, "on", 0),),
        words=("sale", "rise"),
        names=("qwen",),
        cues=("now",),
    ),
)


def test_a_mention_comes_back_as_it_was_stored(store: Store) -> None:
    version = read(store, add_article(store))
    store.claims.record_mentions(version, {STORY: [FULL]}, {FULL.text: ["sale"]}, "0.1.0")
    stored = store.claims.added_by(version.id)[0]
    assert stored.mention == FULL
    assert store.claims.mention(stored.id) == stored
    assert (stored.claim, stored.origin, stored.dropped, stored.version) == (None, None, False, version.id)
    assert (stored.side.outlet, stored.side.tier, stored.side.published) == ("Example Wire", Tier.PRESS, after())
    assert store.database.value("SELECT release FROM mentions") == "0.1.0"


def test_mentions_come_in_the_order_of_the_text_with_the_title_last(store: Store) -> None:
    version = read(store, add_article(store))
    mentions = [make_mention("Title.", 0, in_title=True), make_mention(SHUT, 50), make_mention(TWO, 5)]
    store.claims.record_mentions(version, {STORY: mentions}, {m.text: () for m in mentions}, "0.1.0")
    assert [mention.mention.text for mention in store.claims.added_by(version.id)] == [TWO, SHUT, "Title."]


def test_a_new_version_adds_and_drops_only_what_changed(store: Store) -> None:
    article = add_article(store)
    first, second = read(store, article), read(store, article, 1)
    before = say(store, first, TWO, OPEN)
    added = say(store, second, "two   FERRIES sank.", SHUT)
    assert list(added) == [SHUT]
    dropped = store.claims.dropped_by(second.id)
    assert [(mention.id, mention.dropped) for mention in dropped] == [(before[OPEN].id, True)]
    assert store.claims.dropped_by(first.id) == []
    assert standing(store, article) == [TWO, SHUT]


def test_a_sentence_that_returns_keeps_its_mention(store: Store) -> None:
    article = add_article(store)
    brought = say(store, read(store, article), TWO, OPEN)
    say(store, read(store, article, 1), TWO)
    third = read(store, article, 2)
    assert say(store, third, TWO, OPEN) == {}
    assert standing(store, article) == [TWO, OPEN]
    assert store.claims.mention(brought[OPEN].id).dropped is False


def test_a_sentence_that_stands_twice_is_one_mention_however_often_it_is_read(store: Store) -> None:
    article = add_article(store)
    twice = [make_mention(TWO, 0, in_title=True), make_mention(TWO, 20), make_mention(OPEN, 40)]
    terms = {TWO: ["ferry"], OPEN: ["port"]}
    for at in range(3):
        store.claims.record_mentions(read(store, article, at), {STORY: twice}, terms, "0.1.0")
    assert standing(store, article) == [OPEN, TWO]
    store.claims.record_mentions(read(store, article, 3), {STORY: twice[2:]}, terms, "0.1.0")
    assert standing(store, article) == [OPEN]
    assert store.database.value("SELECT count(*) FROM mentions") == 2


def test_each_story_has_mentions_of_its_own(store: Store) -> None:
    store.articles.add_stories([("weather", "Weather", {})], after())
    article = add_article(store)
    version = read(store, article)
    mention = make_mention(TWO)
    store.claims.record_mentions(version, {STORY: [mention], "weather": [mention]}, {TWO: ["ferry"]}, "0.1.0")
    assert [found.story for found in store.claims.added_by(version.id)] == [STORY, "weather"]
    store.claims.record_mentions(read(store, article, 1), {STORY: [], "weather": [mention]}, {TWO: []}, "0.1.0")
    assert [found.story for found in store.claims.standing(article)] == ["weather"]


def test_a_withdrawn_article_says_nothing_any_more(store: Store) -> None:
    ours = publish(store, "ours", TWO, OPEN)
    publish(store, "theirs", THREE)
    store.claims.drop_article(ours[0].article, after(1))
    store.claims.drop_article(ours[0].article, after(2))
    assert standing(store, ours[0].article) == []
    times = store.database.rows("SELECT dropped_at FROM mentions ORDER BY id")
    assert [row["dropped_at"] for row in times] == ["2026-04-12T11:00:00+00:00"] * 2 + [None]
    assert [mention.dropped for mention in store.claims.of_claim(ours[0].claim or 0)] == [True]


def test_a_new_claim_has_the_words_of_its_first_mention(store: Store) -> None:
    mention = publish(store, "a", TWO, at=after(1))[0]
    assert store.claims.text(mention.claim or 0) == TWO
    assert (mention.origin, store.claims.origins(mention.claim or 0)) == ("Example Wire", 1)
    assert claim_column(store, mention.claim, "first_seen") == "2026-04-12T11:00:00+00:00"


def test_a_restatement_joins_its_claim_and_counts_as_an_origin_only_if_it_is_one(store: Store) -> None:
    first = publish(store, "a", TWO)[0]
    claim = first.claim or 0
    copy = publish(store, "b", "Two boats went down.", at=after(1), joins={"Two boats went down.": claim})[0]
    assert (copy.claim, store.claims.origins(claim)) == (claim, 1)
    own = publish(store, "c", TWO, at=after(2), origin="Gazette", joins={TWO: claim})[0]
    assert (own.claim, store.claims.origins(claim)) == (claim, 2)
    assert [mention.id for mention in store.claims.of_claim(claim)] == [first.id, copy.id, own.id]
    assert claim_column(store, claim, "last_seen") == "2026-04-12T12:00:00+00:00"
    assert store.database.value("SELECT count(*) FROM claims") == 1


def test_an_outlets_own_report_and_those_that_cite_it_are_one_origin(store: Store) -> None:
    claim = publish(store, "a", TWO, origin="Financial Times")[0].claim or 0
    version = read(store, add_article(store, "b"), 1)
    mention = say(store, version, TWO)[TWO]
    origin = Origin("Financial Times", "outlet", (Step("Financial Times", "outlet", "according to the FT"),))
    store.claims.record_comparison(version, [compared(mention.id, join=claim, origin=origin)], frozenset())
    assert store.claims.origins(claim) == 1


def test_an_older_reading_never_makes_a_claim_look_older(store: Store) -> None:
    claim = publish(store, "a", TWO, at=after(5))[0].claim
    publish(store, "b", TWO, at=after(1), joins={TWO: claim or 0})
    assert claim_column(store, claim, "last_seen") == "2026-04-12T15:00:00+00:00"


def test_a_title_takes_the_claim_of_the_sentence_that_it_restates(store: Store) -> None:
    version = read(store, add_article(store))
    lead, title = say(store, version, TWO, "Two ferries gone").values()
    done = [compared(lead.id), compared(title.id, restates=lead.id)]
    store.claims.record_comparison(version, done, frozenset())
    assert store.claims.mention(title.id).claim == store.claims.mention(lead.id).claim is not None
    assert store.database.value("SELECT count(*) FROM claims") == 1


@pytest.mark.parametrize(("stories", "baseline"), [(frozenset(), 0), ({STORY}, 1), ({"weather"}, 0)])
def test_a_claim_is_baseline_in_the_stories_whose_baseline_its_article_is(
    store: Store, stories: frozenset[str], baseline: int
) -> None:
    version = read(store, add_article(store))
    mention = say(store, version, TWO)[TWO]
    store.claims.record_comparison(version, [compared(mention.id)], frozenset(stories))
    assert claim_column(store, 1, "baseline") == baseline


def test_a_citation_keeps_the_words_that_gave_the_origin_away(store: Store) -> None:
    version = read(store, add_article(store))
    cited, own = say(store, version, TWO, OPEN).values()
    origin = Origin("Financial Times", "outlet", (Step("Financial Times", "outlet", "according to the FT"),))
    store.claims.record_comparison(version, [compared(cited.id, origin=origin), compared(own.id)], frozenset())
    rows = store.database.rows("SELECT c.mention, n.name, c.words FROM citations c JOIN origins n ON n.id = c.origin")
    assert [tuple(row) for row in rows] == [(cited.id, "Financial Times", "according to the FT")]


def test_a_contradiction_makes_both_claims_contested_and_is_found_with_its_version(store: Store) -> None:
    first = publish(store, "a", TWO)[0]
    second = publish(store, "b", THREE, at=after(1), against=first)[0]
    relation = store.claims.relations_of(second.version)[0]
    assert (relation.new_claim, relation.earlier_claim) == (second.claim, first.claim)
    assert (relation.new_mention, relation.earlier_mention) == (second.id, first.id)
    judgement = relation.judgement
    assert (judgement.relation, judgement.basis, judgement.contradicts) == (Relation.CONTRADICTS, Basis.NUMERIC, 0.9)
    assert (judgement.reason, judgement.judge) == ("two ≠ three", "rules")
    assert store.claims.relations_of(first.version) == []
    assert [claim_column(store, mention.claim, "contested") for mention in (first, second)] == [1, 1]
    for one, other in ((first, second), (second, first)):
        assert store.claims.related(one.claim or 0, Relation.CONTRADICTS) == {other.claim}
        assert store.claims.related(one.claim or 0, Relation.SUPPORTS) == set()


@pytest.mark.parametrize("relation", [Relation.SUPPORTS, Relation.UPDATES, Relation.NEUTRAL])
def test_other_relations_contest_nothing(store: Store, relation: Relation) -> None:
    first = publish(store, "a", TWO)[0]
    version = read(store, add_article(store, "b"), 1)
    mention = say(store, version, THREE)[THREE]
    against = ((first.claim or 0, first.id, judged(relation)),)
    store.claims.record_comparison(version, [compared(mention.id, relations=against)], frozenset())
    assert store.claims.related(first.claim or 0, relation) == {2}
    assert claim_column(store, first.claim, "contested") == 0


def test_a_relation_between_two_claims_is_stored_once_whoever_repeats_it(store: Store) -> None:
    first = publish(store, "a", TWO)[0]
    second = publish(store, "b", THREE, against=first)[0]
    publish(store, "c", THREE, joins={THREE: second.claim or 0}, against=first)
    publish(store, "d", TWO, joins={TWO: first.claim or 0}, against=second)
    assert store.database.value("SELECT count(*) FROM relations") == 1


def test_a_claim_has_no_relation_to_itself(store: Store) -> None:
    first = publish(store, "a", TWO)[0]
    publish(store, "b", TWO, joins={TWO: first.claim or 0}, against=first)
    assert store.database.value("SELECT count(*) FROM relations") == 0


def test_a_pair_without_an_answer_is_remembered_until_it_has_one(store: Store) -> None:
    first = publish(store, "a", TWO)[0]
    version = read(store, add_article(store, "b"), 1)
    mention = say(store, version, THREE)[THREE]
    silent = judged(Relation.UNJUDGED, contradicts=0.0, supports=0.0, neutral=0.0, reason="the judge ran out of time")
    done = compared(mention.id, judged=((first.id, silent),))
    store.claims.record_comparison(version, [done], frozenset())
    assert waiting(store, 9) == []
    store.events.record([], version.id)
    assert waiting(store, 9) == [(mention.id, first.id)]
    assert waiting(store, 0) == []
    store.claims.record_rejudged(version, [Rejudged(mention.id, (), ((first.id, silent),))], after(10))
    assert (waiting(store, 9), waiting(store, 10)) == ([], [(mention.id, first.id)])
    found = judged(Relation.CONTRADICTS)
    again = Rejudged(mention.id, ((first.claim or 0, first.id, found),), ((first.id, found),))
    store.claims.record_rejudged(version, [again], after(11))
    assert waiting(store, 12) == []
    assert store.database.value("SELECT count(*) FROM judgements") == 1
    assert [one.judgement.relation for one in store.claims.relations_of(version.id)] == [Relation.CONTRADICTS]
    assert [item.version.id for item in store.articles.unfinished("rejudged")] == [version.id]


def test_a_pair_of_which_one_side_no_longer_stands_is_not_asked_about_again(store: Store) -> None:
    first = publish(store, "a", TWO)[0]
    version = read(store, add_article(store, "b"), 1)
    mention = say(store, version, THREE)[THREE]
    silent = judged(Relation.UNJUDGED, contradicts=0.0, supports=0.0, neutral=0.0)
    store.claims.record_comparison(version, [compared(mention.id, judged=((first.id, silent),))], frozenset())
    store.events.record([], version.id)
    store.claims.drop_article(first.article, after(2))
    assert waiting(store, 9) == []


def waiting(store: Store, hours: float) -> list[tuple[int, int]]:
    return [(new.id, earlier.id) for new, earlier in store.claims.unjudged(after(hours), 10)]


def near(store: Store, *terms: str, story: str = STORY, limit: int = 10) -> list[str]:
    return [mention.mention.text for mention in store.claims.nearest(story, terms, limit)]


def test_the_nearest_mentions_share_the_rarest_terms(store: Store) -> None:
    common = [f"The port of city{n} stays open." for n in range(30)]
    publish(store, "ports", *common)
    publish(store, "ferry", "The ferry Aurora left the port.")
    assert near(store, "the", "port", "aurora", limit=3)[0] == "The ferry Aurora left the port."
    rare = [f"word{n}" for n in range(12)]
    publish(store, "rare", " ".join(rare))
    assert near(store, "the", "port", *rare) == [" ".join(rare)]


def test_of_equally_near_mentions_the_oldest_come_first(store: Store) -> None:
    publish(store, "ports", *(f"The port of city{n} stays open." for n in range(30)))
    assert near(store, "port", limit=2) == ["The port of city0 stays open.", "The port of city1 stays open."]


def test_what_another_process_stored_meanwhile_is_found(store: Store, state: Path) -> None:
    publish(store, "a", TWO)
    assert near(store, "ferries") == [TWO]
    with closing(open_store(state)) as other:
        publish(other, "b", THREE, at=after(1))
    assert near(store, "ferries") == [TWO, THREE]


def test_a_mention_that_is_compared_late_is_found_too(store: Store) -> None:
    late = say(store, read(store, add_article(store, "late")), TWO)[TWO]
    publish(store, "a", THREE)
    assert near(store, "ferries") == [THREE]
    store.claims.record_comparison(store.articles.context(late.version).version, [compared(late.id)], frozenset())
    assert near(store, "ferries") == [THREE, TWO]


def test_nearest_is_bounded_and_knows_only_stored_terms(store: Store) -> None:
    publish(store, "a", TWO, THREE, "Four ferries sank.")
    assert len(near(store, "ferries", limit=2)) == 2
    assert near(store, "submarine") == near(store) == near(store, "", " ") == []


def test_nearest_looks_only_within_the_story_and_only_at_claims(store: Store) -> None:
    store.articles.add_stories([("weather", "Weather", {})], after())
    publish(store, "a", TWO)
    say(store, read(store, add_article(store, "b"), 1), THREE)
    assert near(store, "ferries") == [TWO]
    assert near(store, "ferries", story="weather") == []


@pytest.mark.parametrize(
    "term",
    [
        "qwen3.5-32b",
        "café",
        "阿里",
        "c++",
        "O'Neill",
        "Ärger",
        "a_b",
        '"',
        "AND",
        "NEAR(",
        "*",
        "rowid:x",
        "😀",
        "wi-fi 6",
    ],
)
def test_any_term_finds_the_mention_that_was_stored_with_it(store: Store, term: str) -> None:
    version = read(store, add_article(store))
    store.claims.record_mentions(version, {STORY: [make_mention(TWO)]}, {TWO: [term, "ferry"]}, "0.1.0")
    store.claims.record_comparison(version, [compared(store.claims.added_by(version.id)[0].id)], frozenset())
    assert near(store, term) == [TWO]
    assert near(store, f"{term}x") == ([TWO] if " " in term else [])


def test_a_dropped_mention_is_still_near(store: Store) -> None:
    mention = publish(store, "a", TWO)[0]
    store.claims.drop_article(mention.article, after(1))
    assert [(found.id, found.dropped) for found in store.claims.nearest(STORY, ["ferries"], 3)] == [(mention.id, True)]


def test_a_suspect_reading_drops_nothing(store: Store) -> None:
    mention = publish(store, "a", TWO)[0]
    suspect = add_version(store, mention.article, "We value your privacy.", after(1), status=ReadStatus.SUSPECT)
    assert store.articles.unfinished("read") == []
    assert standing(store, mention.article) == [TWO]
    assert store.claims.dropped_by(suspect.version.id) == []


def test_hostile_texts_are_data(store: Store) -> None:
    texts = ["'); DROP TABLE claims; --", 'x" OR "1"="1', "{0} %s \x00 \\'", "1); DELETE FROM mentions"]
    brought = publish(store, "a", *texts)
    assert [store.claims.text(mention.claim or 0) for mention in brought] == texts
    assert near(store, "drop") == [texts[0]]
    assert near(store, texts[1]) != []
