"""The only room that opens connections to sources: polite, bounded, guarded.

`Client` is loaded when it is first asked for: aiohttp takes long to import, and most commands need no
network.
"""

from typing import TYPE_CHECKING, Any

from monitor.network.limits import fresh_for
from monitor.network.messages import Failure, FailureKind, NetworkSettings, Purpose, Request, Response

if TYPE_CHECKING:
    from monitor.network.client import Client

__all__ = [
    "Client",
    "Failure",
    "FailureKind",
    "NetworkSettings",
    "Purpose",
    "Request",
    "Response",
    "fresh_for",
]


def __getattr__(name: str) -> Any:
    if name == "Client":
        from monitor.network.client import Client

        return Client
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
