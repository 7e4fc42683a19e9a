"""`extract`, `entries`, `check` and `judge`: what the monitor sees, without a history."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.cli import main
from monitor.commands.judging import measure

PAGE = """<!doctype html><html lang="en"><head><title>Toll on Harbour Bridge rises to $5 | Gazette</title>
<meta property="article:published_time" content="2026-04-12T10:00:00+00:00"></head><body><article>
<h1>Toll on Harbour Bridge rises to $5</h1>
<p>The toll on the Harbour Bridge will rise to $5 on Monday, the Port Authority said in a notice to drivers.</p>
<p>About 40,000 cars cross the bridge each day, according to the authority. It was opened in 1932.</p>
</article></body></html>"""
FEED = """<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>Gazette</title>
<link>http://127.0.0.1/</link><description>news</description>
<item><title>Toll on Harbour Bridge rises</title><link>http://127.0.0.1/news/1</link><guid>g1</guid>
<pubDate>Sun, 12 Apr 2026 10:00:00 GMT</pubDate><description>It costs 5 dollars.</description></item>
<item><title>The cup final</title><link>http://127.0.0.1/news/2</link><guid>g2</guid>
<description>Two goals.</description></item></channel></rss>"""


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    """A server on loopback with a page, a feed, a page where a feed should be, and nothing else."""
    bodies = {"/page": ("text/html", PAGE), "/feed": ("application/rss+xml", FEED), "/html": ("text/html", PAGE)}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            kind, body = bodies.get(self.path, ("text/plain", ""))
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.send_header("Content-Length", str(len(body.encode())))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *args: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def configuration(folder: Path, *sources: str, rest: str = "") -> str:
    path = folder / "feeds.yaml"
    listed = "".join(f'  - {{name: s{n}, kind: feed, url: "{url}"}}\n' for n, url in enumerate(sources))
    path.write_text(
        "stories:\n  - {id: bridge, title: B, match: {any: [Harbour Bridge]}, entities: {Harbour Bridge: [the span]}}\n"
        f"sources:\n{listed}network: {{allow_private_addresses: true, min_delay: 0}}\n{rest}"
    )
    return str(path)


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_extract_shows_a_page_as_the_monitor_reads_it(
    base: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = configuration(tmp_path, f"{base}/feed")
    assert main(["--config", config, "extract", f"{base}/page", "--json"]) == 0
    (row,) = lines(capsys)
    assert list(row) == ["url", "title", "published", "author", "language", "status", "reason", "text", "mentions"]
    assert (row["title"], row["language"], row["status"]) == ("Toll on Harbour Bridge rises to $5", "en", "ok")
    said = next(mention for mention in row["mentions"] if mention["attribution"] and "will rise" in mention["text"])
    start, end = said["span"]
    assert row["text"][start:end] == said["text"]
    assert "Harbour Bridge" in said["entities"]
    assert {key: said["quantities"][0][key] for key in ("low", "high", "unit", "approx")} == {
        "low": 5,
        "high": 5,
        "unit": "USD",
        "approx": False,
    }
    assert (said["dates"][0]["from"], said["dates"][0]["to"]) == ("2026-04-13", "2026-04-13")


def test_extract_reads_a_file_without_configuration(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "page.html"
    page.write_text(PAGE)
    assert main(["--config", str(tmp_path / "none.yaml"), "extract", str(page)]) == 0
    shown = capsys.readouterr().out
    assert "title      Toll on Harbour Bridge rises to $5" in shown
    assert "About 40,000 cars cross the bridge each day" in shown


def test_extract_of_nothing_exits_1_with_the_reason(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty.html").write_text("")
    assert main(["--config", "none.yaml", "extract", str(tmp_path / "empty.html"), "--json"]) == 1
    shown = capsys.readouterr()
    assert json.loads(shown.out)["status"] == "failed"
    assert "nothing was read" in shown.err


def test_entries_lists_what_a_feed_lists(base: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = configuration(tmp_path, f"{base}/feed")
    assert main(["--config", config, "entries", f"{base}/feed", "--json"]) == 0
    first, second = lines(capsys)
    assert list(first) == ["id", "url", "title", "author", "published", "updated", "summary"]
    assert (first["url"], first["published"]) == ("http://127.0.0.1/news/1", "2026-04-12T10:00:00+00:00")
    assert second["published"] is None
    assert main(["--config", config, "entries", f"{base}/feed"]) == 0
    assert "The cup final" in capsys.readouterr().out


@pytest.mark.parametrize("path", ["html", "nothing"])
def test_a_feed_that_cannot_be_read_exits_1_with_the_reason(
    base: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], path: str
) -> None:
    config = configuration(tmp_path, f"{base}/feed")
    assert main(["--config", config, "entries", f"{base}/{path}", "--json"]) == 1
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith("error: ")


def test_a_private_address_is_not_asked_unless_allowed(base: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--config", "none.yaml", "entries", f"{base}/feed"]) == 1
    assert "allow_private_addresses" in capsys.readouterr().err


def test_check_says_what_each_source_would_yield(base: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = configuration(tmp_path, f"{base}/feed")
    assert main(["--config", config, "check"]) == 0
    shown = capsys.readouterr().out
    assert "2 entries: 1 for bridge" in shown
    assert "nobody is told of anything" in shown


def test_check_exits_1_for_a_source_or_channel_that_cannot_be_used(
    base: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = configuration(
        tmp_path, f"{base}/feed", f"{base}/html", f"{base}/none", rest='channels: {desk: "nosuch://SECRET"}\n'
    )
    assert main(["--config", config, "check"]) == 1
    shown = capsys.readouterr()
    assert [line.split()[:2] for line in shown.out.splitlines() if line.startswith("FAILS")].count(
        ["FAILS", "desk"]
    ) == 1
    assert shown.out.count("FAILS") == 3
    assert "3 of 4 are unusable" in shown.err
    assert "SECRET" not in shown.out + shown.err


def test_check_offline_asks_no_source(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = configuration(tmp_path, "http://127.0.0.1:1/")
    assert main(["--config", config, "check", "--offline"]) == 0
    assert "is valid: bridge; 1 sources, 0 channels" in capsys.readouterr().out


def judge(capsys: pytest.CaptureFixture[str], folder: Path, *pairs: object, code: int = 0) -> tuple[str, str]:
    path = folder / "pairs.jsonl"
    path.write_text("".join(f"{pair if isinstance(pair, str) else json.dumps(pair)}\n" for pair in pairs))
    assert main(["--config", str(folder / "none.yaml"), "judge", "--pairs", str(path), "--with", "rules"]) == code
    shown = capsys.readouterr()
    return shown.out, shown.err


def test_judge_answers_every_pair_in_order(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    a, b = "The bridge has 4 lanes.", "The bridge has 6 lanes."
    out, err = judge(
        capsys, tmp_path, {"id": "x", "a": a, "b": b}, "", {"id": 7, "a": a, "b": a, "a_date": "2026-04-12"}
    )
    first, second = (json.loads(line) for line in out.splitlines())
    assert list(first) == ["id", "relation", "scores", "basis", "reason", "judge"]
    assert set(first["scores"]) == {"contradicts", "supports", "neutral"}
    assert (first["id"], first["relation"], first["basis"]) == ("x", "contradicts", "numeric")
    assert (second["id"], second["relation"] in ("same", "supports")) == (7, True)
    assert err == ""


def test_texts_without_a_date_are_read_as_of_one_day(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one = "The Vega satellite was launched on Monday."
    out, _ = judge(
        capsys,
        tmp_path,
        {"id": 1, "a": one, "b": "The Vega satellite was launched on Thursday."},
        {"id": 2, "a": "Vega sold 17 boats in 2023.", "b": "Vega sold 9 boats in 2024."},
    )
    first, second = (json.loads(line) for line in out.splitlines())
    assert (first["relation"], first["basis"]) == ("contradicts", "date")
    assert second["relation"] == "neutral"


def test_labelled_pairs_are_measured_on_stderr(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    a, b = "The bridge has 4 lanes.", "The bridge has 6 lanes."
    _, err = judge(
        capsys,
        tmp_path,
        {"id": 1, "a": a, "b": b, "label": "contradicts"},
        {"id": 2, "a": a, "b": a, "label": "same"},
    )
    assert "2 labelled pairs: precision 1.000 recall 1.000 F1 1.000 average precision 1.000" in err


@pytest.mark.parametrize(
    "line", ["{", "[]", '{"a": "x"}', '{"a": 1, "b": 2}', '{"a": "x", "b": "y", "label": "maybe"}',
             '{"a": "x", "b": "y", "a_date": "soon"}']
)  # fmt: skip
def test_a_line_that_is_no_pair_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str], line: str) -> None:
    _, err = judge(capsys, tmp_path, "", line, code=2)
    assert "line 2 is no pair" in err


def test_judge_reads_stdin(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    pair = json.dumps({"id": 1, "a": "The bridge is open.", "b": "The bridge is closed."})
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(pair.encode()), encoding="utf-8"))
    assert main(["--config", str(tmp_path / "none.yaml"), "judge", "--pairs", "-"]) == 0
    assert len(lines(capsys)) == 1


@pytest.mark.parametrize(
    ("labelled", "expected"),
    [
        ([(True, True, 0.9), (False, False, 0.1)], (1, 1, 1, 1)),
        ([(True, False, 0.4), (False, True, 0.9)], (0, 0, 0, 0.5)),
        ([(True, True, 0.5), (False, True, 0.5)], (0.5, 1, 2 / 3, 0.5)),
        ([(True, True, 0.9), (False, True, 0.8), (True, False, 0.7)], (0.5, 0.5, 0.5, 1 / 2 + 1 / 3)),
        ([(False, False, 0.1)], (0, 0, 0, 0)),
        ([(True, False, 0.0)], (0, 0, 0, 1)),
    ],
)
def test_the_measures(labelled: list[tuple[bool, bool, float]], expected: tuple[float, ...]) -> None:
    found = measure(labelled)
    assert (found.precision, found.recall, found.f1, found.average_precision) == pytest.approx(expected)


@given(st.lists(st.tuples(st.booleans(), st.booleans(), st.floats(0, 1)), min_size=1), st.randoms())
def test_the_measures_do_not_depend_on_the_order(labelled: list[tuple[bool, bool, float]], random: Any) -> None:
    found = measure(labelled)
    random.shuffle(labelled)
    assert measure(labelled).average_precision == pytest.approx(found.average_precision)
    assert 0 <= found.average_precision <= 1 + 1e-9
