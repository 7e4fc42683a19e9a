"""What every listing takes: a part of it, its next page, what comes later, and lines for programs."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from monitor.cli import main
from tests.builders import after, make_event, new_history, publish, raised

ROOT = Path(__file__).parents[1]
LISTINGS = [(("claims",), "c"), (("articles",), "a"), (("events",), "e"), (("alerts", "list"), "")]
COUNT = 7
# A shell that runs the tests in the background makes its children deaf to Ctrl-C.
HEARING = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
from monitor.cli import main
sys.exit(main())
"""


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "120")


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Seven articles with a claim, an event and a message each."""
    state = tmp_path_factory.mktemp("state")
    with closing(new_history(state)) as store:
        for number in range(1, COUNT + 1):
            publish(store, f"p{number}", f"Ferry {number} sank.", at=after(number))
            raised(store, make_event(at=after(number), summary=f"Ferry {number}"), f"key {number}", "desk")
    return state


def listed(state: Path, capsys: pytest.CaptureFixture[str], *words: str) -> list[int]:
    assert main(["--state", str(state), *words, "--json"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    return [row.get("id", row.get("delivery")) for row in rows]


@pytest.mark.parametrize("words", [words for words, _ in LISTINGS])
@pytest.mark.parametrize(
    ("options", "ids"),
    [
        ((), [1, 2, 3, 4, 5, 6, 7]),
        (("--limit", "3"), [5, 6, 7]),
        (("--limit", "0"), [1, 2, 3, 4, 5, 6, 7]),
        (("--limit", "3", "--before", "5"), [2, 3, 4]),
        (("--before", "3"), [1, 2]),
        (("--limit", "9", "--before", "1"), []),
    ],
)
def test_a_listing_gives_its_latest_rows_oldest_first(
    state: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], options: tuple[str, ...], ids: list[int]
) -> None:
    assert listed(state, capsys, *words, *options) == ids


@pytest.mark.parametrize(("words", "letter"), LISTINGS)
def test_a_table_says_how_the_next_page_is_asked_for_and_the_last_page_does_not(
    state: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], letter: str
) -> None:
    assert main(["--state", str(state), *words, "--limit", "3"]) == 0
    shown = capsys.readouterr()
    assert len(shown.out.splitlines()) == 4
    assert f"`--before {letter}5` shows earlier ones" in shown.err
    assert main(["--state", str(state), *words, "--limit", "4", "--before", f"{letter}5"]) == 0
    shown = capsys.readouterr()
    assert (len(shown.out.splitlines()), shown.err) == (5, "")


def test_a_table_shows_no_more_than_the_latest_hundred_unless_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(new_history(tmp_path)) as store, store.database.writing():
        for number in range(105):
            raised(store, make_event(summary=f"ferry {number}"), f"key {number}")
    assert main(["--state", str(tmp_path), "events"]) == 0
    shown = capsys.readouterr()
    assert len(shown.out.splitlines()) == 101
    assert "`--before e6`" in shown.err
    assert main(["--state", str(tmp_path), "events", "--limit", "0"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 106
    assert len(listed(tmp_path, capsys, "events")) == 105


def test_a_page_of_a_search_holds_only_what_was_found(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert listed(state, capsys, "claims", "--search", "sank", "--limit", "2") == [6, 7]
    assert listed(state, capsys, "claims", "--search", "sank ferry", "--before", "c3") == [1, 2]
    assert listed(state, capsys, "claims", "--search", "4") == [4]


def test_a_page_before_another_kind_of_thing_is_wrong_usage(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--state", str(state), "claims", "--before", "a3"]) == 2
    assert "a3 is no claim" in capsys.readouterr().err


@pytest.mark.parametrize(("words", "letter"), LISTINGS)
@pytest.mark.parametrize("as_json", [True, False])
def test_a_listing_follows_what_comes_and_ends_cleanly_at_ctrl_c(
    tmp_path: Path, words: tuple[str, ...], letter: str, as_json: bool
) -> None:
    with closing(new_history(tmp_path)) as store:
        for number in (1, 2):
            publish(store, f"p{number}", f"Ferry {number} sank.", at=after(number))
            raised(store, make_event(summary=f"Ferry {number}"), f"key {number}", "desk")
        command = [sys.executable, "-c", HEARING, "--state", str(tmp_path), *words, "--follow", "--limit", "1"]
        process = subprocess.Popen(
            [*command, "--json"] if as_json else command,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        try:
            assert process.stdout is not None
            first = process.stdout.readline()
            publish(store, "p3", "Ferry 3 sank.", at=after(3))
            raised(store, make_event(summary="Ferry 3"), "key 3", "desk")
            second = process.stdout.readline()
            process.send_signal(signal.SIGINT)
            rest, said = process.communicate(timeout=20)
        finally:
            process.kill()
    assert (rest, said, process.returncode) == ("", "", 0)
    if as_json:
        assert [json.loads(line).get("id", json.loads(line).get("delivery")) for line in (first, second)] == [2, 3]
    else:
        assert [line.startswith(f"{letter or 'n'}{n} ") for line, n in ((first, 2), (second, 3))] == [True, True]


@pytest.mark.parametrize("width", [80, 120, 200])
@pytest.mark.parametrize("words", [*(words for words, _ in LISTINGS), ("outlets",), ("stories",), ("status",)])
def test_no_line_of_a_table_is_wider_than_the_terminal_and_no_number_is_broken(
    state: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
    width: int,
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    assert main(["--state", str(state), *words]) in (0, 1)
    shown = capsys.readouterr().out
    assert max(map(len, shown.splitlines())) <= width
    if words in [words for words, _ in LISTINGS]:
        assert "2026-04-12 17:00" in shown
