"""How the command line starts, and how it ends."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from monitor.cli import cli, main
from monitor.config import load_config
from monitor.store import StateLock
from tests.test_cli_listings import build

ROOT = Path(__file__).parent.parent
HEAVY = ("pydantic", "sqlite_utils", "rich", "aiohttp", "spacy", "trafilatura", "apprise", "feedparser", "yaml")
LEAST = """\
stories: [{id: bridge, title: The bridge, match: {any: [bridge]}}]
sources: [{name: gazette, kind: feed, url: "https://gazette.invalid/"}]
"""


def python(*code_and_args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", *code_and_args], capture_output=True, text=True, cwd=ROOT, timeout=60, check=False
    )


@pytest.mark.parametrize(
    "args",
    [
        ["--help"],
        ["--version"],
        ["events", "--json"],
        ["events", "--help"],
        ["claims", "--json"],
        ["articles", "--json"],
        ["status", "--json"],
        ["alerts", "list", "--json"],
        ["show", "e2", "--json"],
    ],
)
def test_help_and_listings_start_without_heavy_packages(tmp_path: Path, args: list[str]) -> None:
    build(tmp_path / "state")
    code = "import sys, json; from monitor.cli import main; main(json.loads(sys.argv[1]))"
    done = python(
        f"{code}; print(json.dumps(list(sys.modules)))", json.dumps(["--state", str(tmp_path / "state"), *args])
    )
    loaded = set(json.loads(done.stdout.splitlines()[-1]))
    assert "monitor.cli" in loaded, done.stderr
    assert not [name for name in HEAVY if name in loaded]


def commands(group: click.Group, path: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], click.Command]]:
    context = click.Context(group)
    found = []
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            found += commands(command, (*path, name))
        else:
            found.append(((*path, name), command))
    return found


@pytest.mark.parametrize(
    ("path", "command"), commands(cli), ids=lambda value: " ".join(value) if isinstance(value, tuple) else ""
)
def test_every_command_is_in_the_readme_with_its_options(path: tuple[str, ...], command: click.Command) -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    lines = re.findall(rf"^\| `{' '.join(path)}[ `].*", readme, re.MULTILINE)
    assert len(lines) == 1
    options = [name for each in command.params if isinstance(each, click.Option) for name in each.opts]
    assert not [name for name in options if name != "--json" and name not in lines[0]]
    assert command.help
    assert command.get_short_help_str(150).endswith(".")


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (["nonsense"], 2, "No such command 'nonsense'"),
        (["events", "--no-such"], 2, "No such option"),
        (["--now", "tomorrow", "events"], 2, "write a time such as 2026-04-12T10:00:00+00:00"),
        (["--now", "2026-04-12T10:00:00", "events"], 2, "has no time zone"),
        (["--config", "none.yaml", "poll"], 2, "none.yaml: there is no such file"),
        (["--config", "none.yaml", "check"], 2, "there is no such file"),
        (["--state", "none", "events"], 1, "there is no history at none/history.db"),
        (["--state", "none", "alerts", "retry"], 1, "there is no history"),
        (["extract", "no-such-file"], 2, "neither a web address nor a readable file"),
    ],
)
def test_the_exit_code_and_the_message_tell_what_is_wrong(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    args: list[str],
    code: int,
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(args) == code
    shown = capsys.readouterr()
    assert said in shown.err
    assert shown.out == ""
    assert "Traceback" not in shown.err
    assert not (tmp_path / "none").exists()


def test_a_wrong_configuration_exits_2_with_every_problem(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = tmp_path / "feeds.yaml"
    config.write_text(LEAST.replace("title", "titel") + "foo: 1\n")
    assert main(["--config", str(config), "poll"]) == 2
    err = capsys.readouterr().err
    assert f"{config}:1: stories[0].titel is an unknown key (titel); did you mean title?" in err
    assert f"{config}:3: foo is an unknown key" in err


@pytest.mark.parametrize(("verbose", "traced"), [((), False), (("-v",), False), (("-vv",), True)])
def test_a_traceback_shows_only_when_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], verbose: tuple[str, ...], traced: bool
) -> None:
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "history.db").write_bytes(b"this is no database" * 100)
    assert main(["--state", str(tmp_path / "state"), *verbose, "claims"]) == 1
    err = capsys.readouterr().err
    assert "history.db" in err
    assert ("Traceback" in err) is traced


def test_a_surprise_is_one_sentence_without_a_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def surprise(*_: object) -> None:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr("monitor.config.load_config", surprise)
    assert main(["poll"]) == 1
    err = capsys.readouterr().err
    assert err == "error: unexpected ZeroDivisionError: division by zero; `monitor -vv …` shows where\n"


@pytest.mark.parametrize(("environ", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False)])
@pytest.mark.parametrize("listing", [("diff", "a2"), ("articles",)])
def test_a_terminal_gets_colour_unless_it_wants_none(
    tmp_path: Path, environ: dict[str, str], coloured: bool, listing: tuple[str, ...]
) -> None:
    state = build(tmp_path / "state")
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "monitor", "--state", str(state), *listing]
    kept = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    subprocess.run(command, stdout=theirs, env=kept | environ | {"TERM": "xterm"}, cwd=ROOT, timeout=60, check=True)
    shown = os.read(ours, 65536)
    os.close(ours)
    os.close(theirs)
    assert b"Toll" in shown
    assert (b"\x1b[3" in shown) is (coloured and listing[0] == "diff")


ANOTHER_EVENT = """
import sqlite3, sys
history = sqlite3.connect(sys.argv[1])
kept = [name for _, name, *_ in history.execute("PRAGMA table_info(events)") if name not in ("id", "once_key")]
columns = ", ".join(kept)
history.execute(f"INSERT INTO events (once_key, {columns}) SELECT 'another', {columns} FROM events WHERE id = 3")
history.commit()
"""


def test_a_reader_that_has_enough_ends_a_listing_cleanly(tmp_path: Path) -> None:
    state = build(tmp_path / "state")
    process = subprocess.Popen(
        [sys.executable, "-m", "monitor", "--state", str(state), "events", "--follow", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    with process:
        assert json.loads(process.stdout.readline())["id"] == 1
        process.stdout.close()
        assert python(ANOTHER_EVENT, str(state / "history.db")).stderr == ""
        assert process.wait(20) == 0
        assert process.stderr.read() == b""


def test_poll_beside_a_running_daemon_names_its_process(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = tmp_path / "feeds.yaml"
    config.write_text(LEAST)
    holder = "import sys, time; from pathlib import Path; from monitor.store import StateLock\n\
with StateLock(Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", holder, str(tmp_path / "state")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        assert main(["--config", str(config), "--state", str(tmp_path / "state"), "poll"]) == 1
        assert f"pid {process.pid}" in capsys.readouterr().err
        process.communicate(b"", timeout=20)
    with StateLock(tmp_path / "state"):
        pass


def test_init_writes_what_loads_and_overwrites_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "new"
    assert main(["init", str(folder)]) == 0
    assert load_config(folder / "feeds.yaml", {}).stories
    assert (folder / "state").stat().st_mode & 0o077 == 0
    (folder / "feeds.yaml").write_text("mine")
    capsys.readouterr()
    assert main(["init", str(folder)]) == 1
    assert "feeds.yaml exists already and was left as it is" in capsys.readouterr().err
    assert (folder / "feeds.yaml").read_text() == "mine"


def test_poll_of_an_unknown_source_suggests_the_nearest(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = tmp_path / "feeds.yaml"
    config.write_text(LEAST)
    assert main(["--config", str(config), "--state", str(tmp_path / "s"), "poll", "--source", "gazete"]) == 2
    assert "did you mean gazette?" in capsys.readouterr().err
    assert not (tmp_path / "s").exists()


@pytest.mark.parametrize("kind", ["nli", "auto"])
def test_a_judge_whose_model_is_not_there_is_refused_before_anything_is_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    config = tmp_path / "feeds.yaml"
    config.write_text(
        LEAST + f"judge: {{kind: {kind}, nli: {{model: m}}, llm: {{model: m, base_url: 'http://127.0.0.1:1/'}}}}\n"
    )
    assert main(["--config", str(config), "--state", str(tmp_path / "s"), "poll"]) == 1
    assert "m is no folder; `monitor models list` names" in capsys.readouterr().err
    assert not (tmp_path / "s" / "history.db").exists()
