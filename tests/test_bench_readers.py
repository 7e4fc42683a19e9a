"""The benchmark of the writer beside readers, in small."""

from __future__ import annotations

import random
from pathlib import Path

from benchmarks.long_story import build
from benchmarks.readers import side_by_side
from monitor.store import open_store


def test_neither_the_writer_nor_the_readers_meet_a_lock(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    build(store, 100, random.Random(7))
    store.close()
    written, reading = side_by_side(tmp_path, readers=4, seconds=3, pace=1e6)
    assert written.problems == ()
    assert reading.problems == ()
    assert written.articles > 5
    assert len(reading.seconds) > 4
    store = open_store(tmp_path, read_only=True)
    assert store.database.value("SELECT count(*) FROM articles") == 100 + written.articles
    store.close()
