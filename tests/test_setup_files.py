"""What a fresh machine needs is locked by hash and names no place."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from importlib import util
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[1]
LOCKS = ("requirements.lock", "tools/uv.lock.txt")


@pytest.fixture
def setup_tool() -> ModuleType:
    spec = util.spec_from_file_location("setup_tool", ROOT / "tools" / "setup.py")
    assert spec is not None
    assert spec.loader is not None
    module = util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def requirements(lock: str) -> dict[str, str]:
    """Each locked package with the lines that follow it."""
    blocks = re.split(r"^(?=\S)", (ROOT / lock).read_text(), flags=re.MULTILINE)
    return {block.partition("==")[0].lower(): block for block in blocks if "==" in block}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_has_a_hash(lock: str) -> None:
    locked = requirements(lock)
    assert locked
    assert [name for name, block in locked.items() if "--hash=sha256:" not in block] == []


def test_every_dependency_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = project["dependencies"] + project["optional-dependencies"]["dev"]
    names = {re.split(r"[\s<>=!~;\[]", line)[0].lower() for line in wanted} - {project["name"]}
    assert names - set(requirements("requirements.lock")) == set()


@pytest.mark.parametrize("name", [*LOCKS, "Makefile", "tools/setup.py", "pyproject.toml", ".ci/run"])
def test_no_set_up_file_names_an_index_or_a_machine(name: str) -> None:
    text = (ROOT / name).read_text().replace("--no-emit-index-url", "")
    assert re.findall(r"--(?:extra-)?index-url|--find-links|file://\S*|/(?:home|root|Users|work|tmp)/\S*", text) == []


def test_an_unfitting_python_hands_over_or_says_what_to_install(
    setup_tool: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(setup_tool, "OLDEST", (3, 98))
    monkeypatch.setattr(setup_tool, "NEWEST", (3, 99))
    assert setup_tool.main() == 1
    said = capsys.readouterr().err
    assert "3.98 to 3.99" in said
    assert "make PYTHON=" in said

    other = tmp_path / "python3.99"
    other.write_text(f'#!/bin/sh\n[ "$1" = -c ] || echo ran > {tmp_path}/ran\n')
    other.chmod(0o755)
    assert setup_tool.main() == 0
    assert (tmp_path / "ran").exists()


def test_an_environment_that_is_ready_is_left_alone(
    setup_tool: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    stamp = tmp_path / "ready"
    stamp.write_text(setup_tool.fingerprint())
    monkeypatch.setattr(setup_tool, "STAMP", stamp)
    monkeypatch.setattr(setup_tool, "VENV", tmp_path / "nothing")
    assert setup_tool.main() == 0
    assert not (tmp_path / "nothing").exists()


def test_what_the_environment_was_built_from_changes_with_the_lock(
    setup_tool: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before = setup_tool.fingerprint()
    (tmp_path / "requirements.lock").write_text("other")
    monkeypatch.setattr(setup_tool, "LOCK", tmp_path / "requirements.lock")
    assert setup_tool.fingerprint() != before


def test_a_command_that_fails_or_is_missing_is_a_no(setup_tool: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    assert setup_tool.run([sys.executable, "-c", ""])
    assert not setup_tool.run([sys.executable, "-c", "raise SystemExit(3)"])
    assert not setup_tool.run(["no-such-program-here"])
    assert "no-such-program-here" in capsys.readouterr().err


def test_make_knows_every_target_that_is_promised() -> None:
    for target in (".venv", "demo", "test", "check", "bench", "lock"):
        done = subprocess.run(["make", "-n", target], cwd=ROOT, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
