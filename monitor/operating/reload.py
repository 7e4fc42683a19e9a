"""Notices that feeds.yaml was changed, and reads it without giving up the one in force."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from monitor.config import Config, load_config
from monitor.errors import ConfigError

_Stamp = tuple[int, int, int] | None


@dataclass(slots=True)
class ConfigurationFile:
    """The file, and how it looked when it was read last."""

    path: Path
    environ: Mapping[str, str]
    _seen: _Stamp = field(init=False)

    def __post_init__(self) -> None:
        self._seen = self._stamp()

    def changed(self) -> bool:
        """Whether the file differs from the one looked at last; asking again says no."""
        now = self._stamp()
        changed, self._seen = now != self._seen, now
        return changed

    def read(self) -> Config | ConfigError:
        """The configuration as it stands now, or every reason why it cannot be used."""
        try:
            return load_config(self.path, self.environ)
        except ConfigError as error:
            return error

    def _stamp(self) -> _Stamp:
        try:
            found = self.path.stat()
        except OSError:  # an editor may be between removing and writing it
            return None
        return (found.st_mtime_ns, found.st_size, found.st_ino)
