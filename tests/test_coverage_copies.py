"""Which texts are copies of one wire report."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.copy_texts import edited, report
from monitor.coverage import overlap, shingles, signature


def are_found(one: str, other: str) -> bool:
    """Whether the signatures bring the two together and the comparison confirms it."""
    is_near = not set(signature(one)).isdisjoint(signature(other))
    return is_near and overlap(shingles(one), shingles(other)) > 0


@pytest.mark.parametrize("share", [0.05, 0.10, 0.15, 0.20])
def test_copies_with_up_to_a_fifth_of_their_words_edited_are_found(share: float) -> None:
    rng = random.Random(11)
    texts = [report(rng) for _ in range(100)]
    found = sum(are_found(text, edited(text, share, rng)) for text in texts)
    assert found >= 95


def test_unrelated_reports_of_one_subject_are_no_copies() -> None:
    rng = random.Random(12)
    parts = [shingles(report(rng)) for _ in range(150)]
    assert [(i, j) for i in range(150) for j in range(i) if overlap(parts[i], parts[j]) > 0] == []


def test_a_copy_that_was_cut_short_is_one() -> None:
    rng = random.Random(13)
    text = report(rng) + report(rng)
    assert overlap(shingles(text), shingles(text[: len(text) // 3])) > 0.9


@pytest.mark.parametrize("letters", [300, 450, 900])
def test_copies_that_were_cut_to_their_first_paragraphs_are_found(letters: int) -> None:
    rng = random.Random(14)
    texts = [" ".join(report(rng) for _ in range(4)) for _ in range(100)]
    assert min(map(len, texts)) > 2000
    found = sum(are_found(text, edited(text[:letters], 0.05, rng)) for text in texts)
    assert found >= 95


def test_chinese_copies_are_found_by_their_characters() -> None:
    text = (
        "阿尔文渡轮公司周二宣布将于九月在霍尔姆船厂更换六艘船只的发动机，"
        "总价为八千四百万克朗，这是公司历史上最大的一笔采购。"
    )
    assert are_found(text, text.replace("宣布", "表示").replace("总价", "价格"))


def test_a_short_text_is_a_copy_of_nothing() -> None:
    text = "The bridge is open again since Monday morning."
    assert signature(text) == ()
    assert overlap(shingles(text), shingles(text)) == 0.0


@given(st.text(max_size=400))
def test_any_text_has_a_signature_that_fits_the_history(text: str) -> None:
    signed = signature(text)
    assert all(-(1 << 63) <= band < 1 << 63 for band in signed)
    assert signed == signature(text)
    assert len(set(signed)) in (0, 80)
