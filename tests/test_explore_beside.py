"""Ten people look at the history while the daemon writes it at full speed."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from monitor.clock import Clock
from monitor.errors import StoreError
from monitor.explore import pages
from monitor.store import open_store
from tests.test_daemon import ROOT

READERS = 10
STORY = "alibaba-open-source"  # the demo's


def look(state: Path, writer: subprocess.Popen[bytes]) -> tuple[int, list[str]]:
    """Open one page after the other, as long as the writer writes. Returns how many, and every error."""
    opened, problems = 0, []
    while writer.poll() is None:
        if not (state / "history.db").exists():
            continue
        try:
            store = open_store(state, read_only=True)
        except StoreError as error:
            if "there is no history" not in str(error):  # its first transaction may be under way
                problems.append(str(error))
            continue
        try:
            for page in (
                pages.stories(store),
                pages.story(store, STORY, None, None),
                pages.search(store, "model weights"),
            ):
                opened += page is not None
        except StoreError as error:
            problems.append(str(error))
        finally:
            store.close()
    return opened, problems


def test_ten_readers_and_the_writer_never_wait_for_each_other(tmp_path: Path) -> None:
    state = tmp_path / "state"
    command = [sys.executable, "-m", "monitor", "demo", "--speed", "1000", "--keep", str(state)]
    with (
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as writer,
        ThreadPoolExecutor(READERS) as readers,
    ):
        found = list(readers.map(lambda _: look(state, writer), range(READERS)))
        assert writer.stderr is not None
        said = writer.stderr.read().decode()
    assert writer.returncode == 0, said
    assert "locked" not in said
    assert [problem for _, problems in found for problem in problems] == []
    assert sum(opened for opened, _ in found) > READERS
    store = open_store(state, read_only=True)
    assert store.events.since()
    assert Clock().now() > store.events.since()[0].at
    store.close()
