"""The picture in a mail: drawn from the history, shown within the page, and never a reason not to tell."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.clock import iso
from monitor.explore import drawing
from monitor.explore.charts import sayings
from monitor.model import EventKind
from tests.alert_path import AlertPath
from tests.builders import START
from tests.test_alerts_mail import office
from tests.test_alerts_path import EVERYTHING
from tests.test_alerts_watch import CONFIG, pipeline

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")
PNG = b"\x89PNG\r\n"
RULES = "alerts: [{default: true, to: [mail]}]\n"


@pytest.fixture
def path(tmp_path: Path) -> Iterator[AlertPath]:
    made = AlertPath(tmp_path / "state", EVERYTHING)
    yield made
    made.store.close()


async def tell(path: AlertPath, url: str) -> None:
    channels = f'channels: {{mail: "{url}"}}\n'
    config = "".join(line for line in CONFIG.splitlines(keepends=True) if not line.startswith("channels"))
    async with pipeline(path, config + channels + RULES, []) as walking:
        await walking.tell_due()


def conflict(path: AlertPath) -> None:
    path.store.database.execute("UPDATE articles SET published = ? WHERE id = 2", (iso(START - timedelta(hours=5)),))
    path.add(path.event(EventKind.CONTRADICTION, 0, 1))


async def test_a_mail_shows_the_timeline_within_its_page(path: AlertPath) -> None:
    conflict(path)
    async with office() as room:
        await tell(path, room.url + "&format=html")
    (mail,) = room.taken
    (picture,) = (part for part in mail.walk() if part.get_content_type() == "image/png")
    assert picture["Content-ID"] == "<timeline.png>"
    assert picture.get_content().startswith(PNG)
    assert 4_000 < len(picture.get_content()) < 80_000
    page, text = mail.get_body(("html",)), mail.get_body(("plain",))
    assert page is not None and text is not None
    assert page.get_content().count('src="cid:timeline.png"') == 1
    assert "cid:" not in text.get_content()
    assert mail["Message-ID"].startswith("<monitor.1.")


async def test_a_mail_of_plain_text_has_no_picture(path: AlertPath) -> None:
    conflict(path)
    async with office() as room:
        await tell(path, room.url + "&format=text")
    (mail,) = room.taken
    assert mail.get_content_type() == "text/plain"


@pytest.mark.parametrize("how", ["ends badly", "takes too long"])
async def test_a_picture_that_cannot_be_drawn_is_left_out_and_the_alert_is_told(
    path: AlertPath, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, how: str
) -> None:
    program = tmp_path / "python"
    program.write_text("#!/bin/sh\n" + ("exit 3" if how == "ends badly" else "exec sleep 60") + "\n", "utf-8")
    program.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(program))
    monkeypatch.setattr("monitor.stages.picture._DEADLINE", 0.3 if how == "takes too long" else 20.0)
    conflict(path)
    async with office() as room:
        await tell(path, room.url + "&format=html")
    (mail,) = room.taken
    assert not [part for part in mail.walk() if part.get_content_type() == "image/png"]
    page = mail.get_body(("html",))
    assert page is not None
    assert "cid:" not in page.get_content()
    reason = path.store.database.value("SELECT reason FROM trail WHERE step = 'picture'")
    assert reason == "picture: left out, as " + (
        "the drawing ended with code 3" if how == "ends badly" else "the drawing took longer than 0.3 s"
    )


async def test_without_the_extra_there_is_no_picture(path: AlertPath, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "find_spec", lambda _: None)
    conflict(path)
    async with office() as room:
        await tell(path, room.url + "&format=html")
    assert not [part for part in room.taken[0].walk() if part.get_content_type() == "image/png"]
    assert path.store.database.value("SELECT count(*) FROM trail WHERE step = 'picture'") == 0


def test_one_moment_is_no_timeline() -> None:
    row = {"at": "2026-04-12T10:00:00+00:00", "outlet": "Wire", "side": "new"}
    assert sayings([row, {**row, "outlet": "Gazette"}]) is None
    assert sayings([row, {**row, "at": "2026-04-12T11:00:00+00:00"}]) is not None
