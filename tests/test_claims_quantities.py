"""Numbers with their units, bounds and scales."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.claims import analyse
from monitor.claims.numbers import value_of
from monitor.model import Quantity


def quantities(text: str) -> list[tuple[float | None, float | None, str | None, bool]]:
    return [(q.low, q.high, q.unit, q.approx) for q in analyse(text, None, {}).quantities]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The yard employs 1,200 welders.", [(1200, 1200, "welder", False)]),
        ("Eleven ferries were late.", [(11, 11, "ferry", False)]),
        ("The bank lost £3.6bn.", [(3.6e9, 3.6e9, "GBP", False)]),
        ("It paid 2.4 billion yuan for the mine.", [(2.4e9, 2.4e9, "CNY", False)]),
        ("The fine is A$50 million.", [(5e7, 5e7, "AUD", False)]),
        ("At least 14 people died.", [(14, None, "person", False)]),
        ("Up to 300 homes lost power.", [(None, 300, "home", False)]),
        ("About 40 boats sank.", [(40, 40, "boat", True)]),
        ("The town has 9,000 residents or more.", [(9000, None, "resident", False)]),
        ("They hired 15 to 20 new engineers.", [(15, 20, "engineer", False)]),
        ("The deal is worth between $3 billion and $4 billion.", [(3e9, 4e9, "USD", False)]),
        ("Shares fell from $15 to $12.", [(15, 15, "USD", False), (12, 12, "USD", False)]),
        ("Two-thirds of pupils passed.", [(66.67, 66.67, "%", False)]),
        ("One in six patients waited.", [(16.67, 16.67, "%", False)]),
        ("Nearly a quarter of the seats stayed empty.", [(25, 25, "%", True)]),
        ("Exports more than doubled.", [(2, None, "times", False)]),
        ("Rates rose by 25 basis points to 4.5 per cent.",
         [(0.25, 0.25, "percentage point", False), (4.5, 4.5, "%", False)]),
        ("The bank raised its rate by a quarter of a point.", [(0.25, 0.25, "percentage point", False)]),
        ("It was the firm's third closed plant.", [(3, 3, "ordinal", False)]),
        ("He was jailed for four years and three months.", [(4.25, 4.25, "year", False)]),
        ("The engine weighs 80 kg.", [(80, 80, "kilogram", False)]),
        ("It runs at 38 tokens per second.", [(38, 38, "token per second", False)]),
        ("Three of the five founders left.", [(3, 3, "founder", False), (5, 5, "founder", False)]),
        ("The 72-billion-parameter model fits on two 80-gigabyte cards.",
         [(72e9, 72e9, "parameter", False), (2, 2, "card", False), (80, 80, "gigabyte", False)]),
        ("The bill passed by 51 votes to 49.", [(51, 51, "vote", False), (49, 49, "vote", False)]),
        ("A dozen officers were hurt.", [(12, 12, "officer", False)]),
        ("She is married to Jon Lie, 42, a lawyer.", [(42, 42, "year", False)]),
    ],
)  # fmt: skip
def test_a_number_is_read_with_its_unit_and_bounds(
    text: str, expected: list[tuple[float | None, float | None, str | None, bool]]
) -> None:
    assert quantities(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The shop opened on 4 May 2025 at 9.30 a.m.",
        "Version 3 of the library came out.",
        "Falcon 3 Lite beat GPT-4o.",
        "The 7B and 72B models are free.",
        "Two officials said the port was shut.",
        "The mine will close in ten years.",
        "It opened three years ago.",
        "The office is on the third floor.",
        "Sales rose in the first half.",
        "One of them left.",
        "The company plans a third flight.",
        "The tank burst shortly before six on Tuesday morning.",
    ],
)
def test_names_dates_and_offsets_are_no_quantities(text: str) -> None:
    assert quantities(text) == []


def test_a_quantity_keeps_its_words_and_says_what_it_measures() -> None:
    (found,) = analyse("The fund owns about 12% of the shares.", None, {}).quantities
    assert found == Quantity("about 12%", 12, 12, "%", "shares", True)


@given(st.integers(min_value=0, max_value=999_999_999))
def test_digits_with_separators_keep_their_value(number: int) -> None:
    assert value_of(f"{number:,}") == number


@given(st.integers(min_value=1, max_value=99), st.sampled_from([("thousand", 1e3), ("million", 1e6), ("billion", 1e9)]))
def test_a_scale_multiplies(number: int, scale: tuple[str, float]) -> None:
    assert value_of(f"{number} {scale[0]}") == number * scale[1]
