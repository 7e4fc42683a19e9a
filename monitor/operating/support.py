"""What somebody who is asked for help needs to know of an installation, without a secret or an address."""

from __future__ import annotations

import platform
import sys
from collections import Counter
from importlib import metadata
from pathlib import Path
from typing import Any

from monitor import __version__
from monitor.config import Config

_PACKAGES = ("aiohttp", "apprise", "apscheduler", "feedparser", "spacy", "sqlite-utils", "trafilatura", "onnxruntime")


def installation(state: Path) -> dict[str, Any]:
    """Releases, the machine, and the sizes in bytes of what lies in the state folder."""
    return {
        "monitor": __version__,
        "python": platform.python_version(),
        "platform": f"{platform.system()} {platform.release()} {platform.machine()}",
        "encoding": sys.getfilesystemencoding(),
        "packages": {name: _release(name) for name in _PACKAGES},
        "state": {entry.name: _size(entry) for entry in sorted(state.iterdir())},
    }


def outline(config: Config) -> dict[str, Any]:
    """The shape of the configuration: how many of what, and the settings that hold no address."""
    return {
        "stories": len(config.stories),
        "sources": dict(Counter(source.kind for source in config.sources)),
        "channels": dict(Counter(each.get_secret_value().partition(":")[0] for each in config.channels.values())),
        "alerts": len(config.alerts),
        "judge": {"kind": config.judge.kind, "threshold": config.judge.threshold},
        "polling": config.polling.model_dump(mode="json"),
        "retention": config.retention.model_dump(mode="json"),
    }


def _release(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _size(path: Path) -> int:
    files = [path] if path.is_file() else [each for each in path.rglob("*") if each.is_file()]
    return sum(each.stat().st_size for each in files)
