"""Which events a compared version raises."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from monitor.coverage import Conflict, Noticing, Said, notice
from monitor.coverage.notice import Known
from monitor.model import Basis, EventArticle, EventClaim, EventKind, Judgement, Modality, Relation, Tier

AT = datetime(2026, 4, 12, 10, tzinfo=UTC)


def side(claim: int, outlet: str = "Gazette", role: str = "new", **kw: object) -> EventClaim:
    base = EventClaim(
        claim, f"statement {claim}", role, outlet, Tier.PRESS, "http://x/", AT, None, Modality.ASSERTED, claim
    )
    return replace(base, **kw)


def judgement(relation: Relation, score: float = 0.9, basis: Basis | None = None) -> Judgement:
    contradicts = score if relation is Relation.CONTRADICTS else 0.0
    return Judgement(relation, contradicts, 0.0, 1 - contradicts, basis, "because", "rules")


def said(claim: int, *relations: tuple[int, Judgement], joined: bool = False, witness: str | None = "a second") -> Said:
    related = tuple((side(other, "Courier", "earlier"), found) for other, found in relations)
    return Said(side(claim), "Gazette", joined, witness, related)


def version(*items: Said, **kw: object) -> Noticing:
    base = Noticing(AT, "s", False, EventArticle(7, "http://x/", "Gazette", "A title"), False, None, items, (), {})
    return replace(base, **kw)


def never(*_: object) -> bool:
    return False


def kinds(found: list[tuple[str, object]]) -> list[EventKind]:
    return [event.kind for _, event in found]


CONFLICT = judgement(Relation.CONTRADICTS, basis=Basis.NUMERIC)
UPDATE = judgement(Relation.UPDATES)


def test_who_joins_a_claim_that_was_told_as_an_update_corroborates_it() -> None:
    item = replace(said(5, (2, UPDATE), joined=True), moved=True)
    assert kinds(notice(version(item), never)) == [EventKind.CORROBORATION]
    back = replace(said(2, (5, UPDATE), joined=True), moved=True)
    assert kinds(notice(version(back), never)) == [EventKind.UPDATE]


@pytest.mark.parametrize(
    ("item", "kind"),
    [
        (said(5, (1, CONFLICT), (2, UPDATE)), EventKind.CONTRADICTION),
        (said(5, (2, UPDATE)), EventKind.UPDATE),
        (said(5, joined=True), EventKind.CORROBORATION),
        (said(5), EventKind.NEW_CLAIM),
    ],
)
def test_one_sentence_raises_the_strongest_event_only(item: Said, kind: EventKind) -> None:
    assert kinds(notice(version(item), never)) == [kind]


def test_of_several_sentences_with_one_claim_the_strongest_event_is_told() -> None:
    first, second = said(5, joined=True), said(5, (2, UPDATE))
    assert kinds(notice(version(first, second), never)) == [EventKind.UPDATE]
    assert kinds(notice(version(second, first), never)) == [EventKind.UPDATE]


def test_a_claim_that_bears_out_another_one_is_its_corroboration() -> None:
    supports = judgement(Relation.SUPPORTS)
    ((key, event),) = notice(version(said(5, (2, supports)), origins={5: 1, 2: 1}), never)
    assert (event.kind, [claim.claim for claim in event.claims]) == (EventKind.CORROBORATION, [5, 2])
    assert event.origins == {"new": 2}
    assert key == "corroboration:2:Gazette"


def test_an_older_text_that_is_read_late_updates_nothing() -> None:
    late = said(5, (2, UPDATE))
    older = replace(late, side=replace(late.side, published=AT.replace(hour=1)))
    assert kinds(notice(version(older), never)) == [EventKind.NEW_CLAIM]


def test_a_repetition_from_a_known_origin_raises_nothing() -> None:
    assert notice(version(said(5, joined=True, witness=None)), never) == []


def test_a_contradiction_names_a_new_and_an_earlier_side() -> None:
    ((_, event),) = notice(version(said(5, (1, CONFLICT)), origins={5: 1, 1: 3}), never)
    assert [(claim.role, claim.claim) for claim in event.claims] == [("new", 5), ("earlier", 1)]
    assert event.origins == {"new": 1, "earlier": 3}
    assert event.basis is Basis.NUMERIC
    assert event.reason == "because"


def test_a_known_conflict_is_not_raised_again() -> None:
    found = notice(version(said(5, (1, CONFLICT))), lambda *_: True)
    assert EventKind.CONTRADICTION not in kinds(found)


def test_of_two_sentences_against_one_claim_the_surer_is_told() -> None:
    weak, strong = (
        said(5, (1, judgement(Relation.CONTRADICTS, 0.82))),
        said(6, (1, judgement(Relation.CONTRADICTS, 0.97))),
    )
    found = [event for _, event in notice(version(weak, strong), never) if event.kind is EventKind.CONTRADICTION]
    assert [event.claims[0].claim for event in found] == [6]


def reason(text: str, basis: Basis = Basis.NUMERIC, score: float = 0.9) -> Judgement:
    return replace(judgement(Relation.CONTRADICTS, score, basis), reason=text)


def told_before(*claims: int) -> Known:
    return lambda conflict, _: conflict.earlier in claims


@pytest.mark.parametrize(
    ("second", "told"),
    [
        (reason("40 ≠ 30 (injured)"), True),  # another value of the sentence
        (reason("on Monday ≠ on Tuesday", Basis.DATE), True),  # another kind of conflict
        (reason("12 ≠ 10 (victims)"), False),  # the same one, against other words of the same side
        (reason("12 ≠ 9 (dead)"), False),  # the same value against a third party
        (reason("the two differ"), False),
    ],
)
def test_a_told_conflict_hides_no_other_one_of_its_sentence_but_itself_in_other_words(
    second: Judgement, told: bool
) -> None:
    item = said(5, (1, reason("12 ≠ 10 (dead)", score=0.95)), (2, second))
    events = [event for _, event in notice(version(item), told_before(1)) if event.kind is EventKind.CONTRADICTION]
    assert [event.claims[1].claim for event in events] == ([2] if told else [])


def test_one_sentence_raises_one_contradiction_however_many_it_has() -> None:
    item = said(5, (1, reason("12 ≠ 10 (dead)")), (2, reason("40 ≠ 30 (injured)")))
    assert kinds(notice(version(item), never)) == [EventKind.CONTRADICTION]


def test_what_a_sentence_has_against_a_claim_that_another_one_contradicts_hides_no_other_conflict() -> None:
    strong = said(6, (1, reason("12 ≠ 10 (dead)", score=0.97)))
    weak = said(5, (1, reason("12 ≠ 10 (dead)", score=0.9)), (2, reason("40 ≠ 30 (injured)", score=0.85)))
    found = [event for _, event in notice(version(weak, strong), never) if event.kind is EventKind.CONTRADICTION]
    assert [tuple(claim.claim for claim in event.claims) for event in found] == [(6, 1), (5, 2)]


def test_a_conflict_is_asked_for_among_those_that_other_sentences_have() -> None:
    asked: list[tuple[int, list[int]]] = []

    def known(conflict: Conflict, others: Sequence[Conflict]) -> bool:
        asked.append((conflict.new, [other.new for other in others]))
        return bool(others)

    found = notice(version(said(5, (1, CONFLICT)), said(6, (2, CONFLICT))), known)
    assert asked == [(5, []), (6, [5])]
    assert kinds(found) == [EventKind.CONTRADICTION, EventKind.NEW_CLAIM]


def test_a_conflict_has_one_key_whichever_side_is_newer() -> None:
    ((one, _),) = notice(version(said(5, (1, CONFLICT))), never)
    ((two, _),) = notice(version(said(1, (5, CONFLICT))), never)
    assert one == two


def test_a_changed_text_raises_one_revision_with_its_changes() -> None:
    found = notice(version(said(5), said(6), revised=True, dropped=("statement 9 about something else",)), never)
    assert kinds(found) == [EventKind.REVISION]
    changes = found[0][1].changes
    assert changes is not None
    assert set(changes.added) == {"statement 5", "statement 6"}
    assert changes.dropped == ("statement 9 about something else",)


def test_a_changed_text_with_a_notice_is_a_correction() -> None:
    found = notice(version(said(5), revised=True, notice="Correction: it was 5."), never)
    assert kinds(found) == [EventKind.CORRECTION]
    assert found[0][1].changes.notice == "Correction: it was 5."


def test_a_changed_text_may_contradict_another_article() -> None:
    found = notice(version(said(5, (1, CONFLICT)), revised=True), never)
    assert kinds(found) == [EventKind.REVISION, EventKind.CONTRADICTION]


def test_an_empty_change_is_never_told() -> None:
    assert notice(version(revised=True), never) == []


def test_a_first_version_that_carries_a_notice_is_a_correction_beside_its_claims() -> None:
    assert kinds(notice(version(said(5), notice="Correction: it was 5."), never)) == [
        EventKind.CORRECTION,
        EventKind.NEW_CLAIM,
    ]


def test_two_sentences_of_one_new_claim_raise_one_event() -> None:
    assert kinds(notice(version(said(5), said(5)), never)) == [EventKind.NEW_CLAIM]


def test_baseline_is_carried_by_every_event() -> None:
    found = notice(version(said(5, (1, CONFLICT)), said(6), baseline=True), never)
    assert len(found) == 2
    assert all(event.baseline for _, event in found)
