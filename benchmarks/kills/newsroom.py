"""Outlets and channels on loopback that can be made to fail in every way that a network fails."""

from __future__ import annotations

import json
import random
import re
import threading
from collections import Counter
from dataclasses import dataclass, field, replace
from email.utils import format_datetime
from enum import Enum
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from monitor.clock import Clock
from monitor.demo.coverage import Item, Outlet
from monitor.demo.pages import FEED_TYPES, Published, feed, page
from monitor.model import Tier

STORY = "Norvane"
CHANNELS = ("desk", "night", "owner")
_SHOWN = 15  # articles in a feed
_SURE = 4  # of these the newest are still listed when the feed is asked the next time
_DELIVERY = re.compile(r"\bdelivery d?(\d+)\b")
_OWN = re.compile(r"\b(?:delivery d?|alert n|n)\d+\b")
_NAMES = "Alder Birch Cedar Elm Hazel Juniper Larch Maple Olive Rowan Sorrel Willow".split()
_TRADES = "Foods Freight Glass Insurance Motors Paper Power Shipping Steel Textiles".split()
_VERBS = "opened sold closed ordered repaired leased bought inspected insured delivered".split()
_THINGS = "warehouses ferries turbines lorries cranes offices looms furnaces bridges trams".split()
_PLACES = "Lisbon Oslo Nagoya Lagos Quito Perth Gdansk Tunis Leeds Turin Davao Lima".split()


class Way(Enum):
    """How a server answers."""

    WELL = "well"
    ERROR = "error"
    SILENCE = "silence"
    CUT = "cut"


@dataclass
class Received:
    """What the channels took and said so."""

    messages: Counter[tuple[str, str]] = field(default_factory=Counter)  # by channel and delivery
    texts: dict[tuple[str, str], set[str]] = field(default_factory=dict)  # deliveries by channel and what they said

    def taken(self) -> set[tuple[str, str]]:
        """What was taken, by channel and delivery."""
        return set(self.messages)

    def repeated(self) -> int:
        """How often a channel took what it had taken before."""
        return sum(self.messages.values()) - len(self.messages)

    def same_twice(self) -> list[str]:
        """What one channel was told in the same words in two deliveries."""
        return [text for (_, text), deliveries in self.texts.items() if len(deliveries) > 1]


class Newsroom:
    """So many outlets, which publish when they are told to. A context manager."""

    def __init__(self, outlets: int, clock: Clock, rng: random.Random) -> None:
        self.clock, self.rng = clock, rng
        self.outlets = [Outlet(f"o{n}", f"Outlet {n}", Tier.PRESS, ("atom", "json")[n % 2]) for n in range(outlets)]
        self.ways = dict.fromkeys((*(outlet.key for outlet in self.outlets), *CHANNELS), Way.WELL)
        self.received = Received()
        self.published: dict[str, list[Published]] = {outlet.key: [] for outlet in self.outlets}
        self.lock = threading.Lock()
        self.released = threading.Event()
        self._number = 0
        self._servers = {name: _Server(self, name) for name in self.ways}

    def __enter__(self) -> Newsroom:
        for server in self._servers.values():
            threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.released.set()
        for server in self._servers.values():
            server.shutdown()
            server.server_close()

    def address(self, name: str) -> str:
        """`host:port` of an outlet or a channel."""
        return f"127.0.0.1:{self._servers[name].server_port}"

    def answer(self, names: list[str], way: Way) -> None:
        """Let these answer in this way; what was kept waiting is let go."""
        self.released.set()
        self.released = threading.Event()
        self.ways |= dict.fromkeys(names, way)

    def publish(self) -> None:
        """Publish an article of two statements; one in three denies a figure of another outlet, or repeats it."""
        self._number += 1
        said, now = _statements(self._number), self.clock.now().replace(microsecond=0)
        with self.lock:
            outlet = self.rng.choice(self.outlets)
            others = [each for key, shown in self.published.items() if key != outlet.key for each in shown[-3:]]
            if others and self.rng.random() < 1 / 3:
                other = self.rng.choice(others).item.paragraphs()[0]
                said[0] = other if self.rng.random() < 0.5 else re.sub(r"\b\d+ (?=[a-z])", "1250 ", other, count=1)
            item = Item(f"a{self._number}", "\n\n".join(said), outlet.key, f"{STORY} notes {self._number}", "Staff")
            url = f"http://{self.address(outlet.key)}/news/{item.id}"
            self.published[outlet.key].append(Published(item, url, now, now))

    def revise(self) -> None:
        """Change a sentence of an article that is still listed."""
        with self.lock:
            shown = self.published[self.rng.choice(self.outlets).key]
            if not shown:
                return
            at = self.rng.randrange(max(0, len(shown) - _SURE), len(shown))
            first, *rest = shown[at].item.paragraphs()
            self._number += 1
            text = "\n\n".join([first, *rest[:1], *_statements(self._number)[:1]])
            now = self.clock.now().replace(microsecond=0)
            shown[at] = replace(shown[at], item=replace(shown[at].item, text=text), updated=now)

    def shown(self, outlet: str) -> list[Published]:
        """What an outlet lists, newest first."""
        with self.lock:
            return self.published[outlet][: -_SHOWN - 1 : -1]

    def find(self, outlet: str, name: str) -> Published | None:
        """An article by its name."""
        with self.lock:
            return next((each for each in self.published[outlet] if each.item.id == name), None)

    def take(self, channel: str, message: str) -> None:
        """Count a message that a channel takes."""
        found = _DELIVERY.search(message)
        delivery = found[1] if found else message
        with self.lock:
            self.received.messages[channel, delivery] += 1
            self.received.texts.setdefault((channel, _OWN.sub("", message)), set()).add(delivery)


