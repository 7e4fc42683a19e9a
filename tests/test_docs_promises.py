"""docs/politeness.md and docs/safety.md name a test for what they promise; each of those tests is there."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
DOCS = TESTS.parent / "docs"


@cache
def known_tests() -> dict[str, set[str]]:
    found = {path.stem: path.read_text("utf-8") for path in TESTS.glob("test_*.py")}
    return {name: set(re.findall(r"^(?:async )?def (test_\w+)\(", text, re.MULTILINE)) for name, text in found.items()}


def rows(page: str) -> list[list[str]]:
    """The cells of every row of a page's tables that names a test."""
    text = (DOCS / page).read_text("utf-8")
    return [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| ") and "`test_" in line]


@pytest.mark.parametrize("page", ["politeness.md", "safety.md"])
def test_every_test_that_a_page_names_is_there(page: str) -> None:
    cited = [citation for cells in rows(page) for citation in re.findall(r"`(test_\w+)::(test_\w+)`", cells[-1])]
    assert len(cited) > 30
    assert not [each for each in cited if each[1] not in known_tests()[each[0]]]


def test_a_tests_numbers_are_those_of_the_rows_that_name_it() -> None:
    for number, _, tests in rows("politeness.md"):
        for name in re.findall(r"::test_citizen_((?:\d+_)+)", tests):
            assert number in name.split("_"), tests


def test_every_behaviour_from_1_to_48_has_its_row() -> None:
    assert {int(cells[0]) for cells in rows("politeness.md")} == set(range(1, 49))
