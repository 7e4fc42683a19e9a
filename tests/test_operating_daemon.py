"""The daemon as a service: readiness, watchdog, health, metrics, reloads, and a disk without room."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml

from monitor.errors import MonitorError
from monitor.operating.systemd import notify
from monitor.store import open_store
from tests.desk import CLAIM, START, Desk, item, moment, open_desk
from tests.test_daemon import ROOT, command, finished


@contextmanager
def service(desk: Desk, **environ: str) -> Iterator[subprocess.Popen[str]]:
    """`monitor run` with its log on a pipe, killed at the end if it still runs."""
    import os

    process = subprocess.Popen(
        command(desk, "run"), cwd=ROOT, stderr=subprocess.PIPE, text=True, env={**os.environ, **environ}
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def until(process: subprocess.Popen[str], phrase: str) -> dict[str, Any]:
    """The next log record that holds a phrase; each line is one JSON object where no terminal is."""
    assert process.stderr is not None
    for line in process.stderr:
        if phrase in line:
            record: dict[str, Any] = json.loads(line)
            return record
    raise AssertionError(f"the daemon ended before it said {phrase!r}")


def change(desk: Desk, **sections: Any) -> None:
    """Write other values for top-level sections of the desk's feeds.yaml, in one step as editors do."""
    settings = yaml.safe_load(desk.config.read_text())
    fresh = desk.config.with_suffix(".new")
    fresh.write_text(yaml.safe_dump({**settings, **sections}, sort_keys=False))
    fresh.replace(desk.config)


