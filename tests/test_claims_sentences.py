"""Where one sentence ends and the next begins."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.claims.sentences import Form, split


def cut(text: str) -> list[str]:
    return [sentence.text for sentence in split(text)]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("The fund closed. It had 40 members.", ["The fund closed.", "It had 40 members."]),
        ("Dr. Lund of Orbit Ltd. left on Jan. 3.", ["Dr. Lund of Orbit Ltd. left on Jan. 3."]),
        ("She works for Orbit Inc. The firm is small.", ["She works for Orbit Inc.", "The firm is small."]),
        ("J. K. Moss sold it at 9.30 a.m. on Monday.", ["J. K. Moss sold it at 9.30 a.m. on Monday."]),
        ("It rose 3.5 per cent to 4.1.", ["It rose 3.5 per cent to 4.1."]),
        ('"We closed it. It was old," she said.', ['"We closed it.', 'It was old," she said.']),
        ("Who knew? Nobody did.", ["Who knew?", "Nobody did."]),
        ("A line\nAnother line", ["A line", "Another line"]),
        ("iPhone sales rose. iPad sales fell.", ["iPhone sales rose.", "iPad sales fell."]),
        ("港口关闭了。船只改道。", ["港口关闭了。", "船只改道。"]),
        ("“港口关闭了。”她说。", ["“港口关闭了。”", "她说。"]),
    ],
)
def test_a_text_is_cut_at_its_full_stops_only(text: str, sentences: list[str]) -> None:
    assert cut(text) == sentences


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("OSLO (Reuters) - The port reopened.", "The port reopened."),
        ("LISBON, Sept 7 (AFP) - The port reopened.", "The port reopened."),
        ("Bremen (dpa) – The port reopened.", "The port reopened."),
        ("- The port reopened.", "The port reopened."),
        ("3. The port reopened.", "The port reopened."),
        ("2) The port reopened.", "The port reopened."),
    ],
)
def test_datelines_and_list_markers_are_no_part_of_a_sentence(text: str, sentence: str) -> None:
    assert cut(text) == [sentence]


def test_a_hard_wrapped_line_goes_on_in_the_next() -> None:
    text = "The harbour board decided on Monday that the northern\nbasin stays shut until May."
    assert cut(text) == ["The harbour board decided on Monday that the northern basin stays shut until May."]


def test_a_table_row_stays_whole() -> None:
    (row,) = split("Plan A | 3 seats | $5. Yearly.")
    assert (row.form, row.text) == (Form.ROW, "Plan A | 3 seats | $5. Yearly.")


def test_a_photo_credit_is_cut_off() -> None:
    assert cut("Divers searched the wreck on Monday. Photo: Ana Reis") == [
        "Divers searched the wreck on Monday.",
        "Photo: Ana Reis",
    ]


def test_a_part_of_a_sentence_is_found_in_the_text_with_its_own_white_space() -> None:
    text = "It  lost money last   year."
    (sentence,) = split(text)
    place = sentence.text.index("money")
    start, end = sentence.locate(text, place, place + len("money last year"))
    assert text[start:end] == "money last   year"


@given(st.text(alphabet='ab C.!?"“” \n\t0。，|-', max_size=80))
def test_sentences_are_verbatim_ordered_stretches_of_the_text(text: str) -> None:
    last = 0
    for sentence in split(text):
        assert last <= sentence.start < sentence.end <= len(text)
        assert " ".join(text[sentence.start : sentence.end].split()) == sentence.text
        last = sentence.end
