"""Makes one attempt to deliver one message to one channel, within a deadline, and says how it ended."""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Sequence
from concurrent.futures import Future
from http import HTTPStatus
from typing import TYPE_CHECKING

from monitor.alerts.channels import open_service
from monitor.alerts.mail import name_mail
from monitor.model import Message, SendOutcome, SendResult

if TYPE_CHECKING:
    from apprise import NotifyBase

_HTTP_STATUS = re.compile(r"\berror=(\d{3})\b")
_SMTP_STATUS = re.compile(r"\((\d{3}), ?b['\"]|was refused: (\d{3}) ")
_WORTH_RETRYING = frozenset({408, 425, 429})
_TROUBLES = (
    (re.compile(r"refused", re.I), "the connection was refused"),
    (re.compile(r"timed out|timeout", re.I), "no answer in time"),
    (re.compile(r"resolv|getaddrinfo|name or service|nodename", re.I), "the host name was not found"),
    (re.compile(r"certificate|ssl", re.I), "the secure connection could not be set up"),
    (re.compile(r"reset|abort|closed|disconnected|broken pipe", re.I), "the connection was closed early"),
    (re.compile(r"unreachable|no route", re.I), "the host cannot be reached"),
)


def send(url: str, message: Message, deadline: float) -> SendResult:
    """One attempt, which blocks the calling thread for at most `deadline` seconds.

    A result's reason is put together from fixed words and a status, so that it holds no part of the
    address. After a timeout the service may still have taken the message: a repetition carries the same id.
    """
    try:
        return _start(url, message, deadline).result(timeout=deadline)
    except TimeoutError:
        return _too_late(deadline)


async def deliver(url: str, message: Message, deadline: float) -> SendResult:
    """`send` for an event loop: the loop goes on meanwhile, and cancelling it waits for nothing."""
    import asyncio

    try:
        return await asyncio.wait_for(asyncio.wrap_future(_start(url, message, deadline)), deadline)
    except TimeoutError:
        return _too_late(deadline)


def _too_late(deadline: float) -> SendResult:
    return SendResult(SendOutcome.TRANSIENT, f"no answer within {deadline:g} s")


def _start(url: str, message: Message, deadline: float) -> Future[SendResult]:
    """Runs the attempt in a daemon thread: a service that drips bytes then delays neither us nor our exit."""
    future: Future[SendResult] = Future()
    future.set_running_or_notify_cancel()

    def work() -> None:
        try:
            future.set_result(_attempt(url, message, deadline))
        except Exception as error:  # noqa: BLE001  # one attempt is one unit of work: recorded in its result
            reason = f"the attempt failed unexpectedly ({type(error).__name__})"
            future.set_result(SendResult(SendOutcome.TRANSIENT, reason))

    threading.Thread(target=work, name="delivery", daemon=True).start()
    return future


def _attempt(url: str, message: Message, deadline: float) -> SendResult:
    from apprise import Apprise

    service = open_service(url)
    if isinstance(service, str):
        return SendResult(SendOutcome.PERMANENT, service)
    bound_waits(service, deadline)
    name_mail(service, message)
    one = Apprise(asset=service.asset)
    one.add(service)
    body_format = service.resolve_format(None if message.plain else "text")
    with one.notify(
        body=message.body,
        title=message.title,
        body_format=body_format,
        log_level=logging.DEBUG,
    ) as result:
        return verdict(result.status.name, [entry.message for entry in result.logs()])


def bound_waits(service: NotifyBase, deadline: float) -> None:
    """Lets a socket wait almost until the deadline, or as long as the address says (`cto`, `rto`) if shorter.

    Apprise's 4 seconds are too short for a mail server that checks what it is sent: it would take the
    message, answer late, and get it again.
    """
    longest = deadline * 0.9
    said = vars(service)
    service.socket_connect_timeout = min(said.get("socket_connect_timeout", longest), longest)
    service.socket_read_timeout = min(said.get("socket_read_timeout", longest), longest)


def verdict(status: str, log: Sequence[str]) -> SendResult:
    """How an attempt ended, from Apprise's status and what the plugin logged of it.

    HTTP: 3xx and 4xx are permanent but for 408, 425 and 429; SMTP: 5yz is permanent (RFC 5321 §4.2.1).
    What cannot be told is taken as transient: the retries end it.
    """
    if status == "SUCCESS":
        return SendResult(SendOutcome.SENT)
    if status == "NOMATCH":
        return SendResult(SendOutcome.PERMANENT, "the channel has nobody to send to")
    return _http_verdict(log) or _smtp_verdict(log) or _trouble(log)


def _http_verdict(log: Sequence[str]) -> SendResult | None:
    codes = [int(code) for line in log for code in _HTTP_STATUS.findall(line)]
    if not codes or codes[-1] < 300:
        return None
    code = codes[-1]
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
