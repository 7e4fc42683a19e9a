"""The only room that opens connections to sources: polite, bounded, guarded.

`Client` is loaded, with what it may know, when it is first asked for: aiohttp takes long to import, and most
commands need no network.
"""

from typing import TYPE_CHECKING, Any

from monitor.network.limits import fresh_for
from monitor.network.messages import Failure, FailureKind, NetworkSettings, Purpose, Request, Response

if TYPE_CHECKING:
    from monitor.network.client import Client, Known

__all__ = [
    "Client",
    "Failure",
    "FailureKind",
    "Known",
    "NetworkSettings",
    "Purpose",
    "Request",
    "Response",
    "fresh_for",
]


def __getattr__(name: str) -> Any:
    if name in ("Client", "Known"):
        from monitor.network import client

        return getattr(client, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
