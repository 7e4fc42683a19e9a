"""Tells a dead-man service that the monitor is alive: it speaks up when this ceases."""

from __future__ import annotations

from monitor.model_alerts import SendOutcome, SendResult


async def ping(url: str, deadline: float) -> SendResult:
    """Ask an address once, within `deadline` seconds; the reason holds no part of the address."""
    import aiohttp

    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=deadline), trust_env=True) as session,
            session.get(url) as answer,
        ):
            if answer.status < 400:
                return SendResult(SendOutcome.SENT)
            return SendResult(SendOutcome.TRANSIENT, f"the service answered HTTP {answer.status}")
    except TimeoutError:
        return SendResult(SendOutcome.TRANSIENT, "no answer in time")
    except (aiohttp.ClientError, OSError) as error:
        return SendResult(SendOutcome.TRANSIENT, f"the service cannot be reached ({type(error).__name__})")
