"""Every way in which asking a server goes wrong, as one value.

The sentences hold neither addresses with their queries nor words of the server: both may carry secrets
or markup.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Mapping
from datetime import timedelta
from typing import NamedTuple

import aiohttp
from aiohttp.http_exceptions import HttpProcessingError

from monitor.network.addresses import ForbiddenAddress
from monitor.network.decoding import BadEncoding
from monitor.network.messages import Failure, FailureKind

OUTSIDE = (aiohttp.ClientError, HttpProcessingError, OSError, ValueError, BadEncoding)
"""What talking to a server raises: TimeoutError, ssl and socket errors are OSErrors."""

_REFUSED = frozenset({401, 402, 403, 451})
_MEANINGS = {
    401: "wants credentials (401)",
    402: "wants payment (402)",
    403: "refuses us (403)",
    404: "does not have this page (404)",
    410: "says that this is gone for good (410)",
    451: "may not show this for legal reasons (451)",
    204: "answered with no content (204)",
    206: "answered with a part only (206), which was not asked for",
    304: "says that nothing changed (304), though we had nothing to compare with",
}


class _Cause(NamedTuple):
    kind: FailureKind
    reason: str


def from_exception(error: BaseException, url: str, host: str) -> Failure:
    """The failure that an exception of the connection, the parser or the decoder stands for."""
    cause = _cause(error, host)
    return Failure(url, cause.kind, cause.reason)


def _cause(error: BaseException, host: str) -> _Cause:
    if isinstance(error, BadEncoding):
        return _Cause(FailureKind.BAD_ENCODING, f"{host} sent {error}")
    if isinstance(error, TimeoutError):
        return _Cause(FailureKind.TIMEOUT, f"{host} took too long to answer")
    inner = getattr(error, "os_error", None) if isinstance(error, aiohttp.ClientConnectorError) else error
    if isinstance(inner, ForbiddenAddress):
        return _Cause(
            FailureKind.FORBIDDEN_ADDRESS,
            f"{host} is at a private, loopback or reserved address; network.allow_private_addresses permits one",
        )
    if isinstance(error, aiohttp.ClientConnectorDNSError | socket.gaierror):
        return _Cause(FailureKind.DNS, f"the name {host} was not found")
    if isinstance(error, aiohttp.ClientSSLError | ssl.SSLError | ssl.CertificateError):
        return _Cause(FailureKind.TLS, f"no secure connection to {host}: {_tls_detail(inner)}")
    if isinstance(error, aiohttp.ClientProxyConnectionError | aiohttp.ClientHttpProxyError):
        return _Cause(FailureKind.CONNECT, "the proxy could not be used; see network.proxy")
    return _transfer_cause(error, host)


def _transfer_cause(error: BaseException, host: str) -> _Cause:
    if isinstance(error, aiohttp.ClientConnectorError):
        return _Cause(FailureKind.CONNECT, f"no connection to {host}: {_os_detail(error)}")
    if isinstance(error, aiohttp.InvalidURL):
        return _Cause(FailureKind.PROTOCOL, "the address is malformed")
    if isinstance(error, aiohttp.ClientPayloadError):
        return _Cause(FailureKind.PROTOCOL, f"the answer of {host} was cut short")
    if isinstance(error, aiohttp.ClientConnectionError | OSError):
        return _Cause(FailureKind.CONNECT, f"{host} closed the connection before its answer was complete")
    return _Cause(FailureKind.PROTOCOL, f"{host} sent something that is not valid HTTP")


def _tls_detail(error: object) -> str:
    certificate = getattr(error, "certificate_error", None) or getattr(error, "os_error", None) or error
    return getattr(certificate, "verify_message", None) or "the handshake failed"


def _os_detail(error: aiohttp.ClientConnectorError) -> str:
    return (error.os_error.strerror or "it was refused").lower()


def from_status(url: str, host: str, status: int, headers: Mapping[str, str], pause: timedelta | None) -> Failure:
    """The failure that an HTTP status stands for; `pause` is how long the host asks to be left alone."""
    reason = f"{host} {_MEANINGS.get(status, f'answered with status {status}')}"
    if headers.get("cf-mitigated", "").lower() == "challenge":
        reason = f"{host} shows a challenge for browsers ({status}); ask the publisher to allow this reader"
        return Failure(url, FailureKind.BLOCKED, reason, status)
    if status == 429 or (status in (403, 503) and pause is not None):
        reason = f"{host} asks to be left alone for a while ({status})"
        return Failure(url, FailureKind.RATE_LIMITED, reason, status, pause)
    return Failure(url, _kind_of(status), reason, status)


def _kind_of(status: int) -> FailureKind:
    if status in _REFUSED:
        return FailureKind.BLOCKED
    if status == 404:
        return FailureKind.NOT_FOUND
    if status == 410:
        return FailureKind.GONE
    return FailureKind.HTTP
