"""The pages of docs that name a test for each thing that they promise: each of those tests is there."""

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


@pytest.mark.parametrize("page", ["politeness.md", "safety.md", "hostile.md", "sources.md"])
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


def test_every_hostile_case_has_its_row_and_those_by_name_are_polled() -> None:
    from tests.test_hostile_by_name import CASES

    numbers, names = zip(*((int(cells[0]), cells[2].strip("`")) for cells in rows("hostile.md")), strict=True)
    assert numbers == tuple(range(1, 255))
    assert len(set(names)) == 254
    by_name = {cells[2].strip("`") for cells in rows("hostile.md") if "case_by_name" in cells[-1]}
    assert by_name == set(CASES)


def test_every_kind_of_source_has_a_row_that_says_what_is_served_to_it() -> None:
    from monitor.sources.kinds import BUILT_IN

    assert {cells[0].strip("`") for cells in rows("sources.md")} == {kind.kind for kind in BUILT_IN} | {"websub"}


def test_every_file_that_the_architecture_names_is_there() -> None:
    text = (DOCS / "architecture.md").read_text("utf-8")
    assert not [
        name
        for name in re.findall(r"`((?:monitor|docs|benchmarks)/[\w/.]*)`", text)
        if not (TESTS.parent / name).exists()
    ]
    for row in re.findall(r"^\| \d .*", text, re.MULTILINE):
        (room,) = re.findall(r"`(monitor/(?!stages|network)\w+/)`", row)
        known = {path.name for path in (*(TESTS.parent / room).iterdir(), *(TESTS.parent / "monitor/stages").iterdir())}
        named = re.findall(r"`(\w+\.py|kinds/)`", row)
        assert named and not {name.strip("/") for name in named} - known
