"""What sites show in an article's place is told from an article."""

from __future__ import annotations

import pytest

from monitor.articles import against_previous, extract
from monitor.model import Entry, Extraction, ReadStatus

URL = "https://herald.example/ferry"
ENTRY = Entry("e1", URL, "Ferry line orders boats", summary="Four electric boats were ordered in Bergen.")


def page(body: str, title: str = "Ferry line orders boats", head: str = "") -> bytes:
    return f"<!doctype html><html><head><title>{title}</title>{head}</head><body>{body}</body></html>".encode()


STANDINS = {
    "consent": (
        page(
            "<div><h2>Before you go on</h2><p>We and our 812 partners use cookies to show you advertising.</p>"
            "<button>Accept all</button><button>Manage options</button></div>"
        ),
        "consent banner",
    ),
    "consent in a dialog": (
        page("<div class='cookie-consent'><p>This website uses cookies. Accept all or manage preferences.</p></div>"),
        "consent banner",
    ),
    "javascript": (
        page("<div id='root'></div><noscript>You need to enable JavaScript to run this app.</noscript>"),
        "JavaScript",
    ),
    "challenge": (
        page("<p>Checking your browser before you can go to herald.example.</p>", "Just a moment..."),
        "human",
    ),
    "access denied": (page("<h1>Access Denied</h1><p>You don't have permission to access this page.</p>"), "human"),
    "missing": (page("<h1>Page not found</h1><p>Try the front page or the search.</p>", "Herald"), "does not exist"),
    "login": (
        page(
            "<form><p>Log in to your account to continue</p><input type='password'></form><p>Forgot your password?</p>",
            "Log in",
        ),
        "log in",
    ),
    "paywall": (
        page(
            "<article><h1>Ferry</h1><p>The line has ordered boats.</p><p>Subscribe now to keep reading.</p></article>"
        ),
        "paywall",
    ),
    "empty": (page(""), "no article text"),
    "pdf": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3 obj", "PDF"),
    "jpeg called html": (b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(range(256)) * 40, "JPEG"),
    "binary": (b"\x00\x01\x02<html>" * 200, "binary"),
}


@pytest.mark.parametrize(("html", "reason"), STANDINS.values(), ids=STANDINS)
def test_a_stand_in_is_not_taken_for_the_article(html: bytes, reason: str) -> None:
    alone = extract(html, URL, None, "text/html")
    assert alone.status in (ReadStatus.SUSPECT, ReadStatus.FAILED)
    assert reason in (alone.reason or "")
    with_entry = extract(html, URL, ENTRY, "text/html")
    assert (with_entry.status, with_entry.text) == (ReadStatus.PARTIAL, ENTRY.summary)
    assert with_entry.reason == alone.reason


def test_a_type_that_is_no_page_is_named() -> None:
    assert extract(b"{}", URL, None, "application/json").reason == "not a web page: application/json"


SUBJECTS = (
    "The harbour's new website uses cookies to count visitors, the port said. Nobody had asked the council beforehand.",
    "The museum asks visitors to log in with a card at the door. It opened in May and is free on Sundays for all.",
    "Access was denied to reporters on Monday. The port authority gave no reason for keeping them off the quay.",
    "The page of the log that records the collision could not be read. Divers will look for the other log this week.",
)


@pytest.mark.parametrize("sentence", SUBJECTS)
def test_a_short_article_about_such_things_is_an_article(sentence: str) -> None:
    got = extract(page(f"<article><h1>Harbour</h1><p>{sentence}</p></article>", "Harbour"), URL)
    assert (got.status, got.text) == (ReadStatus.OK, sentence)


def test_a_teaser_before_a_wall_is_partial_and_the_wall_is_no_text() -> None:
    teaser = (
        "The line has ordered four electric boats from a yard in Bergen, its director said. They cost €38 million. " * 2
    )
    wall = "<p>This article is for subscribers only.</p><p>Already a subscriber? Log in</p>"
    got = extract(page(f"<article><h1>Boats</h1><p>{teaser}</p>{wall}</article>"), URL, ENTRY)
    assert (got.status, got.text) == (ReadStatus.PARTIAL, teaser.strip())
    assert got.reason == "only the beginning is shown without an account"


def read(text: str, status: ReadStatus = ReadStatus.OK, language: str = "en") -> Extraction:
    return Extraction(
        URL, "Boats", text, status, "the feed's text" if status is ReadStatus.PARTIAL else None, language=language
    )


def test_a_text_that_collapses_is_suspect() -> None:
    got = against_previous(read("x" * 300), 1000, "en")
    assert (got.status, got.reason) == (ReadStatus.SUSPECT, "the text shrank from 1000 to 300 characters")


def test_a_text_that_changes_its_language_is_suspect() -> None:
    got = against_previous(read("x" * 900, language="de"), 1000, "en")
    assert (got.status, got.reason) == (ReadStatus.SUSPECT, "the language changed from en to de")


def test_a_part_after_the_whole_is_suspect_and_a_part_after_a_part_is_not() -> None:
    part = read("x" * 900, ReadStatus.PARTIAL)
    assert against_previous(part, 1000, "en", ReadStatus.OK).status is ReadStatus.SUSPECT
    assert against_previous(part, 1000, "en", ReadStatus.PARTIAL) is part


@pytest.mark.parametrize(("before", "after"), [(1000, 500), (300, 50), (1000, 5000)])
def test_an_edit_of_a_usual_size_is_believed(before: int, after: int) -> None:
    got = read("x" * after)
    assert against_previous(got, before, "en") is got
