"""Outlets on loopback, each with a server of its own, that show what they show at one simulated moment."""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from email.utils import format_datetime
from hashlib import sha256
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

from monitor.clock import Clock
from monitor.demo.coverage import Item, Moment, Outlet
from monitor.demo.pages import FEED_TYPES, Published, feed, page

_HTML = "text/html"
Post = Callable[[dict[str, Any]], None]


class NewsroomClock(Clock):
    """Tells the moment that a newsroom shows."""

    __slots__ = ("_newsroom",)
    _newsroom: Newsroom

    def __init__(self, newsroom: Newsroom) -> None:
        # The base class is frozen: this is how its own __init__ sets a value, too.
        object.__setattr__(self, "_newsroom", newsroom)
        object.__setattr__(self, "fixed", newsroom.now)  # its time does not run: it is turned

    def now(self) -> datetime:
        """The simulated moment."""
        return self._newsroom.now


class Newsroom:
    """Serves every outlet, and takes what is posted to `webhook`. A context manager."""

    def __init__(self, outlets: Sequence[Outlet], start: datetime, posted: Post) -> None:
        self.now = start
        self.posted = posted
        self._lock = threading.Lock()
        self._published: dict[str, Published] = {}
        self._withdrawn: set[str] = set()
        self._failing: frozenset[str] = frozenset()
        self._missing: frozenset[str] = frozenset()
        self._sites = {outlet.key: _Site(self, outlet) for outlet in outlets}

    def __enter__(self) -> Newsroom:
        for site in self._sites.values():
            threading.Thread(target=site.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for site in self._sites.values():
            site.shutdown()
            site.server_close()

    def address(self, outlet: str) -> str:
        """Where an outlet's site stands, without a slash at its end."""
        return self._sites[outlet].address

    @property
    def webhook(self) -> str:
        """The `host:port/path` to which alerts may be posted."""
        return next(iter(self._sites.values())).address.removeprefix("http://") + "/desk"

    def turn_to(self, moment: Moment) -> None:
        """Show what is to be seen from this moment on."""
        with self._lock:
            self.now = moment.at
            self._failing, self._missing = frozenset(moment.fail), frozenset(moment.missing)
            self._withdrawn.update(moment.withdraw)
            for item in moment.publish:
                url = f"{self.address(item.outlet)}/news/{item.id}"
                self._published[item.id] = Published(item, url, moment.at, moment.at)
            for change in moment.revise:
                old = self._published[change.id]
                self._published[change.id] = replace(old, item=_changed(old.item, change), updated=moment.at)

    def is_failing(self, outlet: str) -> bool:
        """Whether an outlet answers nothing but 503."""
        return outlet in self._failing

    def shown_by(self, outlet: str) -> list[Published]:
        """What an outlet shows, newest first."""
        with self._lock:
            shown = [
                each
                for each in self._published.values()
                if each.item.outlet == outlet and each.item.id not in self._withdrawn | self._missing
            ]
        return sorted(shown, key=lambda each: each.published, reverse=True)

    def find(self, items: Sequence[str]) -> list[Published]:
        """The published items of these names."""
        with self._lock:
            return [self._published[item] for item in items if item in self._published]

    def is_withdrawn(self, item: str) -> bool:
        """Whether an item was there once and is gone for good."""
        return item in self._withdrawn


def _changed(old: Item, change: Item) -> Item:
    return replace(old, text=change.text, title=change.title or old.title)


class _Site(ThreadingHTTPServer):
    """One outlet's web site."""

    daemon_threads = True

    def __init__(self, newsroom: Newsroom, outlet: Outlet) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.newsroom = newsroom
        self.outlet = outlet
        self.address = f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a reader who hangs up; that is how connections end."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]  # handed on as it came


class _Handler(BaseHTTPRequestHandler):
    server: _Site
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing on stderr."""

    def date_time_string(self, timestamp: float | None = None) -> str:
        """The simulated moment, so that nothing on the wire tells another time."""
        return format_datetime(self.server.newsroom.now, usegmt=True)

    def do_GET(self) -> None:
        """A feed, a page, or robots.txt."""
        newsroom, outlet = self.server.newsroom, self.server.outlet
        time.sleep(outlet.slow)
        name = self.path.partition("?")[0].rpartition("/")[2]
        shown = newsroom.shown_by(outlet.key)
        if newsroom.is_failing(outlet.key):
            self._answer(HTTPStatus.SERVICE_UNAVAILABLE, "<h1>We will be back soon</h1>", _HTML)
        elif name == "robots.txt":
            self._answer(HTTPStatus.OK, "User-agent: *\nDisallow: /admin\n", "text/plain")
        elif name == "feed" or self.path.startswith("/api/"):
            newest = max((each.updated for each in shown), default=None)
            body = feed(outlet, self.server.address, shown)
            self._answer(HTTPStatus.OK, body, FEED_TYPES[outlet.format], newest)
        elif newsroom.is_withdrawn(name):
            self._answer(HTTPStatus.GONE, "<h1>This page was withdrawn</h1>", _HTML)
        else:
            self._page(name, shown)

    def _page(self, name: str, shown: Sequence[Published]) -> None:
        wanted = next((each for each in shown if each.item.id == name), None)
        if wanted is None:
            self._answer(HTTPStatus.NOT_FOUND, "<h1>No such page</h1>", _HTML)
            return
        others = [each for each in shown if each is not wanted]
        links = self.server.newsroom.find(wanted.item.links)
        self._answer(HTTPStatus.OK, page(self.server.outlet, wanted, others, links), _HTML, wanted.updated)

    def do_POST(self) -> None:
        """Take what is posted to the desk."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.newsroom.posted(json.loads(body))
        self._answer(HTTPStatus.OK, "{}", "application/json")

    def _answer(self, status: HTTPStatus, text: str, kind: str, modified: datetime | None = None) -> None:
        """Send an answer with its validators, or 304 to a reader who has it already."""
        body = text.encode()
        tag = f'"{sha256(body).hexdigest()[:16]}"'
        if status is HTTPStatus.OK and self.headers.get("If-None-Match") == tag:
            status, body = HTTPStatus.NOT_MODIFIED, b""
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        if status in (HTTPStatus.OK, HTTPStatus.NOT_MODIFIED):
            self.send_header("ETag", tag)
            if modified is not None:
                self.send_header("Last-Modified", format_datetime(modified, usegmt=True))
        self.end_headers()
        self.wfile.write(body)
