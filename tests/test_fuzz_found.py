"""What fuzzing found once, and must not find again; and that its targets still run. See benchmarks/fuzz.py."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import HealthCheck, given, settings

from benchmarks.fuzz import Hunt
from benchmarks.fuzz_targets import NOW, PLACES, STEPS, TARGETS, attempt
from monitor.articles import extract
from monitor.articles.extract import html_text
from monitor.cli import main
from monitor.errors import FeedError
from monitor.model import ReadStatus
from monitor.network.redirects import BadUrl, read_target
from monitor.sources import Answer, Call
from monitor.sources.feed import parse_feed
from monitor.sources.html_pages import html_tree, xml_tree
from monitor.sources.json_answers import epoch
from monitor.sources.kinds.sitemap import Sitemap
from monitor.sources.registry import kinds
from monitor.sources.text import storable, text_encoding
from monitor.sources.urls import canonical_url, readable_url

HERE = "https://harbour.example/a"
CODECS = ["idna", "undefined", "punycode", "rot13", "base64", "unicode_escape", "utf-7", "no-such-thing"]


@pytest.mark.parametrize("name", TARGETS)
def test_a_few_made_up_documents_break_no_promise(name: str) -> None:
    hunt = Hunt(name)

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(hunt.documents())
    def read(body: bytes) -> None:
        attempt(hunt.target, body)

    read()


@pytest.mark.parametrize("codec", CODECS)
def test_a_page_may_declare_a_codec_that_is_no_encoding_of_texts(codec: str) -> None:
    words = "Nordlink Ferries added a ship to its fleet of nine on Monday, the company said in Holm. "
    page = f'<html><head><meta charset="{codec}"></head><body><article><p>{words * 3}\\u003cb+ADw-'.encode()
    read = extract(page + b"\xff</p></article></body></html>", HERE)
    assert read.status is ReadStatus.OK
    assert "added a ship" in read.text and "\\u003cb+ADw-" in read.text
    assert "added a ship" in (html_tree(page, f"text/html; charset={codec}").text_content())
    assert text_encoding(codec) is None


def test_a_text_encoding_is_known_by_its_other_names() -> None:
    assert text_encoding("latin1") == text_encoding("ISO-8859-1") == "iso8859-1"


@pytest.mark.parametrize("control", ["\x01", "\x0b", "\x0c", "\x1b", "\ud800"])
def test_the_text_in_a_feed_or_in_a_pages_data_may_hold_controls(control: str) -> None:
    assert html_text(f"<p>{control}Nordlink adds{control} a ship</p>") == "Nordlink adds a ship"
    assert control not in storable(f"<p>Nordlink{control}</p>")


def test_an_address_with_half_a_character_is_not_asked() -> None:
    with pytest.raises(BadUrl):
        read_target("https://harbour.example/\udc80")


@pytest.mark.parametrize(
    "address", ["https://harbour.example/[sitemap].xml", "https://[sitemap.xml", "//]/sitemap.xml"]
)
def test_an_address_with_brackets_is_looked_at_without_surprise(address: str) -> None:
    try:
        assert Sitemap.at(address) is not None
    except ValueError as error:
        assert "is no web address" in str(error)


@pytest.mark.parametrize("address", ["http://[", "http://[::1", "https://x y"])
def test_entries_of_what_is_no_address_says_so(address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["--config", str(tmp_path / "none.yaml"), "entries", address]) == 2
    assert "is no web address" in capsys.readouterr().err


@pytest.mark.parametrize("declaration", ['<?xml version="1.0"?>', "<?xml "])
def test_a_feed_on_one_line_that_speaks_of_encodings_is_read_at_once(declaration: str) -> None:
    """feedparser takes 5 seconds for 7 kB of this, and eight times as long for twice as much."""
    words = "<title>A ship</title><guid>g</guid><description>" + "encoding='idna' " * 2000 + "</description>"
    begun = perf_counter()
    feed = parse_feed(
        f"{declaration}<rss version='2.0'><channel><item>{words}</item></channel></rss>".encode(), "", HERE
    )
    assert [entry.title for entry in feed.entries] == ["A ship"]
    assert perf_counter() - begun < 5


@pytest.mark.parametrize("address", ["http://:8080/x", "http://\udcd1:8080/x", "https://me@/x", "http://.:80/"])
def test_a_port_without_a_host_is_no_address(address: str) -> None:
    assert readable_url(address, HERE) is None
    assert canonical_url(canonical_url(address)) == canonical_url(address)


@pytest.mark.parametrize(
    "kind", ["hackernews", "stackexchange", "reddit", "discourse", "lemmy", "huggingface", "github"]
)
def test_a_number_beyond_all_numbers_is_no_number(kind: str) -> None:
    place = kinds()[kind].model_validate(PLACES[kind])
    hit = '{"objectID": 1e999, "created_at_i": 171e99940000, "id": "a/b", "downloads": 1e999, "creation_date": -1e999}'
    lists = ("hits", "items", "data", "latest_posts", "posts", "comments")
    bodies = [f"[{hit}]", hit, "{" + ", ".join(f'"{name}": [{hit}]' for name in lists) + "}"]
    for body in bodies:
        for step in STEPS.get(kind, ("",)):
            try:
                feed = place.read(Answer(Call(HERE, step), body.encode(), HERE, memory=None, now=NOW))
            except FeedError:
                continue
            assert all(entry.published is None for entry in feed.entries)


@pytest.mark.parametrize("seconds", [17_724_400, 631_151_999, -5, 0, 32_503_680_000])
def test_a_second_long_before_the_service_was_there_is_no_time(seconds: int) -> None:
    assert epoch(seconds, None) is None
    assert epoch(1_772_440_000, None) is not None


HALVES = ["&#xD800;", "&#xdfff;", "&#x0DBFF;", "&#55296;", "&#57343;", "&#056320;"]


@pytest.mark.parametrize("half", HALVES)
def test_a_reference_to_half_a_character_is_no_surprise(half: str) -> None:
    tree = xml_tree(f"<a b='{half}x'>{half}y<c>&#x1F600;&#55295;&#57344;</c>{half}z</a>".encode())
    assert (tree.text, tree.get("b"), tree[0].tail) == ("\ufffdy", "\ufffdx", "\ufffdz")
    assert tree[0].text == "\U0001f600\ud7ff\ue000"


def test_a_reference_to_half_a_character_in_another_encoding_is_read_or_refused() -> None:
    body = "<?xml version='1.0' encoding='utf-16'?><a>&#xD800;</a>".encode("utf-16")
    with pytest.raises(FeedError, match="no text in the encoding"):
        xml_tree(body)
