"""The errors that a person can act on.

    MonitorError
    ├── ConfigError        feeds.yaml is wrong: file, line, key, and the way out
    ├── UsageError         a command was given something it cannot use
    ├── StoreError         the history cannot be read or written
    │   ├── StoreFault     it refuses one row, which is a fault of ours in one unit of work
    │   ├── StoreLocked    another process holds it
    │   └── StoreTooNew    it was written by a newer release
    ├── FeedError          a body that is not a readable feed
    ├── JudgeError         a judge cannot be set up
    ├── ChannelError       a channel's address is unusable
    ├── EngineError        the cluster cannot be used, or not now (`monitor.cluster`)
    └── WorkerFailed       a worker process ended before its task (`monitor.workers`)

Expected failures of the outside world (a 503, a blocked page, a refused delivery) are values, not
exceptions: `network.Failure`, `Extraction.status`, `SendResult`.
"""

from __future__ import annotations


class MonitorError(Exception):
    """An error with a sentence that says what to do."""


class ConfigError(MonitorError):
    """The configuration cannot be used. `problems` lists every place, one sentence each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class UsageError(MonitorError):
    """A command was given an id, a file or an option that it cannot use."""


class StoreError(MonitorError):
    """The history cannot be read or written."""


class StoreFault(StoreError):
    """The history refuses a row; the file is well."""


class StoreLocked(StoreError):
    """Another process holds the state directory."""


class StoreTooNew(StoreError):
    """The history was written by a newer release."""


class EngineError(MonitorError):
    """The cluster cannot be used, or was lost; what was under way is found again later."""


class FeedError(MonitorError):
    """A body that is not a readable feed. `hint` names a likely way out."""

    def __init__(self, reason: str, hint: str | None = None) -> None:
        super().__init__(reason if hint is None else f"{reason} ({hint})")
        self.reason = reason
        self.hint = hint


class JudgeError(MonitorError):
    """A judge cannot be set up as configured."""


class ChannelError(MonitorError):
    """A channel's address cannot be used; the address itself is not repeated."""

    def __init__(self, channel: str, reason: str) -> None:
        super().__init__(f"channel {channel}: {reason}")
        self.channel = channel
