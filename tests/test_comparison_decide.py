"""What a new mention joins, and which relations it has to other claims."""

from __future__ import annotations

from datetime import UTC, datetime

from monitor.claims import analyse
from monitor.comparison import Candidate, decide, search_terms
from monitor.model import Basis, Judgement, Mention, Relation, Side

NEW = Mention("new", 0, 3)


def candidate(claim: int, mention: int) -> Candidate:
    return Candidate(claim, mention, article=mention, side=Side(Mention("old", 0, 3)))


def judgement(relation: Relation, score: float) -> Judgement:
    if relation is Relation.CONTRADICTS:
        return Judgement(relation, score, 0.0, 1 - score, Basis.NUMERIC, "3 ≠ 4", "rules")
    return Judgement(relation, 0.0, score, 1 - score, None, "", "rules")


def test_a_mention_joins_the_claim_that_it_restates_most_clearly() -> None:
    outcome = decide(
        NEW,
        [
            (candidate(1, 10), judgement(Relation.SAME, 0.6)),
            (candidate(2, 20), judgement(Relation.SAME, 0.9)),
        ],
        0.8,
    )
    assert (outcome.join, outcome.join_score) == (2, 0.9)


def test_a_mention_that_restates_nothing_joins_nothing() -> None:
    outcome = decide(NEW, [(candidate(1, 10), judgement(Relation.NEUTRAL, 0.1))], 0.8)
    assert outcome.join is None
    assert outcome.relations == ()


def test_a_conflict_below_the_threshold_is_no_relation() -> None:
    outcome = decide(NEW, [(candidate(1, 10), judgement(Relation.CONTRADICTS, 0.75))], 0.8)
    assert outcome.relations == ()


def test_the_clearest_of_several_conflicts_stands_for_a_claim() -> None:
    judged = [
        (candidate(1, 10), judgement(Relation.CONTRADICTS, 0.85)),
        (candidate(1, 11), judgement(Relation.CONTRADICTS, 0.95)),
    ]
    outcome = decide(NEW, judged, 0.8)
    assert [(one.claim, one.mention_id) for one in outcome.relations] == [(1, 11)]


def test_one_conflict_among_many_restatements_of_a_claim_is_a_misreading() -> None:
    judged = [
        (candidate(1, 10), judgement(Relation.CONTRADICTS, 0.85)),
        *((candidate(1, n), judgement(Relation.SAME, 0.9)) for n in (11, 12, 13)),
    ]
    outcome = decide(NEW, judged, 0.8)
    assert outcome.join == 1
    assert all(one.judgement.relation is not Relation.CONTRADICTS for one in outcome.relations)


def test_a_mention_can_join_one_claim_and_contradict_another() -> None:
    judged = [
        (candidate(1, 10), judgement(Relation.SAME, 0.9)),
        (candidate(2, 20), judgement(Relation.CONTRADICTS, 0.9)),
    ]
    outcome = decide(NEW, judged, 0.8)
    assert outcome.join == 1
    assert [(one.claim, one.judgement.relation) for one in outcome.relations] == [(2, Relation.CONTRADICTS)]


def test_an_unjudged_pair_decides_nothing() -> None:
    unjudged = Judgement(Relation.UNJUDGED, 0.0, 0.0, 0.0, None, "no answer", "rules")
    outcome = decide(NEW, [(candidate(1, 10), unjudged)], 0.8)
    assert (outcome.join, outcome.relations) == (None, ())


def test_an_update_is_a_relation_and_no_join() -> None:
    outcome = decide(NEW, [(candidate(1, 10), judgement(Relation.UPDATES, 0.1))], 0.8)
    assert outcome.join is None
    assert [one.judgement.relation for one in outcome.relations] == [Relation.UPDATES]


def terms(text: str) -> set[str]:
    return set(search_terms(analyse(text, datetime(2026, 3, 10, tzinfo=UTC), {})))


def test_a_paraphrase_shares_terms_with_what_it_paraphrases() -> None:
    shared = terms("Helix purchased the start-up Brightpath.") & terms(
        "The takeover of Brightpath by Helix is complete."
    )
    assert {"brightpath", "helix", "buy"} <= shared


def test_a_restatement_is_found_by_its_numbers_however_they_are_written() -> None:
    assert "#18" in terms("Eighteen people were taken to hospital.") & terms("In total, 18 bathers needed treatment.")
    assert terms("It has 1,600,000 users.") & terms("1.6 million people use it.") >= {"#1600000"}


def test_months_and_weekdays_are_terms() -> None:
    assert {"february", "monday"} <= terms("The mine closed on a Monday in February.")


def test_chinese_is_found_by_pairs_of_characters() -> None:
    assert "阿里" in terms("阿里巴巴发布新模型。")