def _statements(seed: int) -> list[str]:
    """Two statements that differ in who did what, how often, where and when."""
    pick = random.Random(seed)
    return [
        f"{STORY} unit {pick.choice(_NAMES)} {pick.choice(_TRADES)} {seed} {pick.choice(_VERBS)} "
        f"{pick.randint(3, 900)} {pick.choice(_THINGS)} in {pick.choice(_PLACES)} in March {2010 + seed % 15}."
        for _ in range(2)
    ]


class _Server(ThreadingHTTPServer):
    """One outlet's site, or one channel."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, newsroom: Newsroom, name: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.newsroom, self.name = newsroom, name

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a reader who hangs up: killed ones do."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    timeout = 60

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing on stderr."""

    def date_time_string(self, timestamp: float | None = None) -> str:
        """The shifted time, as a server on the same clock would say it."""
        return format_datetime(self.server.newsroom.clock.now(), usegmt=True)

    def _hindered(self) -> bool:
        newsroom = self.server.newsroom
        way = newsroom.ways[self.server.name]
        if way is Way.SILENCE:
            newsroom.released.wait(60)
        if way is Way.ERROR:
            self._answer(503, b"later", "text/plain")
        if way in (Way.SILENCE, Way.CUT):
            self.close_connection = True
        return way is not Way.WELL

    def do_GET(self) -> None:
        """A feed, a page, or robots.txt."""
        newsroom, name = self.server.newsroom, self.path.rpartition("/")[2]
        if self._hindered():
            return
        outlet = next(each for each in newsroom.outlets if each.key == self.server.name)
        shown = newsroom.shown(outlet.key)
        wanted = newsroom.find(outlet.key, name)
        if name == "feed":
            body = feed(outlet, f"http://{newsroom.address(outlet.key)}", shown)
            self._answer(200, body.encode(), FEED_TYPES[outlet.format])
        elif wanted is not None:
            self._answer(200, page(outlet, wanted, [], []).encode(), "text/html")
        else:
            self._answer(404, b"no such page", "text/plain")

    def do_POST(self) -> None:
        """Take a message; it counts as taken once the answer has left."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if not self._hindered():
            self.server.newsroom.take(self.server.name, json.loads(body)["message"])
            self._answer(200, b"{}", "application/json")

    def _answer(self, status: int, body: bytes, kind: str) -> None:
        tag = f'"{sha256(body).hexdigest()[:16]}"'
        if status == 200 and self.headers.get("If-None-Match") == tag:
            status, body = 304, b""
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", tag)
        self.end_headers()
        self.wfile.write(body)
