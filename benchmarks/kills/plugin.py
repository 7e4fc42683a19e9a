"""A judge that is the rules, and that never answers while the file that it is told of is there."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from monitor.comparison import Judge, JudgeSetup
from monitor.comparison.rules import RulesJudge
from monitor.model import Judgement, Pair
from monitor.plugins import hookimpl

SILENT = "KILLS_SILENT_JUDGE"  # the variable that names the file
NAME = "moody"


class Moody:
    """The rules, or silence."""

    name = NAME

    def __init__(self, setup: JudgeSetup) -> None:
        self._rules = RulesJudge(setup.threshold)

    def judge(self, pairs: Sequence[Pair]) -> list[Judgement]:
        """What the rules say, where anything is said."""
        if Path(os.environ[SILENT]).exists():
            threading.Event().wait()
        return self._rules.judge(pairs)


@hookimpl
def register_judges() -> Mapping[str, Callable[[JudgeSetup], Judge]]:
    return {NAME: Moody}


def install(folder: Path) -> None:
    """Write what makes a folder on the path name this module as an installed plugin."""
    info = folder / "kills_plugin-1.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: kills-plugin\nVersion: 1\n")
    (info / "entry_points.txt").write_text(f"[story_monitor]\n{NAME} = {__name__}\n")
