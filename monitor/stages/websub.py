"""Part of stage 1: hubs are asked to say when a source has something new, and are listened to.

A push is a hint to poll now and nothing else: what it carries is not read. Polling goes on at its own pace, so that
a hub that falls silent hides nothing.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from monitor.network import Purpose, Request
from monitor.sources.text import clean
from monitor.sources.websub import Place, challenge_of, is_signed, lease_of, patience, renewal
from monitor.stages.context import Context
from monitor.store.subscriptions import Subscription, Subscriptions

_KEY = "websub.key"
_REFUSED_FOR = timedelta(days=7)
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def key_of(state: Path) -> bytes:
    """The key of this monitor, made at first; the paths and secrets of its callbacks follow from it."""
    path = state / _KEY
    if not path.exists():
        unfinished = path.with_suffix(".new")
        unfinished.touch(mode=0o600)
        unfinished.write_bytes(secrets.token_bytes(32))
        unfinished.replace(path)
    return path.read_bytes()


def due(context: Context) -> list[Place]:
    """The sources whose hub is to be asked now; none where nothing listens."""
    if context.config.websub is None:
        return []
    return Subscriptions(context.store.database).due(context.clock.now())


async def subscribe(context: Context, place: Place) -> None:
    """Ask one hub to push, or to go on doing so."""
    settings, store, now = context.config.websub, Subscriptions(context.store.database), context.clock.now()
    assert settings is not None
    known = next((each for each in store.all() if each.place == place), None)
    store.ask(place, now, now + patience(known.failures if known else 0))
    form = place.form(settings.callback, key_of(context.state))
    answer = await context.client.fetch(Request(place.hub, Purpose.API, headers=_FORM, body=form, resend=True))
    if answer.status is not None and 200 <= answer.status < 300:
        context.progress(f"{place.source}: its hub was asked to announce what is new")
        return
    reason = getattr(answer, "reason", f"it answered {answer.status}")
    store.explain(place, reason)
    context.progress(f"{place.source}: its hub cannot be used: {reason}")


def verify(context: Context, token: str, query: Mapping[str, str]) -> str | None:
    """What to answer to a hub that asks whether a subscription was wanted; None (404) for all that was not.

    Source: WebSub §5.2, §5.3.
    """
    found = _of(context, token)
    if found is None:
        return None
    store, place, now = Subscriptions(context.store.database), found.place, context.clock.now()
    if query.get("hub.mode") == "denied" and query.get("hub.topic") == place.topic:
        said = clean(query.get("hub.reason", ""), 200)
        store.refuse(place, f"the hub refused it{f': {said}' if said else ''}", now + _REFUSED_FOR)
        return ""
    challenge = challenge_of(query, place.topic)
    if challenge is None or not found.pending:
        return None
    lease = lease_of(query)
    store.confirm(place, now + lease, now + renewal(lease))
    context.progress(f"{place.source}: its hub announces what is new until {now + lease:%Y-%m-%d %H:%M} UTC")
    return challenge


def push(context: Context, token: str, signature: str, body: bytes) -> int:
    """The status with which a push is answered: 410 ends one that nobody wants, anything else is 202.

    A push whose signature is missing or wrong is answered like any other, and ignored.

    Source: WebSub §7, §8.
    """
    found = _of(context, token)
    if found is None:
        return 410
    if is_signed(body, signature, found.place.secret(key_of(context.state))):
        if Subscriptions(context.store.database).push(found.place, context.clock.now()):
            context.progress(f"{found.place.source}: its hub announced something new")
    else:
        context.progress(f"{found.place.source}: a push without a valid signature was ignored")
    return 202


def _of(context: Context, token: str) -> Subscription | None:
    key = key_of(context.state)
    known = Subscriptions(context.store.database).all()
    return next((each for each in known if secrets.compare_digest(each.place.token(key), token)), None)
