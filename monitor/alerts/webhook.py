"""A channel for programs: an alert as JSON, signed so that the receiver knows who sent it and that it is whole.

The address is `webhook+https://host/path#whsec_…`; what stands after `#` is the secret, which never leaves this
machine.

Source: Standard Webhooks 1.0.0 (github.com/standard-webhooks/standard-webhooks).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from monitor.alerts.letter import headline
from monitor.alerts.verdicts import http_verdict, pause
from monitor.as_json import event_row
from monitor.clock import Clock, iso
from monitor.model_alerts import Alert, Message, SendOutcome, SendResult

SCHEMES = ("webhook+https://", "webhook+http://")
_PREFIX = "whsec_"
_SHORTEST, _LONGEST = 24, 64  # bytes of a secret, as the specification has it
_MOST_EVENTS = 100
_LONGEST_TEXT = 2000
_NO_TEXT = re.compile("[\ud800-\udfff]")


def is_webhook(address: str) -> bool:
    """Whether a channel's address is one of ours rather than one of Apprise's."""
    return address.startswith(SCHEMES)


def check_webhook(address: str) -> str | None:
    """Why the address cannot be used, without repeating it; None when it can."""
    url, secret = _split(address)
    if not urlsplit(url).hostname:
        return "the address names no host; it looks like webhook+https://host/path#${SECRET}"
    if not secret:
        return "the address has no secret after #; it looks like webhook+https://host/path#${SECRET}"
    if _key(secret) is None:
        return (
            f"what stands after # is no secret of {_SHORTEST} to {_LONGEST} bytes in base64; make one with: "
            "echo whsec_$(head -c 32 /dev/urandom | base64)"
        )
    return None


def host_of(address: str) -> str:
    """Where the address leads, without what is secret in it."""
    return urlsplit(_split(address)[0]).netloc.rpartition("@")[2]


def _split(address: str) -> tuple[str, str]:
    url, _, secret = address.removeprefix("webhook+").partition("#")
    return url, secret


def _key(secret: str) -> bytes | None:
    try:
        key = base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        return None
    return key if _SHORTEST <= len(key) <= _LONGEST else None


def payload(alert: Alert, delivery: int | None) -> str:
    """The alert as JSON; docs/webhook.schema.json describes it. Text from outside is as it was read."""
    shown = alert.events[:_MOST_EVENTS]
    data = {
        "alert": alert.id,
        "delivery": delivery,
        "severity": str(alert.severity) if alert.events else None,
        "why": alert.why,
        "headline": headline(alert),
        "note": alert.note,
        "follows": alert.id if alert.earlier else alert.follows,
        "told_before": [event.id for event in alert.earlier],
        "events": [_cut(event_row(event)) for event in shown],
        "more": len(alert.events) - len(shown),
    }
    latest = max((event.at for event in alert.events), default=None)
    whole = {"type": f"alert.{alert.kind}", "timestamp": None if latest is None else iso(latest), "data": data}
    return _NO_TEXT.sub("\ufffd", json.dumps(whole, ensure_ascii=False))


def _cut(value: Any) -> Any:
    if isinstance(value, str):
        return str(value)[:_LONGEST_TEXT]
    if isinstance(value, dict):
        return {key: each if key == "url" else _cut(each) for key, each in value.items()}
    return [_cut(each) for each in value[:_MOST_EVENTS]] if isinstance(value, list) else value


def headers(address: str, message: Message, at: datetime) -> dict[str, str]:
    """The three fields that a receiver checks: id, time in seconds, and HMAC-SHA256 of `id.time.body`."""
    key = _key(_split(address)[1]) or b""
    seconds = str(int(at.timestamp()))
    ident = message.ident or f"trial.{seconds}"
    signed = hmac.new(key, f"{ident}.{seconds}.{message.body}".encode(), hashlib.sha256).digest()
    return {
        "content-type": "application/json",
        "user-agent": "story-monitor",
        "webhook-id": ident,
        "webhook-timestamp": seconds,
        "webhook-signature": f"v1,{base64.b64encode(signed).decode()}",
    }


async def post(address: str, message: Message, deadline: float) -> SendResult:
    """One attempt within `deadline` seconds. 2xx is success; a redirect is not followed, and 410 ends it for good."""
    import aiohttp

    problem = check_webhook(address)
    if problem is not None:
        return SendResult(SendOutcome.PERMANENT, problem)
    limit = aiohttp.ClientTimeout(total=deadline)
    try:
        async with (
            aiohttp.ClientSession(timeout=limit, trust_env=True) as session,
            session.post(
                _split(address)[0],
                data=message.body.encode(),
                headers=headers(address, message, Clock().now()),
                allow_redirects=False,
            ) as answer,
        ):
            return _verdict(answer.status, {name.lower(): value for name, value in answer.headers.items()})
    except TimeoutError:
        return SendResult(SendOutcome.TRANSIENT, f"no answer within {deadline:g} s")
    except (aiohttp.ClientError, OSError) as error:
        return SendResult(SendOutcome.TRANSIENT, f"the service cannot be reached ({type(error).__name__})")


def _verdict(status: int, fields: Mapping[str, str]) -> SendResult:
    if 200 <= status < 300:
        return SendResult(SendOutcome.SENT)
    found = http_verdict(status)
    return replace(found, pause=pause(status, fields)) if found.outcome is SendOutcome.TRANSIENT else found
