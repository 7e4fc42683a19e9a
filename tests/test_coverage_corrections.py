"""A correction is tied to the claim that it takes back."""

from __future__ import annotations

import pytest

from monitor.coverage import Edit, SaidBefore, claim_changes, corrected

DEPTH = SaidBefore(1, "The eastern basin is nine metres deep.", True)
COST = SaidBefore(2, "The dredging cost 38 million euros.", True)
MASTER = SaidBefore(3, "The harbour master is Mr Holm.", False)
DEPTH_ZH = SaidBefore(4, "东港池水深九米。", True)
COST_ZH = SaidBefore(5, "疏浚工程耗资三千八百万欧元。", True)


@pytest.mark.parametrize(
    ("notice", "before", "claims"),
    [
        ("Correction: The eastern basin is six metres deep, not nine.", (DEPTH, COST), [1]),
        ("Correction: an earlier version misstated what the dredging cost in euros.", (DEPTH, COST), [2]),
        ("This article has been corrected.", (DEPTH,), [1]),
        ("This article has been corrected.", (DEPTH, COST), []),
        ("Correction: the figure for the basin, nine, was too high.", (DEPTH, COST), [1]),
        ("Correction: the figure for the basin, eleven, was too high.", (DEPTH, COST), []),
        ("Correction: the harbour master is Ms Holm, not Mr Holm.", (MASTER,), [3]),
        ("Correction: the caption named the wrong ship.", (MASTER,), []),
        ("更正：本文此前版本称东港池水深九米，实为六米。", (DEPTH_ZH, COST_ZH), [4]),
        ("勘误：疏浚工程耗资应为三百八十万欧元。", (DEPTH_ZH, COST_ZH), [5]),
        ("Correction: nothing here", (), []),
    ],
)
def test_a_notice_takes_back_what_it_speaks_of(notice: str, before: tuple[SaidBefore, ...], claims: list[int]) -> None:
    assert [each.claim for each in corrected(notice, before, retraction=False)] == claims


def test_a_retraction_takes_back_everything_and_each_claim_once() -> None:
    again = SaidBefore(1, "Nine metres, that is.", False)
    assert [each.claim for each in corrected("Retracted.", (DEPTH, again, MASTER), retraction=True)] == [1, 3]


BEFORE = "The yard has built four boats. They are blue."


def test_what_stands_in_both_texts_is_no_change_whatever_was_made_of_it() -> None:
    edit = Edit(BEFORE, f"{BEFORE} They sail in May.")
    changes = claim_changes(["The yard has built four boats", "They sail in May."], ["They are blue."], None, edit)
    assert changes.added == ("They sail in May.",)
    assert not changes.dropped


def test_a_sentence_that_came_to_stand_within_another_is_a_change() -> None:
    edit = Edit(BEFORE, "It is not true that the yard has built four boats. They are blue.")
    assert claim_changes([], ["The yard has built four boats."], None, edit).dropped
