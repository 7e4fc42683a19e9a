"""What a person may change from a page: a verdict, a mute, an acknowledgement."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.errors import MonitorError
from monitor.model import Verdict
from monitor.model_alerts import Mute
from monitor.store import Store, open_store

if TYPE_CHECKING:
    from monitor.clock import Clock

_MUTED = timedelta(days=7)


def change(state: Path, form: Mapping[str, str], clock: Clock) -> str | None:
    """Do what a form asks for, in a short transaction beside the daemon. Returns what is wrong with it, or None."""
    store = open_store(state)
    try:
        return _change(store, form, clock)
    except MonitorError as error:
        return str(error)
    finally:
        store.close()


def _change(store: Store, form: Mapping[str, str], clock: Clock) -> str | None:
    what, now = form.get("what"), clock.now()
    number = int(form["id"]) if form.get("id", "").isascii() and form.get("id", "").isdigit() else None
    if what == "feedback" and number is not None and form.get("verdict") in (Verdict.RIGHT, Verdict.WRONG):
        store.feedback.record(number, Verdict(form["verdict"]), None, now)
    elif what == "ack" and number is not None:
        store.outbox.acknowledge(number, now)
    elif what in ("mute", "unmute") and form.get("name"):
        kind, name = store.mutes.find(form["name"])
        if what == "mute":
            store.mutes.add(Mute(kind, name, now + _MUTED), now)
        else:
            store.mutes.lift(kind, name, now)
    else:
        return "this form asks for nothing that can be changed"
    return None
