"""The demo runs the real walk, and leaves a history that every other command works on."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from monitor.alerts import Context, render
from monitor.demo.run import play
from monitor.errors import UsageError
from monitor.store import Store, open_store
from monitor.store.listings import delivery_rows

pytestmark = pytest.mark.xdist_group("demo")  # one worker plays it, once


def monitor(*args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "monitor", *args], capture_output=True, text=True, timeout=110)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, float]:
    """The folder of a demo, what it printed, and how long it took."""
    folder = tmp_path_factory.mktemp("demo") / "kept"
    begun = time.monotonic()
    done = monitor("demo", "--speed", "1000", "--keep", str(folder))
    assert (done.returncode, done.stderr) == (0, "")
    return folder, done.stdout, time.monotonic() - begun


def rows(folder: Path, *command: str) -> list[dict[str, object]]:
    done = monitor("--state", str(folder), *command, "--json")
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_the_demo_ends_within_a_minute_of_a_machine_that_does_nothing_else(played: tuple[Path, str, float]) -> None:
    busy = max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))
    assert played[2] < 60 * busy


def test_the_demo_raises_every_kind_of_event_that_the_newsroom_gives_cause_for(
    played: tuple[Path, str, float],
) -> None:
    kinds = {row["kind"] for row in rows(played[0], "events") if not row.get("baseline")}
    assert kinds >= {
        *("new_claim", "contradiction", "update", "revision"),
        *("correction", "removal", "source_down", "source_recovered"),
    }


def test_the_demo_alarms_for_each_of_its_conflicts_and_for_no_statement_that_is_silent(
    played: tuple[Path, str, float],
) -> None:
    found = [row for row in rows(played[0], "events") if row["kind"] == "contradiction"]
    assert len(found) == 5
    assert not [row for row in found if "did not mention" in row["summary"]]
    (echo,) = (row for row in found if "denies turning away" in row["summary"])
    alerts = {event: row["alert"] for row in rows(played[0], "alerts", "list") for event in row["events"]}
    (denied,) = (row for row in found if "is not moving" in row["summary"])
    assert alerts[echo["id"]] == alerts[denied["id"]]  # the same denial, quoted: a follow-up and no second alarm


def test_the_readme_shows_an_alert_of_the_demo(played: tuple[Path, str, float]) -> None:
    readme = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
    shown = readme.split("<!-- alert from the demo: begin -->\n```text\n")[1].split("```")[0]
    store = open_store(played[0], read_only=True)
    told = [render(store.outbox.alert(due), Context(due)).body for due in _sent(store)]
    store.close()
    assert _masked(shown) in [_masked(message) for message in told]


def _sent(store: Store) -> list[int]:
    return [row["delivery"] for row in delivery_rows(store.database) if row["kind"] == "contradiction"]


def _masked(message: str) -> str:
    """A message without what differs from one run to the next: ports, ids, the fitted score, and that it was sent."""
    message = re.sub(r"^(Follows what was told|Told before:).*\n", "", message, flags=re.MULTILINE)
    return re.sub(r"(?<=127\.0\.0\.1:)\d+|(?<=alert n)\d+|(?<= e)\d+|(?<=delivery )\d+|0\.\d\d", "#", message).strip()


def test_every_event_of_the_demo_after_the_first_look_is_printed(played: tuple[Path, str, float]) -> None:
    events = [row for row in rows(played[0], "events") if not row.get("baseline")]
    assert events
    assert [row["id"] for row in events if f"e{row['id']} " not in played[1]] == []


def test_every_alert_of_the_demo_reaches_its_webhook(played: tuple[Path, str, float]) -> None:
    alerts = rows(played[0], "alerts", "list")
    assert alerts
    assert {row["state"] for row in alerts} == {"sent"}


def test_the_commands_that_the_demo_recommends_work(played: tuple[Path, str, float]) -> None:
    shown = played[1].split("How to look further")[1].splitlines()
    commands = [line.split("--state")[1].split() for line in shown if "--state" in line]
    assert len(commands) >= 5
    for words in commands:
        done = monitor("--state", *words)
        assert done.returncode == 0, (words, done.stderr)
        assert done.stdout


def test_a_folder_with_other_things_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "feeds.yaml").write_text("stories: []")
    with pytest.raises(UsageError, match="not empty"):
        play(tmp_path, 1.0, replace=True)
    assert (tmp_path / "feeds.yaml").read_text() == "stories: []"
