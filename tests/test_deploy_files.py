"""The service unit and the container are what the service manager and the documentation say."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from configparser import RawConfigParser
from pathlib import Path

import pytest
import yaml

from monitor import __version__

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
_INSTRUCTIONS = {"FROM", "WORKDIR", "COPY", "RUN", "ENV", "USER", "VOLUME", "HEALTHCHECK", "ENTRYPOINT", "CMD"}


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze, which .ci/run installs")
def test_systemd_finds_nothing_wrong_with_the_unit_and_little_exposed(tmp_path: Path) -> None:
    unit = tmp_path / "monitor.service"
    # The one thing that is not on every machine is the program that the unit starts.
    unit.write_text((DEPLOY / "monitor.service").read_text().replace("/opt/monitor/.venv/bin/monitor", "/bin/true"))
    verified = subprocess.run(["systemd-analyze", "verify", str(unit)], capture_output=True, text=True)
    assert (verified.returncode, verified.stderr) == (0, "")
    rated = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--threshold=20", str(unit)], capture_output=True, text=True
    )
    assert rated.returncode == 0, rated.stdout[-200:]


def unit() -> RawConfigParser:
    parser = RawConfigParser(strict=False)
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # systemd's keys have upper-case letters
    parser.read(DEPLOY / "monitor.service")
    return parser


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("Type", "notify"),
        ("Restart", "always"),
        ("DynamicUser", "yes"),
        ("NoNewPrivileges", "yes"),
        ("CapabilityBoundingSet", ""),
        ("ProtectSystem", "strict"),
    ],
)
def test_the_unit_says_when_it_is_ready_starts_again_and_may_do_little(key: str, value: str) -> None:
    assert unit()["Service"][key] == value


def test_the_watchdog_bites_after_the_longest_task_and_not_before_a_day() -> None:
    minutes = re.fullmatch(r"(\d+)min", unit()["Service"]["WatchdogSec"])
    assert minutes is not None
    assert 5 <= int(minutes[1]) < 24 * 60


def instructions() -> list[tuple[str, str]]:
    """The container's instructions with their arguments, each on one line."""
    joined = (DEPLOY / "Containerfile").read_text().replace("\\\n", " ")
    lines = [line.strip() for line in joined.splitlines()]
    return [(word, rest) for word, _, rest in (line.partition(" ") for line in lines if line and line[0] != "#")]


def stages() -> list[list[tuple[str, str]]]:
    """The instructions of each stage, its FROM first."""
    found: list[list[tuple[str, str]]] = []
    for each in instructions():
        if each[0] == "FROM":
            found.append([])
        found[-1].append(each)
    return found


def test_the_container_holds_known_instructions_in_two_stages_of_a_named_release() -> None:
    assert {word for word, _ in instructions()} <= _INSTRUCTIONS
    assert len(stages()) == 2
    for stage in stages():
        assert re.fullmatch(r"python:3\.1[1-3]-slim( AS \w+)?", stage[0][1])


def test_the_container_runs_without_root_and_with_a_health_check() -> None:
    last = stages()[-1]
    users = [rest for word, rest in last if word == "USER"]
    assert users
    assert users[-1].isdigit()
    assert int(users[-1]) >= 1000
    after = [word for word, _ in last[last.index(("USER", users[-1])) :]]
    assert not {"RUN", "COPY"} & set(after)
    (health,) = (rest for word, rest in last if word == "HEALTHCHECK")
    assert "status" in json.loads(health[health.index("[") :])


def test_what_the_container_starts_are_lists_so_that_signals_reach_the_daemon() -> None:
    started = {word: json.loads(rest) for word, rest in stages()[-1] if word in ("ENTRYPOINT", "CMD")}
    assert started["ENTRYPOINT"][0] == "monitor"
    assert started["CMD"] == ["run"]


def test_the_container_installs_what_is_locked_by_hash_and_copies_what_is_there() -> None:
    runs = " ".join(rest for word, rest in stages()[0] if word == "RUN")
    downloads = [part for part in re.split(r"&&", runs) if "install" in part and "--no-index" not in part]
    assert downloads
    assert all("--require-hashes" in part for part in downloads)
    copies = [rest for word, rest in stages()[0] if word == "COPY"]
    assert [name for rest in copies for name in rest.split()[:-1] if not (ROOT / name).exists()] == []


def test_the_compose_file_builds_that_container_and_keeps_the_state() -> None:
    service = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]["monitor"]
    assert (DEPLOY / service["build"]["context"] / service["build"]["dockerfile"]).resolve() == DEPLOY / "Containerfile"
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "state:/var/lib/monitor" in service["volumes"]
    assert "ports" not in service


@pytest.mark.parametrize("kept_out_of", [".gitignore", ".dockerignore"])
def test_secrets_beside_the_compose_file_are_neither_committed_nor_handed_to_a_build(kept_out_of: str) -> None:
    (secrets,) = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]["monitor"]["env_file"]
    assert f"deploy/{secrets['path']}" in (ROOT / kept_out_of).read_text().splitlines()


def test_the_changelog_tells_of_this_version() -> None:
    assert f"## {__version__}" in (ROOT / "CHANGELOG.md").read_text()
