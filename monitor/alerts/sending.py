"""Makes one attempt to deliver one message to one channel, within a deadline, and says how it ended."""

from __future__ import annotations

import logging
import threading
from concurrent.futures import Future
from dataclasses import replace
from typing import TYPE_CHECKING

from monitor.alerts.channels import format_of, open_service
from monitor.alerts.mail import name_mail, pictures
from monitor.alerts.verdicts import heard_pause, hearing, verdict
from monitor.alerts.webhook import is_webhook, post
from monitor.model_alerts import Message, SendOutcome, SendResult

if TYPE_CHECKING:
    from apprise import NotifyBase


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
    if is_webhook(url):
        import asyncio

        return asyncio.run(post(url, message, deadline))
    from apprise import Apprise

    service = open_service(url)
    if isinstance(service, str):
        return SendResult(SendOutcome.PERMANENT, service)
    bound_waits(service, deadline)
    name_mail(service, message)
    one = Apprise(asset=service.asset)
    one.add(service)
    body_format = service.resolve_format() if message.plain else format_of(service)
    hearing()
    with one.notify(
        body=message.body,
        title=message.title,
        body_format=body_format,
        attach=pictures(service, message),
        log_level=logging.DEBUG,
    ) as result:
        found = verdict(result.status.name, [entry.message for entry in result.logs()])
        return replace(found, pause=heard_pause()) if found.outcome is SendOutcome.TRANSIENT else found


def bound_waits(service: NotifyBase, deadline: float) -> None:
    """Lets a socket wait almost until the deadline, or as long as the address says (`cto`, `rto`) if shorter.

    Apprise's 4 seconds are too short for a mail server that checks what it is sent: it would take the
    message, answer late, and get it again.
    """
    longest = deadline * 0.9
    said = vars(service)
    service.socket_connect_timeout = min(said.get("socket_connect_timeout", longest), longest)
    service.socket_read_timeout = min(said.get("socket_read_timeout", longest), longest)
