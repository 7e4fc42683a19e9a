"""What counts as a change between two readings of an article."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.articles import DiffOp, bare, normalise, text_changes, word_diff

FERRY = "The line has ordered four electric boats from a yard in Bergen."
PRICE = "They cost €38 million, the director said on Tuesday."
QUAY = "Residents of the northern quay asked for a later crossing."

SAME = {
    "quotes": ("“It’s a ‘big’ boat,” she said.", "\"It's a 'big' boat,\" she said."),
    "dashes and ellipsis": ("Slow — very slow – but sure…", "Slow - very slow - but sure..."),
    "spaces": ("Four\u00a0boats  sail\u200b again.", "Four boats sail again."),
    "line ends": ("One.\r\n\r\nTwo.\n", "One.\nTwo."),
    "full width": ("价格为１０元，涨幅５％。", "价格为10元,涨幅5%。"),
    "a comma": ("The pool is repaired and not sold.", "The pool is repaired, and not sold."),
    "an exclamation": ("The pool is saved", "The pool is saved!"),
    "letter case": ("The Pool Is Saved", "The pool is saved"),
    "Chinese titles": ("据《江北日报》报道。", "据「江北日报」报道。"),
    "ligature": ("The oﬃce is open.", "The office is open."),
}


OTHER = {
    "a decimal": ("It grew by 1.5 metres.", "It grew by 15 metres."),
    "a clock": ("It leaves at 14:05.", "It leaves at 1405."),
    "a question": ("The pool is saved.", "The pool is saved?"),
    "scare quotes": ("The pool is saved.", 'The pool is "saved".'),
}


@pytest.mark.parametrize(("a", "b"), OTHER.values(), ids=OTHER)
def test_punctuation_that_changes_what_is_said_is_no_matter_of_print(a: str, b: str) -> None:
    assert normalise(a) != normalise(b)


@pytest.mark.parametrize(("a", "b"), SAME.values(), ids=SAME)
def test_another_way_to_print_the_same_words_is_the_same_text(a: str, b: str) -> None:
    assert normalise(a) == normalise(b)
    assert not text_changes(a, b)


VOLATILE = (
    "Updated 5 minutes ago",
    "Last updated: 12 May 2026 at 14:05",
    "Published at 9:30 a.m. GMT",
    "14:05",
    "3 hours ago",
    "Just now",
    "Yesterday, 18:20",
    "1,204 views",
    "12 comments",
    "3.4k shares",
    "Comments: 17",
    "412 people are reading",
    "4 min read",
    "5分钟前",
    "阅读量：1.2万",
    "36条评论",
)


@pytest.mark.parametrize("line", VOLATILE)
def test_clocks_and_counters_are_no_text(line: str) -> None:
    assert normalise(f"{FERRY}\n{line}\n{PRICE}") == normalise(f"{FERRY}\n{PRICE}")
    assert not text_changes(f"{FERRY}\n{PRICE}", f"{FERRY}\n{line}\n{PRICE}")


STEADY = (
    "The ferry leaves at 14:05 from the northern quay.",
    "The council updated its plan 5 minutes ago and went home.",
    "The film has had 1,204 views since Monday, the museum said.",
    "She published the book in 2019",
    "Twelve comments were read aloud",
)


@pytest.mark.parametrize("line", STEADY)
def test_a_sentence_with_a_time_or_a_number_is_text(line: str) -> None:
    assert bare(line) in normalise(f"{FERRY}\n{line}")


CHANGES = {
    "a number": (
        (FERRY, PRICE),
        (FERRY, PRICE.replace("38", "41")),
        ((), (), ((PRICE, PRICE.replace("38", "41")),)),
    ),
    "a new paragraph": ((FERRY,), (FERRY, QUAY), ((QUAY,), (), ())),
    "a lost sentence": ((f"{FERRY} {PRICE}", QUAY), (FERRY, QUAY), ((), (PRICE,), ())),
    "a sentence replaced by another": ((FERRY, PRICE), (FERRY, QUAY), ((QUAY,), (PRICE,), ())),
    "an edit of one and a loss of another": (
        (FERRY, PRICE, QUAY),
        (QUAY, FERRY.replace("four", "five")),
        ((), (PRICE,), ((FERRY, FERRY.replace("four", "five")),)),
    ),
    "a negation": (
        ("The yard will build the boats.",),
        ("The yard will not build the boats.",),
        ((), (), (("The yard will build the boats.", "The yard will not build the boats."),)),
    ),
    "a sentence said once more": ((FERRY,), (FERRY, QUAY, FERRY), ((QUAY, FERRY), (), ())),
    "chinese": (
        ("新船可载客二百五十人。预计明年春季运营。",),
        ("新船可载客三百五十人。预计明年春季运营。",),
        ((), (), (("新船可载客二百五十人。", "新船可载客三百五十人。"),)),
    ),
}


@pytest.mark.parametrize(("old", "new", "expected"), CHANGES.values(), ids=CHANGES)
def test_changes_are_told_sentence_by_sentence(
    old: tuple[str, ...], new: tuple[str, ...], expected: tuple[object, object, object]
) -> None:
    got = text_changes("\n".join(old), "\n".join(new))
    assert (got.added, got.dropped, got.altered) == expected


def test_an_abbreviation_ends_no_sentence() -> None:
    got = text_changes("", "Mr. Dahl met the U.S. ambassador on Jan. 5. They talked about No. 7.")
    assert got.added == ("Mr. Dahl met the U.S. ambassador on Jan. 5.", "They talked about No. 7.")


def test_paragraphs_that_are_joined_or_split_are_no_change() -> None:
    assert not text_changes(f"{FERRY}\n{PRICE}", f"{FERRY} {PRICE}")


words = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=60)
texts = st.lists(words, max_size=6).map("\n".join)


@given(texts)
def test_normalising_twice_is_normalising_once(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(texts)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert not text_changes(text, text)


@given(st.lists(words, max_size=6), st.randoms(use_true_random=False))
def test_moved_paragraphs_are_no_change(paragraphs: list[str], rng: random.Random) -> None:
    lines = [line for p in paragraphs for line in p.splitlines()]
    moved = rng.sample(lines, len(lines))
    assert not text_changes("\n".join(lines), "\n".join(moved))


@given(texts, texts)
def test_a_word_diff_holds_both_texts(old: str, new: str) -> None:
    ops = word_diff(old, new)
    assert "".join(run for op, run in ops if op is not DiffOp.ADDED) == old
    assert "".join(run for op, run in ops if op is not DiffOp.DROPPED) == new


def test_a_word_diff_shows_the_words_that_changed() -> None:
    assert word_diff("They cost €38 million.\nFine.", "They cost €41 million.\nFine.") == [
        (DiffOp.SAME, "They cost €"),
        (DiffOp.DROPPED, "38 "),
        (DiffOp.ADDED, "41 "),
        (DiffOp.SAME, "million.\n"),
        (DiffOp.SAME, "Fine."),
    ]


def test_a_chinese_word_diff_goes_by_characters() -> None:
    assert word_diff("售价三十元", "售价四十元") == [
        (DiffOp.SAME, "售价"),
        (DiffOp.DROPPED, "三"),
        (DiffOp.ADDED, "四"),
        (DiffOp.SAME, "十元"),
    ]


@pytest.mark.parametrize(
    "unit", ["It is {}. ", "Mr. ", "boat {} ", "船{}。", "{} boats sail to the island of Skua each day.\n"]
)
def test_two_long_texts_without_a_common_line_are_compared_quickly(unit: str) -> None:
    old = "".join(unit.format(n) for n in range(5_000))
    new = "".join(unit.format(n + 7_000) for n in range(5_000))
    started = time.monotonic()
    text_changes(old, new)
    word_diff(old, new)
    normalise(old)
    assert time.monotonic() - started < 5
