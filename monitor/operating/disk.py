"""Whether there is room to go on. A history that cannot be written to is worse than one that waits."""

from __future__ import annotations

import shutil
from pathlib import Path


def shortage(state: Path, needed: int) -> str | None:
    """What is wrong when fewer than `needed` bytes are free where the history lies; None when there is room."""
    place = next(folder for folder in (state.absolute(), *state.absolute().parents) if folder.exists())
    free = shutil.disk_usage(place).free
    if free >= needed:
        return None
    return (
        f"only {free / 1e6:.0f} MB are free at {state}, and {needed / 1e6:.0f} MB are asked for (min_free): "
        "nothing new is fetched until there is room; `monitor prune` or a larger disk makes some"
    )
