"""The service unit and the container are what the service manager and the documentation say."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from monitor import __version__

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"


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


def test_the_container_runs_without_root_and_with_a_health_check() -> None:
    stages = (DEPLOY / "Containerfile").read_text().split("\nFROM ")[1:]
    assert len(stages) == 2
    assert re.search(r"^USER \d+$", stages[-1], re.MULTILINE)
    assert "HEALTHCHECK" in stages[-1]
    assert ":latest" not in "".join(stages)
    assert "--require-hashes" in stages[0]
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", stages[0], re.MULTILINE)
    missing = [name for line in copied for name in line.split() if not (ROOT / name).exists()]
    assert not missing


def test_the_compose_file_builds_that_container_and_keeps_the_state() -> None:
    service = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]["monitor"]
    assert (DEPLOY / service["build"]["context"] / service["build"]["dockerfile"]).resolve() == DEPLOY / "Containerfile"
    assert service["read_only"] is True
    assert "state:/var/lib/monitor" in service["volumes"]


def test_the_changelog_tells_of_this_version() -> None:
    assert f"## {__version__}" in (ROOT / "CHANGELOG.md").read_text()
