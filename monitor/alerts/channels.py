"""Opens a channel's address as an Apprise service, and says what it takes without showing its secrets."""

from __future__ import annotations

import logging
import re
from functools import cache
from typing import TYPE_CHECKING

from monitor.alerts.text import Form, Shape
from monitor.alerts.webhook import check_webhook, host_of, is_webhook

if TYPE_CHECKING:
    from apprise import AppriseAsset, NotifyBase, NotifyFormat

_LONGEST_TITLE = 200
_LONGEST_BODY = 10_000
_LONGEST_MAIL = 90_000  # Gmail clips a mail at 102 kB
# Apprise calls these text services, but what they show is read as Markdown.
_READ_TEXT_AS_MARKDOWN = frozenset({"Discord", "Fluxer", "Guilded", "Mattermost", "Nextcloud Talk", "Revolt", "Zulip"})
_SHOWS_HTML = frozenset({"Matrix"})  # takes text by default, with a `#` before its title
_BLOCK_TITLE, _BLOCK_BODY = 150, 3000  # Slack refuses a message with a longer block
_SCHEMA = re.compile(r"([A-Za-z][A-Za-z0-9+.-]{0,30})://")


def check_channel(name: str, url: str) -> str | None:
    """Why the channel's address cannot be used, as a sentence without the address; None when it can.

    Loads Apprise, and connects to nothing.
    """
    if is_webhook(url):
        problem = check_webhook(url)
        return None if problem is None else f"channel {name}: {problem}"
    service = open_service(url)
    return f"channel {name}: {service}" if isinstance(service, str) else None


def describe_channel(url: str) -> str:
    """The service, and its host where that is no secret: `E-Mail mail.example.org`, `Slack`."""
    if is_webhook(url):
        return f"signed webhook {host_of(url)}"
    service = open_service(url)
    if isinstance(service, str):
        return "unusable address"
    host = service.host or ""
    # Where a service's template names no host, what stands in its place is a token.
    shown = "host" in service.template_tokens and ("." in host or host == "localhost")
    port = f":{service.port}" if service.port else ""
    return f"{service.service_name} {host}{port}" if shown else str(service.service_name)


def shape_of(url: str) -> Shape:
    """What the channel takes; the plain default for an unusable address, which `send` then refuses."""
    if is_webhook(url):
        return Shape(data=True)
    service = open_service(url)
    return Shape() if isinstance(service, str) else _shape(service)


def _shape(service: NotifyBase) -> Shape:
    from apprise import NotifyBase
    from apprise.plugins.email.base import NotifyEmail

    if isinstance(service, NotifyEmail) and service.resolve_format().value == "html":
        return Shape(Form.MAIL, min(service.title_maxlen, _LONGEST_TITLE), _LONGEST_MAIL)
    form = Form(format_of(service).value)
    if service.service_name in _READ_TEXT_AS_MARKDOWN:
        form = Form.MARKDOWN
    title_max, body_max = min(service.title_maxlen, _LONGEST_TITLE), min(service.body_maxlen, _LONGEST_BODY)
    if service.service_name in _SHOWS_HTML or (form is Form.MARKDOWN and service.overflow_amalgamate_title):
        title_max = 0  # it would stand unmarked above the body: the message's own headline is bold
    if vars(service).get("use_blocks"):
        title_max, body_max = min(title_max, _BLOCK_TITLE), min(body_max, _BLOCK_BODY)
    if service.overflow_amalgamate_title and title_max:
        body_max -= title_max + 2
    if type(service).dialect_convert is not NotifyBase.dialect_convert:
        # The plugin spells the body its own way after us, which makes it longer.
        body_max = body_max * 9 // 10
    return Shape(form, title_max, max(body_max, 0))


def format_of(service: NotifyBase) -> NotifyFormat:
    """What the service is handed: its richest form that shows everything as we spell it, or what its address asks."""
    return service.resolve_format("html" if service.service_name in _SHOWS_HTML else "text")


def open_service(url: str) -> NotifyBase | str:
    """A fresh service for one attempt, or the reason why there is none.

    Fresh, because Apprise makes a used one sleep between messages. What the address says about retries,
    optional delivery and overflow is overruled: the outbox retries, an optional service would report a
    lost message as sent, and the message is already cut to fit.
    """
    from apprise import Apprise
    from apprise.common import OverflowMode

    found = Apprise(asset=_asset())
    added = found.add(url)
    services = list(found)
    if len(services) > 1:
        return "the address holds several addresses; give each its own channel"
    if not added or not services:
        return _refusal(url)
    service = services[0]
    targets = len(service) // (service.retry + 1)
    if targets > 1:
        return (
            f"the address names {targets} recipients; give each its own channel, "
            "so that one that fails does not repeat the message to the others"
        )
    service.retry = 0
    service.optional = False
    service.overflow_mode = OverflowMode.SPLIT
    return service


def _refusal(url: str) -> str:
    from apprise.plugins import N_MGR

    found = _SCHEMA.match(url.strip())
    if found is None:
        return "the address is not of the form service://…; see https://appriseit.com/services/"
    schema = found.group(1).lower()
    if schema not in N_MGR:
        return f"Apprise knows no service {schema}://; see https://appriseit.com/services/"
    plugin = N_MGR[schema]
    if not plugin.enabled:
        return f"{plugin.service_name} needs a package or a system that is not here; see {plugin.setup_url}"
    return f"the address is not one that {plugin.service_name} can use; see {plugin.setup_url}"


def _asset() -> AppriseAsset:
    from apprise import AppriseAsset

    _quiet_loggers()
    return AppriseAsset(
        app_id="Story monitor",
        app_desc="Changes and contradictions in the coverage",
        app_url="",
        secure_logging=True,
        # A redirected POST arrives as a GET: the answer is 200 and the message is lost.
        http_redirects=False,
        # `send` holds the deadline; Apprise's own would park a stuck call in a small pool that exit waits for.
        service_timeout=0,
        interpret_emojis=False,
        pgp_autogen=False,
        pem_autogen=False,
        timezone="UTC",
    )


@cache
def _quiet_loggers() -> None:
    """Keeps the log records of deliveries from every other log.

    At debug level Apprise and urllib3 log addresses and payloads, secrets included. `send` reads what it
    needs from the records of its own attempt, which is why Apprise's logger is opened.
    """
    for name in ("apprise", "urllib3"):
        logging.getLogger(name).propagate = False
    logging.getLogger("apprise").setLevel(logging.DEBUG)
