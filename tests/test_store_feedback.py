"""Verdicts are kept, the last one counts, and what was missed is known from then on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from monitor.errors import UsageError
from monitor.model import Basis, EventKind, Relation, Verdict
from monitor.store import Store
from monitor.store.rows import Missed
from tests.builders import STORY, after, judged, make_event, noticed, small_history

NOW = after(20)
CONFLICT, REVISION = 1, 2


@pytest.fixture
def store(state: Path) -> Iterator[Store]:
    with closing(small_history(state)) as opened:
        yield opened


def missed(**scores: float) -> Missed:
    """The port stays open (claim 2), against two ferries that sank (claim 1)."""
    return Missed(2, 1, 2, 1, judged(Relation.NEUTRAL, basis=None, **scores))


def rows(store: Store) -> int:
    return int(store.database.value("SELECT count(*) FROM feedback"))


def test_a_verdict_counts_for_its_story_with_the_score_of_its_contradiction(store: Store) -> None:
    assert store.feedback.record(CONFLICT, Verdict.WRONG, None, NOW) == STORY
    assert store.feedback.counts(STORY) == {"right": 0, "wrong": 1, "missed": 0}
    assert store.feedback.scored(STORY) == [(Verdict.WRONG, 0.9)]


def test_the_same_verdict_again_changes_nothing(store: Store) -> None:
    for note in ("other port", None, "other port"):
        store.feedback.record(CONFLICT, Verdict.WRONG, note, NOW)
    assert rows(store) == 1
    store.feedback.record(CONFLICT, Verdict.WRONG, "another reason", NOW)
    assert rows(store) == 2
    assert store.feedback.counts(STORY)["wrong"] == 1


def test_a_later_verdict_replaces_an_earlier_one_which_is_kept(store: Store) -> None:
    store.feedback.record(CONFLICT, Verdict.WRONG, None, NOW)
    store.feedback.record(CONFLICT, Verdict.RIGHT, None, after(21))
    assert store.feedback.counts(STORY) == {"right": 1, "wrong": 0, "missed": 0}
    assert store.feedback.scored(STORY) == [(Verdict.RIGHT, 0.9)]
    assert rows(store) == 2


def test_a_verdict_that_is_taken_back_counts_no_more_and_may_be_given_again(store: Store) -> None:
    store.feedback.record(CONFLICT, Verdict.WRONG, None, NOW)
    assert store.feedback.undo(CONFLICT, after(21)) == STORY
    assert store.feedback.counts(STORY) == {"right": 0, "wrong": 0, "missed": 0}
    assert store.feedback.scored(STORY) == []
    with pytest.raises(UsageError, match="there is no verdict on e1 to take back"):
        store.feedback.undo(CONFLICT, after(22))
    store.feedback.record(CONFLICT, Verdict.WRONG, None, after(23))
    assert store.feedback.counts(STORY)["wrong"] == 1


def test_a_missed_contradiction_that_is_taken_back_leaves_no_trace_but_its_rows(store: Store) -> None:
    store.feedback.record_missed(missed(contradicts=0.4), None, NOW)
    assert store.feedback.undo_missed(1, 2, after(21)) == STORY
    assert store.feedback.counts(STORY)["missed"] == 0
    assert store.database.value("SELECT count(*) FROM relations WHERE judge = 'person'") == 0
    assert (1, None) not in store.events.told_pairs(2)
    assert store.database.value("SELECT contested FROM claims WHERE id = 2") == 0
    with pytest.raises(UsageError, match="there is no verdict on c2 and c1 to take back"):
        store.feedback.undo_missed(2, 1, after(22))
    store.feedback.record_missed(missed(contradicts=0.4), None, after(23))
    assert store.feedback.counts(STORY)["missed"] == 1


def test_a_conflict_that_a_judge_found_is_the_judges_again_when_a_person_takes_the_verdict_back(store: Store) -> None:
    store.database.execute("DELETE FROM event_claims")
    found = store.database.row("SELECT * FROM relations WHERE relation = 'contradicts'")
    assert found is not None
    store.database.execute(
        """INSERT INTO judgements(new_mention, earlier_mention, judge, relation, contradicts, supports, neutral,
        reason, at) VALUES (?, ?, 'rules', 'contradicts', 0.99, 0, 0.01, 'why', ?)""",
        (found["new_mention"], found["earlier_mention"], NOW.isoformat()),
    )
    claims = (found["new_claim"], found["earlier_claim"])
    store.feedback.record_missed(Missed(*claims, found["new_mention"], found["earlier_mention"], judged()), None, NOW)
    store.feedback.undo_missed(*claims, after(21))
    (row,) = store.database.rows("SELECT judge, reason FROM relations")
    assert (row["judge"], row["reason"]) == ("rules", "why")
    assert store.database.value("SELECT min(contested) FROM claims WHERE id IN (?, ?)", claims) == 1


def test_a_verdict_on_another_kind_of_event_is_counted_and_moves_no_threshold(store: Store) -> None:
    store.feedback.record(REVISION, Verdict.RIGHT, None, NOW)
    assert store.feedback.counts(STORY)["right"] == 1
    assert store.feedback.scored(STORY) == []


def test_a_verdict_on_a_source_belongs_to_no_story(store: Store) -> None:
    (event,) = store.events.record([noticed(make_event(EventKind.SOURCE_DOWN, story=None, source="slow"), "down")])
    assert store.feedback.record(event, Verdict.RIGHT, None, NOW) is None


def test_an_unknown_event_is_refused(store: Store) -> None:
    with pytest.raises(UsageError, match="there is no event e99; `monitor events` lists them"):
        store.feedback.record(99, Verdict.RIGHT, None, NOW)
    assert rows(store) == 0


def test_a_missed_contradiction_is_a_relation_by_hand_and_known_from_then_on(store: Store) -> None:
    assert store.feedback.record_missed(missed(contradicts=0.4), "both cannot be", NOW) == STORY
    assert store.feedback.scored(STORY) == [(Verdict.MISSED, 0.4)]
    assert (1, None) in store.events.told_pairs(2)
    assert (2, None) in store.events.told_pairs(1)
    assert store.database.value("SELECT contested FROM claims WHERE id = 2") == 1
    relation = store.database.row("SELECT * FROM relations WHERE judge = 'person'")
    assert relation is not None
    assert (relation["new_claim"], relation["earlier_claim"], relation["relation"]) == (2, 1, "contradicts")
    assert relation["reason"] == "a person says that the two contradict each other: both cannot be"


def test_the_same_missed_contradiction_again_changes_nothing_from_either_side(store: Store) -> None:
    store.feedback.record_missed(missed(), None, NOW)
    store.feedback.record_missed(missed(), None, after(21))
    store.feedback.record_missed(Missed(1, 2, 1, 2, judged(Relation.NEUTRAL)), None, after(22))
    assert rows(store) == 1
    assert store.feedback.counts(STORY)["missed"] == 1


def test_what_was_told_is_not_missed(store: Store) -> None:
    with pytest.raises(UsageError, match="e1 is this contradiction; say `monitor feedback e1 right`"):
        store.feedback.record_missed(Missed(3, 1, 3, 1, judged()), None, NOW)


def test_a_conflict_that_was_found_and_not_told_keeps_its_basis(store: Store) -> None:
    store.database.execute("DELETE FROM event_claims")
    found = store.database.row("SELECT * FROM relations WHERE relation = 'contradicts'")
    assert found is not None
    pair = Missed(found["new_claim"], found["earlier_claim"], found["new_mention"], found["earlier_mention"], judged())
    store.feedback.record_missed(pair, None, NOW)
    assert store.events.told_pairs(found["new_claim"]) == [(found["earlier_claim"], Basis.NUMERIC)]
    assert store.database.value("SELECT count(*) FROM relations") == 1


def test_the_words_of_judges_on_two_claims_come_the_clearest_conflict_first(store: Store) -> None:
    for mention, score in ((1, 0.3), (2, 0.6)):
        store.database.execute(
            """INSERT INTO judgements(new_mention, earlier_mention, judge, relation, contradicts, supports, neutral,
            reason, at) VALUES (4, ?, 'rules', 'updates', ?, 0, 0.4, 'why', ?)""",
            (mention, score, NOW.isoformat()),
        )
    of_fourth = store.claims.mention(4).claim or 0
    (word,) = store.feedback.judged(of_fourth, 1)
    assert (word.new_mention, word.earlier_mention, word.judgement.contradicts) == (4, 1, 0.3)
    assert store.feedback.judged(2, 1) == []


def test_the_configured_threshold_of_every_story_is_kept(store: Store) -> None:
    assert store.feedback.threshold(STORY) == 0.8
    store.feedback.set_threshold(0.7)
    assert store.feedback.threshold(STORY) == 0.7