def fetched(url: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def test_a_changed_configuration_is_followed_and_a_wrong_one_is_refused(tmp_path: Path) -> None:
    with open_desk(tmp_path) as desk:
        change(desk, service={"listen": "127.0.0.1:0"})
        desk.turn(moment(0), moment(1, publish=(item("h1", "harbour", CLAIM),)))
        with service(desk) as process:
            first = until(process, "health and metrics")["event"].rpartition(" ")[2]
            change(desk, polling={"interval": "soon"})
            refused = until(process, "cannot be used")
            assert refused["level"] == "error"
            assert "polling.interval" in refused["event"]
            shown = subprocess.run(command(desk, "status", "--json"), cwd=ROOT, capture_output=True, text=True)
            assert "polling.interval" in json.loads(shown.stdout)["config_problem"]
            assert fetched(f"{first}/healthz")[0] == 200
            change(desk, polling={"interval": "2h"})
            until(process, "following the new one")
            second = until(process, "health and metrics")["event"].rpartition(" ")[2]
            status, metrics = fetched(f"{second}/metrics")
            assert status == 200
            assert "monitor_healthy 1.0" in metrics
            assert fetched(f"{second}/elsewhere")[0] == 404
        after = subprocess.run(command(desk, "status", "--json"), cwd=ROOT, capture_output=True, text=True)
        assert json.loads(after.stdout)["config_problem"] is None


def test_the_service_manager_is_told_of_readiness_and_of_finished_work(tmp_path: Path) -> None:
    address = str(tmp_path / "notify")
    with open_desk(tmp_path) as desk, socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(address)
        manager.settimeout(60)
        with service(desk, NOTIFY_SOCKET=address) as process:
            assert manager.recv(100) == b"READY=1"
            assert manager.recv(100) == b"WATCHDOG=1"
            process.terminate()
            told = manager.recv(100)
            while told == b"WATCHDOG=1":
                told = manager.recv(100)
            assert told == b"STOPPING=1"


def test_a_service_manager_that_does_not_listen_stops_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    address = str(tmp_path / "notify")
    monkeypatch.setenv("NOTIFY_SOCKET", address)
    assert not notify("READY=1")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(address)
        told = 0
        while notify("WATCHDOG=1"):
            told += 1
        assert told > 0
        assert manager.recv(100) == b"WATCHDOG=1"
        assert notify("WATCHDOG=1")


def test_a_disk_without_room_is_refused_before_anything_is_fetched(tmp_path: Path) -> None:
    with open_desk(tmp_path) as desk:
        change(desk, service={"min_free": "9000000GB"})
        refused = subprocess.run(command(desk, "poll"), cwd=ROOT, capture_output=True, text=True)
        assert refused.returncode == 1
        assert "MB are free" in refused.stderr
        assert not (desk.state / "history.db").exists()


def test_a_disk_that_fills_while_the_daemon_runs_stops_fetching_and_makes_it_unhealthy(tmp_path: Path) -> None:
    with open_desk(tmp_path) as desk, service(desk) as process:
        until(process, "pruned")
        change(desk, service={"min_free": "9000000GB"})
        assert until(process, "MB are free")["level"] == "error"
        shown = subprocess.run(command(desk, "status", "--json"), cwd=ROOT, capture_output=True, text=True)
        assert shown.returncode == 1
        assert "MB are free" in json.loads(shown.stdout)["reasons"][0]
        change(desk, service={})
        until(process, "there is room on the disk again")


def test_a_daemon_that_starts_without_room_delivers_and_fetches_once_there_is_room(tmp_path: Path) -> None:
    with open_desk(tmp_path) as desk:
        change(desk, service={"min_free": "9000000GB"})
        desk.turn(moment(0), moment(1, publish=(item("h1", "harbour", CLAIM),)))
        with service(desk, NOTIFY_SOCKET="") as process:
            assert until(process, "MB are free")["level"] == "error"
            change(desk, service={})
            until(process, "there is room on the disk again")
            assert until(process, "1 entry, 1 new")["event"].startswith("harbour")


def test_no_secret_stands_in_the_log_or_in_what_a_request_for_help_shows(tmp_path: Path) -> None:
    with open_desk(tmp_path) as desk:
        secret = "s3cr3t-of-the-desk"
        change(desk, channels={"desk": f"json://user:{secret}@127.0.0.1:9/"})
        with service(desk) as process:
            until(process, "pruned")
            process.terminate()
            assert process.stderr is not None
            assert secret not in process.stderr.read()
        shown = subprocess.run(command(desk, "status", "--explain"), cwd=ROOT, capture_output=True, text=True)
        assert secret not in shown.stdout
        found = json.loads(shown.stdout)
        assert found["configuration"]["channels"] == {"json": 1}
        assert found["history"]["quick_check"] == "ok"
        assert found["installation"]["monitor"]


def test_a_history_that_cannot_be_read_is_told_over_http() -> None:
    from monitor.operating.health import HealthServer

    def broken() -> dict[str, Any]:
        raise OSError("the disk is gone")

    with HealthServer("127.0.0.1", 0, broken) as server:
        status, body = fetched(f"http://127.0.0.1:{server.port}/healthz")
        assert (status, json.loads(body)["healthy"]) == (503, False)
        assert "the disk is gone" in body
        assert "monitor_healthy 0.0" in fetched(f"http://127.0.0.1:{server.port}/metrics")[1]


async def test_a_restored_backup_goes_on_where_it_was(tmp_path: Path) -> None:
    with open_desk(tmp_path) as desk:
        await desk.play([moment(0), moment(1, publish=(item("h1", "harbour", CLAIM),))])
        copy = tmp_path / "copy.db"
        done = await finished(command(desk, "backup", str(copy)))
        assert done.returncode == 0, done.stderr
        before = desk.events()
        for leftover in desk.state.glob("history.db*"):
            leftover.unlink()
        copy.rename(desk.state / "history.db")
        await desk.poll()
        assert desk.events() == before
        store = open_store(desk.state, read_only=True)
        assert store.database.value("PRAGMA integrity_check") == "ok"
        store.close()


def test_a_job_that_fails_in_the_same_way_every_second_is_told_once(caplog: pytest.LogCaptureFixture) -> None:
    from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_EXECUTED, JobExecutionEvent

    from monitor.daemon import _Report

    report = _Report()
    for problem in (None, "full", "full", "full", "torn", None, None, "full"):
        code = EVENT_JOB_ERROR if problem else EVENT_JOB_EXECUTED
        error = MonitorError(problem) if problem else None
        report(JobExecutionEvent(code, "advance", "default", START, exception=error))
    said = [record.getMessage().removeprefix("job advance").lstrip(": ") for record in caplog.records]
    assert said == ["full", "torn", "works again", "full"]


def test_the_log_is_one_json_object_a_line_with_level_and_time() -> None:
    code = (
        "import logging; from monitor.operating.logs import SecretMask, log_lines;"
        "log_lines(logging.INFO, SecretMask()); logging.getLogger('monitor').info('all %s', 'well')"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    record = json.loads(shown.stderr)
    assert (record["event"], record["level"], record["logger"]) == ("all well", "info", "monitor")
    assert record["timestamp"].endswith("Z")
