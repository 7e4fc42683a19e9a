"""The only room that opens connections to sources: polite, bounded, guarded.

`Client` lives in `monitor.network.client`, because aiohttp takes long to import and most commands need
no network.
"""

from monitor.network.messages import Failure, FailureKind, NetworkSettings, Purpose, Request, Response

__all__ = ["Failure", "FailureKind", "NetworkSettings", "Purpose", "Request", "Response"]
