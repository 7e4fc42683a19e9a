"""Proof of what was online: complete, checkable, in one file."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.articles.evidence import EvidencePage, EvidenceVersion, evidence
from monitor.cli import main
from tests.desk import CLAIM, Desk, item, moment, open_desk

AT = datetime(2026, 4, 12, 10, 5, tzinfo=UTC)
URL = "https://gazette.example/news/1"
BODY = "<html>Fähre</html>".encode()
HEADERS = {"content-type": "text/html", "content-encoding": "gzip", "date": "Sun, 12 Apr 2026 10:05:00 GMT"}
ARTICLE = {"url": URL, "outlet": "Gazette", "title": "Ferry sold", "gone_at": None, "reason": None, "events": []}


def made(*versions: EvidenceVersion) -> dict[str, bytes]:
    archive = zipfile.ZipFile(io.BytesIO(evidence(ARTICLE, versions, "story-monitor 1", AT)))
    assert archive.testzip() is None
    return {name: archive.read(name) for name in archive.namelist()}


def version(page: EvidencePage | None) -> EvidenceVersion:
    return EvidenceVersion(1, AT, AT, "Ferry sold", "The ferry was sold.", page)


PAGE = EvidencePage(URL, URL, 200, HEADERS, BODY)


def test_every_file_has_a_checksum_that_holds() -> None:
    files = made(version(PAGE))
    sums = dict(line.split("  ")[::-1] for line in files.pop("SHA256SUMS").decode().splitlines())
    assert sums == {name: hashlib.sha256(body).hexdigest() for name, body in files.items()}


def test_the_page_stands_in_it_byte_for_byte_with_its_headers_and_times() -> None:
    files = made(version(PAGE))
    assert files["version-1/page.html"] == BODY
    assert files["version-1/headers.txt"].startswith(b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n")
    (described,) = json.loads(files["evidence.json"])["versions"]
    assert described["page"]["sha256"] == hashlib.sha256(BODY).hexdigest()
    assert described["page"]["headers"] == HEADERS
    assert described["first_read"] == AT.isoformat()


def test_a_version_without_a_page_says_so() -> None:
    files = made(version(None))
    assert "version-1/page.html" not in files
    assert b"its page was not kept" in files["README.txt"]


def test_the_same_values_give_the_same_bytes() -> None:
    both = [evidence(ARTICLE, [version(PAGE)], "story-monitor 1", AT) for _ in range(2)]
    assert both[0] == both[1]


def records(warc: bytes) -> list[tuple[dict[str, str], bytes]]:
    """The records of a web archive, read as the standard says: header lines, a blank one, so many bytes, two breaks."""
    raw, found = gzip.decompress(warc), []
    while raw:
        head, _, rest = raw.partition(b"\r\n\r\n")
        assert head.startswith(b"WARC/1.1\r\n")
        fields = dict(line.split(": ", 1) for line in head.decode().split("\r\n")[1:])
        length = int(fields["Content-Length"])
        assert rest[length : length + 4] == b"\r\n\r\n"
        found.append((fields, rest[:length]))
        raw = rest[length + 4 :]
    return found


def test_the_web_archive_is_one_by_the_standard() -> None:
    (info, _), (response, block) = records(made(version(PAGE))["article.warc.gz"])
    assert (info["WARC-Type"], response["WARC-Type"]) == ("warcinfo", "response")
    assert response["WARC-Target-URI"] == URL
    assert response["WARC-Date"] == "2026-04-12T10:05:00Z"
    assert response["WARC-Block-Digest"] == f"sha256:{hashlib.sha256(block).hexdigest()}"
    head, _, body = block.partition(b"\r\n\r\n")
    assert body == BODY
    assert b"\r\nx-archive-orig-content-encoding: gzip\r\n" in head
    assert f"content-length: {len(BODY)}".encode() in head


def show(desk: Desk, *args: str) -> int:
    return main(["--state", str(desk.state), "--now", "2026-04-12T10:05:00Z", "show", *args])


async def test_show_writes_what_was_online_of_an_article_that_was_edited_and_withdrawn(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_desk(tmp_path) as desk:
        await desk.play([moment(0), moment(1, publish=(item("h1", "harbour", CLAIM),)), moment(2)])
        await desk.play([moment(3, revise=(item("h1", "harbour", CLAIM.replace("900", "950")),))])
        await desk.play([moment(4, withdraw=("h1",))])
        file = tmp_path / "proof.zip"
        assert show(desk, "a1", "--evidence", str(file)) == 0
        assert hashlib.sha256(file.read_bytes()).hexdigest() in capsys.readouterr().out
        assert show(desk, "a1", "--evidence", str(file)) == 2
        assert "never overwritten" in capsys.readouterr().err
        assert show(desk, "e1", "--evidence", str(tmp_path / "x")) == 2
        assert show(desk, "a1", "--evidence", str(tmp_path / "no" / "x")) == 2
        assert "cannot be written" in capsys.readouterr().err
    archive = zipfile.ZipFile(file)
    described = json.loads(archive.read("evidence.json"))
    assert [each["kind"] for each in described["article"]["events"]][-2:] == ["revision", "removal"]
    assert described["article"]["gone_at"] == "2026-03-02T13:00:00+00:00"
    first, second = described["versions"]
    assert (first["first_read"], first["last_read"]) == ("2026-03-02T10:00:00+00:00", "2026-03-02T11:00:00+00:00")
    assert b"900 people" in archive.read("version-1/page.html")
    assert b"950 people" in archive.read("version-2/page.html")
    assert second["page"]["http_status"] == 200
