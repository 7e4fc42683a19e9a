"""Gives a mail the id of its delivery, the thread that it belongs to, and the text of its HTML.

A mail that came twice is recognised by its id.

Source: RFC 5322 §3.6.4.
"""

from __future__ import annotations

import threading
from functools import cache
from typing import TYPE_CHECKING, Any

from monitor.alerts.templating import PICTURE
from monitor.model_alerts import Message

if TYPE_CHECKING:
    from apprise import NotifyBase
    from apprise.attachment.memory import AttachMemory

_NAMED = threading.local()


def name_mail(service: NotifyBase, message: Message) -> None:
    """Name the next mail that this thread sends, and answer the first one on its matter; other services pass."""
    from apprise.plugins.email.base import NotifyEmail

    if not isinstance(service, NotifyEmail):
        return
    _take_over()
    _NAMED.ident, _NAMED.plain = message.ident, message.plain
    if message.thread:
        thread = f"<{message.thread}@{service.smtp_host}>"
        service.headers |= {"In-Reply-To": thread, "References": thread}


def pictures(service: NotifyBase, message: Message) -> list[AttachMemory] | None:
    """The picture of an HTML mail, shown where the page names it; other services would send a second message for it."""
    from apprise.attachment.memory import AttachMemory
    from apprise.plugins.email.base import NotifyEmail

    if not message.picture or not isinstance(service, NotifyEmail):
        return None
    service.inline = True
    made: Any = AttachMemory
    return [made(content=message.picture, name=PICTURE, mimetype="image/png", asset=service.asset)]


@cache
def _take_over() -> None:
    """Apprise makes up an id for each attempt, and a text from the HTML; it has no setting for either."""
    from apprise.plugins.email import base

    made_up, converted = vars(base)["make_msgid"], vars(base)["convert_between"]

    def make_msgid(idstring: str | None = None, domain: str | None = None) -> str:
        ident = getattr(_NAMED, "ident", "")
        return f"<{ident}@{domain}>" if ident and domain else str(made_up(idstring, domain))

    def convert_between(source: Any, target: Any, body: str, **how: Any) -> str:
        return getattr(_NAMED, "plain", "") or str(converted(source, target, body, **how))

    vars(base).update(make_msgid=make_msgid, convert_between=convert_between)
