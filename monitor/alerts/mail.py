"""Gives a mail the id of its delivery, so that one that came twice is recognised, and the thread that it belongs to.

Source: RFC 5322 §3.6.4.
"""

from __future__ import annotations

import threading
from functools import cache
from typing import TYPE_CHECKING

from monitor.model import Message

if TYPE_CHECKING:
    from apprise import NotifyBase

_NAMED = threading.local()


def name_mail(service: NotifyBase, message: Message) -> None:
    """Name the next mail that this thread sends, and answer the first one on its matter; other services pass."""
    from apprise.plugins.email.base import NotifyEmail

    if not isinstance(service, NotifyEmail):
        return
    _take_over_ids()
    _NAMED.ident = message.ident
    if message.thread:
        thread = f"<{message.thread}@{service.smtp_host}>"
        service.headers |= {"In-Reply-To": thread, "References": thread}


@cache
def _take_over_ids() -> None:
    """Apprise makes up an id for each attempt, after the headers that it is given, and has no setting for it."""
    from apprise.plugins.email import base

    made_up = vars(base)["make_msgid"]

    def make_msgid(idstring: str | None = None, domain: str | None = None) -> str:
        ident = getattr(_NAMED, "ident", "")
        return f"<{ident}@{domain}>" if ident and domain else str(made_up(idstring, domain))

    vars(base)["make_msgid"] = make_msgid
