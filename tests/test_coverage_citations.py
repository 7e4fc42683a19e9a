"""What an article as a whole says of its sources."""

from __future__ import annotations

import pytest

from monitor.coverage import credit, is_relevant
from monitor.model import Link

OUTLETS = frozenset({"Canal Times", "Wirepool"})
TEXT = """Nordlink Ferries will end its night crossings to the outer islands in May.
Four villages have no other connection after dark, and nurses use the boats.
[2] Lantern Weekly — The nine best umbrellas for a windy spring — https://lantern.example/shopping/nine-best-umbrellas
[3] Lantern Weekly — Nurses and villages after the night crossings — https://lantern.example/2026/0402"""


def line(number: int) -> str:
    return TEXT.splitlines()[number]


@pytest.mark.parametrize(
    ("link", "relevant"),
    [
        (Link("https://lantern.example/shopping/nine-best-umbrellas", "https://…", line(2)), False),
        (Link("https://lantern.example/2026/0402", "https://…", line(3)), True),
        (Link("https://a.example/ferries-end-night-crossings", "report", "Source: report"), True),
        (Link("https://a.example/17", "here", "Read it here."), True),  # says nothing of what it is about
    ],
)
def test_a_reference_that_shares_no_words_with_its_text_is_irrelevant(link: Link, relevant: bool) -> None:
    assert is_relevant(link, TEXT) is relevant


@pytest.mark.parametrize(
    ("author", "text", "agency"),
    [
        (None, "HOLM (Wirepool) - Nordlink will stop.", "Wirepool"),
        (None, "Holm, 4 May (Sealane Press) — Nordlink will stop.", "Sealane Press"),
        ("Wirepool", "Nordlink will stop.", "Wirepool"),
        ("Canal Times with Wirepool", "Nordlink will stop.", None),
        ("Maren Holt", "Nordlink (the ferry line) will stop - in May.", None),
        ("Canal Times", "HOLM (Canal Times) - Nordlink will stop.", None),
    ],
)
def test_an_agency_is_credited_by_the_dateline_or_the_byline(author: str | None, text: str, agency: str | None) -> None:
    found = credit(author, text, "Canal Times", OUTLETS)
    assert (found and found[0]) == agency
