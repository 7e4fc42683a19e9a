"""`monitor sources`: OPML from and for other feed readers."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from monitor.cli import main
from monitor.config import load_config

OPML = """<?xml version="1.0"?><opml version="1.0"><head><title>Mine</title></head><body><outline text="Press">
<outline type="rss" text="Harbour &amp; Gazette" xmlUrl="https://gazette.example/feed?a=1&amp;b=2" htmlUrl="https://gazette.example"/>
<outline type="rss" title="Harbour &amp; Gazette" xmlUrl="https://other.example/feed"/><outline text="no feed"/>
<outline type="rss" text="Known" xmlUrl="https://known.example/feed"/></outline></body></opml>"""
CONFIG = """stories: [{id: b, title: B, match: {any: [x]}}]
sources:
  - {name: known, kind: feed, url: "https://known.example/feed"}
  - {name: hn, kind: hackernews, query: x}
"""


def test_feeds_go_from_a_reader_to_the_configuration_and_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config, opml = tmp_path / "feeds.yaml", tmp_path / "mine.opml"
    config.write_text(CONFIG)
    opml.write_text(OPML)
    assert main(["--config", str(config), "sources", "import", str(opml)]) == 0
    lines = capsys.readouterr().out
    assert [line["name"] for line in yaml.safe_load(lines)] == ["harbour-gazette", "harbour-gazette-2"]
    config.write_text(CONFIG + lines)
    assert len(load_config(config, {}).sources) == 4
    assert main(["--config", str(config), "sources", "export"]) == 0
    out, err = capsys.readouterr()
    assert 'title="Harbour &amp; Gazette" xmlUrl="https://gazette.example/feed?a=1&amp;b=2"/>' in out
    assert "3 feeds; 1 sources of other kinds are left out" in err
    opml.write_text(out)
    assert main(["--config", str(config), "sources", "import", str(opml)]) == 0
    out, err = capsys.readouterr()
    assert (out, "0 feeds (3 more stand there already)" in err) == ("", True)


def test_a_title_with_the_signs_of_a_reference_comes_through_whole(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    opml = tmp_path / "a.opml"
    opml.write_text('<opml><body><outline text="${HOME} News" xmlUrl="https://a.example/f"/></body></opml>')
    assert main(["--config", "none.yaml", "sources", "import", str(opml)]) == 0
    config = tmp_path / "feeds.yaml"
    config.write_text("stories: [{id: b, title: B, match: {any: [x]}}]\nsources:\n" + capsys.readouterr().out)
    (source,) = load_config(config, {}).sources
    assert source.outlet == "${HOME} News"


@pytest.mark.parametrize(
    ("body", "words"), [("<html></html>", "is no OPML file"), ("words", "no XML"), ("<opml", "names no feed")]
)
def test_another_file_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str], body: str, words: str) -> None:
    (tmp_path / "a.opml").write_text(body)
    assert main(["--config", "none.yaml", "sources", "import", str(tmp_path / "a.opml")]) != 0
    assert words in capsys.readouterr().err
