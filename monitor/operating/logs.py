"""Log lines for a person on a terminal, and as JSON for everything else; no secret in either."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Mapping, MutableMapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from structlog.typing import Processor

    from monitor.config import Config

Redact = Callable[[str], str]


class SecretMask:
    """Replaces the secrets of the configuration that is in force wherever they stand in a log record."""

    def __init__(self) -> None:
        self._redact: Redact = str

    def follow(self, config: Config) -> None:
        """Mask the secrets of this configuration from now on."""
        self._redact = config.redact

    def __call__(self, _logger: object, _method: str, record: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        """The record without its secrets: a processor of structlog."""
        return {key: self._masked(value) for key, value in record.items()}

    def _masked(self, value: object) -> object:
        if isinstance(value, str):
            return self._redact(value)
        if isinstance(value, Mapping):
            return {key: self._masked(each) for key, each in value.items()}
        if isinstance(value, list | tuple):
            return [self._masked(each) for each in value]
        return value


def log_lines(level: int, mask: SecretMask) -> None:
    """Write every log record to stderr from `level` on: one readable line, or one JSON object where no one watches."""
    import structlog

    watched = sys.stderr.isatty()
    shared: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    last: list[Processor] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta]
    if watched:
        last += [mask, _plain, structlog.dev.ConsoleRenderer(colors=True)]
    else:
        last += [structlog.processors.format_exc_info, mask, structlog.processors.JSONRenderer(ensure_ascii=False)]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=last))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("monitor").setLevel(level)
    # A cycle that takes longer than a tick is no news, and how a job fails the daemon says itself.
    logging.getLogger("apscheduler").setLevel(logging.CRITICAL)


def _plain(_logger: object, _method: str, record: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Without control characters, which a terminal would obey."""
    from monitor.commands.output import clean

    return {key: clean(value) if isinstance(value, str) else value for key, value in record.items()}
