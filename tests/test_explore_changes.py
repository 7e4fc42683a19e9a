"""Verdicts, mutes and acknowledgements from the pages: only when asked for, and only of who opened the address."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from monitor.store import open_store
from tests.desk import START
from tests.explore_site import BASE, Browser, played


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return played(tmp_path_factory.mktemp("explore"))


@pytest.fixture(scope="module")
def browser(state: Path) -> Browser:
    return Browser(state)


def test_nothing_can_be_changed_unless_that_was_asked_for(state: Path, browser: Browser) -> None:
    assert browser.sign_in is None
    assert browser.post("/change", {"what": "mute", "name": "nordlink"}).status_code == 403
    assert '<form class="change"' not in browser.get("/story/nordlink").text
    stranger = Browser(state, changeable=True)
    assert '<form class="change"' not in stranger.get("/story/nordlink").text
    assert stranger.post("/change", {"what": "mute", "name": "nordlink"}).status_code == 403


@pytest.fixture
def owner(state: Path) -> Iterator[Browser]:
    """A browser that followed the printed address."""
    browser = Browser(state, changeable=True)
    assert browser.sign_in is not None
    browser.get(browser.sign_in)
    yield browser


def token(page: httpx.Response) -> str:
    found = re.search(r'name="csrftoken" value="([^"]+)"', page.text)
    assert found
    return found[1]


def test_the_owner_mutes_and_judges_from_the_pages(owner: Browser, state: Path) -> None:
    page = owner.get("/story/nordlink")
    form = {"csrftoken": token(page), "what": "mute", "name": "nordlink", "back": "/story/nordlink"}
    done = owner.post("/change", form)
    assert (done.status_code, done.headers["location"]) == (302, "/story/nordlink")
    store = open_store(state, read_only=True)
    assert [mute.name for mute in store.mutes.active(START + timedelta(days=2))] == ["nordlink"]
    event = store.database.value("SELECT id FROM events WHERE kind = 'contradiction'")
    verdict = {
        "csrftoken": token(page),
        "what": "feedback",
        "id": str(event),
        "verdict": "right",
        "back": f"/event/{event}",
    }
    assert owner.post("/change", verdict).status_code == 302
    assert store.database.value("SELECT verdict FROM feedback WHERE event = ?", (event,)) == "right"
    store.close()


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"what": "mute", "name": "nordlink"}, 403),
        ({"what": "mute", "name": "no such thing", "csrftoken": ""}, 400),
        ({"what": "drop everything", "csrftoken": ""}, 400),
    ],
)
def test_a_form_without_its_token_or_with_nonsense_is_refused(
    owner: Browser, form: dict[str, str], status: int
) -> None:
    if "csrftoken" in form:
        form = {**form, "csrftoken": token(owner.get("/story/nordlink"))}
    assert owner.post("/change", form).status_code == status


def mute_of(page: httpx.Response, **other: str) -> dict[str, str]:
    """What the mute form of the story's page sends."""
    return {"csrftoken": token(page), "what": "mute", "name": "nordlink", "back": "/story/nordlink", **other}


def muted(state: Path) -> list[str]:
    store = open_store(state, read_only=True)
    try:
        return [mute.name for mute in store.mutes.active(START + timedelta(days=2))]
    finally:
        store.close()


@pytest.fixture
def unmuted(state: Path) -> Path:
    store = open_store(state)
    store.database.execute("DELETE FROM mutes")
    store.close()
    return state


def test_a_form_of_another_site_or_with_another_token_changes_nothing(owner: Browser, unmuted: Path) -> None:
    page = owner.get("/story/nordlink")
    assert owner.post("/change", mute_of(page), Origin="https://evil.example").status_code == 403
    assert owner.post("/change", mute_of(page), Origin="null").status_code == 403
    assert owner.post("/change", mute_of(page, csrftoken="wrong")).status_code == 403
    assert owner.post("/change", mute_of(page, csrftoken=token(page)[:-2])).status_code == 403
    assert muted(unmuted) == []
    assert owner.post("/change", mute_of(page), Origin=BASE).status_code == 302
    assert muted(unmuted) == ["nordlink"]


def test_a_link_changes_nothing(owner: Browser, unmuted: Path) -> None:
    assert owner.get("/change?what=mute&name=nordlink").status_code == 405
    assert muted(unmuted) == []


def test_only_the_printed_address_signs_in_and_only_once(state: Path) -> None:
    stranger = Browser(state, changeable=True)
    assert stranger.get("/-/auth-token?token=wrong").status_code == 403
    assert stranger.get("/-/auth-token").status_code in (400, 403)
    assert '<form class="change"' not in stranger.get("/story/nordlink").text
    assert stranger.sign_in is not None
    assert stranger.get(stranger.sign_in).status_code == 302
    assert '<form class="change"' in stranger.get("/story/nordlink").text
    late = Browser.__new__(Browser)
    late._transport, late.cookies = stranger._transport, httpx.Cookies()
    assert late.get(stranger.sign_in).status_code == 403


def test_a_page_says_that_it_is_muted_and_tells_again_on_request(
    owner: Browser, browser: Browser, unmuted: Path
) -> None:
    page = owner.get("/story/nordlink")
    owner.post("/change", mute_of(page))
    assert "is told until 2026-03-10 09:00" in browser.get("/story/nordlink").text
    assert "Tell again" not in browser.get("/story/nordlink").text
    assert "Tell again" in owner.get("/story/nordlink").text
    owner.post("/change", mute_of(page, what="unmute"))
    assert muted(unmuted) == []
    assert "is told until" not in browser.get("/story/nordlink").text


def test_a_form_never_leads_to_another_site(owner: Browser) -> None:
    form = {
        "what": "mute",
        "name": "nordlink",
        "back": "//evil.example/",
        "csrftoken": token(owner.get("/story/nordlink")),
    }
    assert owner.post("/change", form).headers["location"] == "/"
