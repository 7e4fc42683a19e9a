"""How an attempt ended, from what the service answered, and how long it asks to be left alone."""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import cache
from http import HTTPStatus
from typing import Any

from monitor.clock import Clock
from monitor.model_alerts import SendOutcome, SendResult
from monitor.network.limits import asked_pause, http_date

_HTTP_STATUS = re.compile(r"\berror=(\d{3})\b")
_SMTP_STATUS = re.compile(r"\((\d{3}), ?b['\"]|was refused: (\d{3}) ")
_WORTH_RETRYING = frozenset({408, 425, 429})
_ASKS_FOR_REST = frozenset({429, 503})
_TROUBLES = (
    (re.compile(r"refused", re.I), "the connection was refused"),
    (re.compile(r"timed out|timeout", re.I), "no answer in time"),
    (re.compile(r"resolv|getaddrinfo|name or service|nodename", re.I), "the host name was not found"),
    (re.compile(r"certificate|ssl", re.I), "the secure connection could not be set up"),
    (re.compile(r"reset|abort|closed|disconnected|broken pipe", re.I), "the connection was closed early"),
    (re.compile(r"unreachable|no route", re.I), "the host cannot be reached"),
)

_HEARD = threading.local()


def verdict(status: str, log: Sequence[str]) -> SendResult:
    """How an attempt ended, from Apprise's status and what the plugin logged of it.

    HTTP: 3xx and 4xx are permanent but for 408, 425 and 429; SMTP: 5yz is permanent (RFC 5321 §4.2.1).
    What cannot be told is taken as transient: the retries end it.
    """
    if status == "SUCCESS":
        return SendResult(SendOutcome.SENT)
    if status == "NOMATCH":
        return SendResult(SendOutcome.PERMANENT, "the channel has nobody to send to")
    return _logged_status(log) or _smtp_verdict(log) or _trouble(log)


def _logged_status(log: Sequence[str]) -> SendResult | None:
    codes = [int(code) for line in log for code in _HTTP_STATUS.findall(line)]
    if not codes or codes[-1] < 300:
        return None
    return http_verdict(codes[-1])


def http_verdict(code: int) -> SendResult:
    """What a status that is no success means: 3xx and 4xx are permanent but for 408, 425 and 429."""
    phrase = next((known.phrase for known in HTTPStatus if known == code), "unknown status")
    outcome = SendOutcome.TRANSIENT if code >= 500 or code in _WORTH_RETRYING else SendOutcome.PERMANENT
    return SendResult(outcome, f"the service answered HTTP {code} ({phrase})")


def _smtp_verdict(log: Sequence[str]) -> SendResult | None:
    codes = [int(one or other) for line in log for one, other in _SMTP_STATUS.findall(line)]
    if not codes:
        return None
    outcome = SendOutcome.PERMANENT if codes[-1] >= 500 else SendOutcome.TRANSIENT
    return SendResult(outcome, f"the mail server answered {codes[-1]}")


def _trouble(log: Sequence[str]) -> SendResult:
    found = (words for line in log if "xception" in line for sign, words in _TROUBLES if sign.search(line))
    return SendResult(SendOutcome.TRANSIENT, next(found, "the service did not take the message"))


def pause(status: int, headers: Mapping[str, str]) -> timedelta | None:
    """How long the answer asks to be left alone, as its own clock has it. Names of fields are in lower case."""
    now = http_date(headers.get("date")) or Clock().now()
    return asked_pause(headers, status in _ASKS_FOR_REST, now)


def hearing() -> None:
    """Begin to listen to the answers that this thread's next attempt gets."""
    _listen()
    _HEARD.pause = None


def heard_pause() -> timedelta | None:
    """How long the last answer asked this thread to wait."""
    found: timedelta | None = getattr(_HEARD, "pause", None)
    return found


@cache
def _listen() -> None:
    """Apprise keeps the headers of an answer to itself; its services ask by `requests`."""
    from requests import Response, Session

    send = Session.send

    def listened(self: Session, *what: Any, **how: Any) -> Response:
        answer = send(self, *what, **how)
        _HEARD.pause = pause(answer.status_code, {name.lower(): value for name, value in answer.headers.items()})
        return answer

    Session.send = listened  # type: ignore[method-assign]
