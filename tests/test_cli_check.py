"""`monitor check` says what is wrong with a source, and the likely fix."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import yaml

from monitor.cli import main
from tests.one_source import FEED

PAGE = b"<!doctype html><html><head><title>Harbour News</title>%s</head><body>x</body></html>"
NAMED = b'<link rel="alternate" type="application/rss+xml" href="/good">'
ROUTES: dict[str, tuple[int, bytes, dict[str, str]]] = {
    "/good": (200, FEED, {}),
    "/missing": (404, b"", {}),
    "/gone": (410, b"", {}),
    "/moved": (301, b"", {"Location": "/good"}),
    "/nothing": (200, b"", {}),
    "/empty": (200, b'<rss version="2.0"><channel><title>E</title></channel></rss>', {}),
    "/page": (200, PAGE % b"", {"Content-Type": "text/html"}),
    "/page-with-feed": (200, PAGE % NAMED, {"Content-Type": "text/html"}),
    "/log-in": (302, b"", {"Location": "/page?from=/log-in"}),
    "/members": (401, b"", {"WWW-Authenticate": "Basic"}),
    "/refused": (403, PAGE % b"", {}),
    "/paid": (402, b"", {}),
    "/challenge": (403, PAGE % b"", {"cf-mitigated": "challenge"}),
    "/broken": (500, b"", {}),
    "/data": (200, b'{"a": 1}', {"Content-Type": "application/json"}),
    "/list": (200, b"[1, 2]", {"Content-Type": "application/json"}),
    "/soap": (200, b'<?xml version="1.0"?><Envelope/>', {}),
    "/too-often": (429, b"", {"Retry-After": "600"}),
    "/hangs-up": (0, b"", {}),
}
SAYS = {
    "/good": "1 entry",
    "/missing": "(404); its address may have changed: `monitor entries {base}/` finds the feed of the site",
    "/gone": "(410); take it out, or replace it: `monitor entries {base}/` finds the feed of the site",
    "/moved": "1 entry: 1 for bridge; it has moved to {base}/good: write that address",
    "/nothing": "the answer is empty (a feed without entries still has a frame)",
    "/empty": "it answers, but lists nothing now",
    "/page": "this is a web page ('Harbour News'), not a feed (it names no feed; kind: page watches a page)",
    "/page-with-feed": "1 entry: 1 for bridge; the address is a page; its feed is {base}/good",
    "/log-in": "this is a web page ('Harbour News'), not a feed",
    "/members": "wants credentials (401); set network.contact and ask the publisher, or give headers or a cookies_file",
    "/refused": "(403); set network.contact and ask the publisher",
    "/paid": "wants payment (402); set network.contact and ask the publisher, or give headers or a cookies_file",
    "/challenge": "ask the publisher to allow this reader; set network.contact",
    "/broken": "answered with status 500; the fault is the site's own",
    "/data": "it has no list of items (a service with data of its own may have a kind of its own",
    "/list": "it is no object (a service with data of its own",
    "/soap": "this is neither RSS, RDF nor Atom",
    "/too-often": "(429); try again later, and give it a longer interval",
    "/hangs-up": "closed the connection before its answer was complete; something answers there, but no feed",
    "nobody": "nobody listens there now: look for a mistake in its address, or try again later",
    "nameless": "was not found; look for a mistake in its name",
    "tls": "no secure connection",
}


class _Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        status, body, headers = ROUTES.get(self.path.partition("?")[0], (404, b"", {}))
        if not status:
            self.close_connection = True
            return
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def bases() -> Iterator[tuple[str, str]]:
    """Two servers with the same answers, so that the limit of one keeps no other source waiting."""
    servers = [ThreadingHTTPServer(("127.0.0.1", 0), _Answers) for _ in range(2)]
    for server in servers:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield f"http://127.0.0.1:{servers[0].server_port}", f"http://127.0.0.1:{servers[1].server_port}"
    for server in servers:
        server.shutdown()
        server.server_close()


def test_check_names_the_likely_fix_of_every_trouble(
    bases: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    base, limited = bases
    places = {path: f"{limited if path == '/too-often' else base}{path}" for path in ROUTES}
    places |= {"nobody": "http://127.0.0.1:1/feed", "nameless": "http://nobody.invalid/feed"}
    places["tls"] = base.replace("http:", "https:") + "/good"
    config = tmp_path / "feeds.yaml"
    settings = {
        "stories": [{"id": "bridge", "title": "T", "match": {"any": ["Nordlink"]}}],
        "sources": [{"name": name, "kind": "feed", "url": url} for name, url in places.items()],
        "network": {"allow_private_addresses": True, "min_delay": 0},
    }
    config.write_text(yaml.safe_dump(settings))
    assert main(["--config", str(config), "--state", str(tmp_path / "state"), "check"]) == 1
    lines = {line.split()[1]: line for line in capsys.readouterr().out.splitlines() if line.startswith(("ok", "FAILS"))}
    wrong = {name: lines[name] for name, words in SAYS.items() if words.format(base=base) not in lines[name]}
    assert not wrong
    assert f"it was sent on to {base}/page" in lines["/log-in"]
    assert "?from" not in lines["/log-in"]
    assert "try again later" in lines["/broken"]
    sound = {name for name, line in lines.items() if line.startswith("ok")}
    assert sound == {"/good", "/moved", "/empty", "/page-with-feed"}
    assert len(lines) == len(places) == len(SAYS)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/missing", "finds the feed of the site"),
        ("/", "its address may have changed\n"),
        ("/members", "give headers or a cookies_file"),
        ("/page", "kind: page watches a page"),
    ],
)
def test_entries_names_the_likely_fix_too(
    bases: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str], path: str, words: str
) -> None:
    config = tmp_path / "feeds.yaml"
    config.write_text(
        "stories: [{id: b, title: B, match: {any: [x]}}]\nnetwork: {allow_private_addresses: true, min_delay: 0}\n"
        "sources: [{name: a, kind: feed, url: 'http://a.example/'}]\n"
    )
    assert main(["--config", str(config), "entries", bases[0] + path]) == 1
    assert words in capsys.readouterr().err
