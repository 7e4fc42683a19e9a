"""Makes text from outside safe to show, in the form that a channel takes."""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

_LONGEST = 20_000  # characters worked on; twice what the longest message shows
BREAKER = "\u200b"  # a zero-width space: the eye reads on, a service no longer sees a mention
# Bidirectional controls can make a sentence read as another; tag characters and variation selectors hide text in it.
_DECEIVING = re.compile(
    "[\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e01ef]"
)
_CALLS_ALL = r"(?:everyone|here|channel|all)\b"
_MENTION = re.compile(rf"@(?={_CALLS_ALL})|(?<![A-Za-z0-9._%+-])@(?=[\w&!])|<(?=[!@#])", re.IGNORECASE)
# What a service or a mail program makes a link of by itself, and fetches for a preview.
_ADDRESS = re.compile(r"://|(?<![\w@.-])(?:[\w-]+\.)+(?=[^\W\d_]{2,})", re.IGNORECASE)
_MARKDOWN = re.compile(r"[\\`*_\[\]<>~|#]|&(?=#?\w+;)")
_NOT_IN_LINKS = re.compile(rf"[\s<>\"`|\\^{{}}]|@(?={_CALLS_ALL})", re.IGNORECASE)


class Form(StrEnum):
    """What a channel makes of a message: shows it as it is, or reads markup in it."""

    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"
    MAIL = "mail"  # HTML with tables and colours, as mail programs show it

    @property
    def is_html(self) -> bool:
        """Whether tags are read in it."""
        return self in (Form.HTML, Form.MAIL)


@dataclass(frozen=True, slots=True)
class Shape:
    """What a channel takes: its form and its limits in characters. `title_max` 0 means that it has no title.

    One that takes `data` gets the alert as JSON, which nobody lays out.
    """

    form: Form = Form.TEXT
    title_max: int = 200
    body_max: int = 10_000
    data: bool = False


def clean(text: str) -> str:
    """The text on one line, without control characters, with mentions that call nobody and addresses that are no links.

    White space is collapsed. `@everyone`, `@name`, `<!here>` and `<@id>` get a zero-width space after
    their sign, as do the `://` and the dots of an address.
    """
    printable = "".join(" " if char.isspace() else char for char in text if char.isspace() or _is_printable(char))
    line = " ".join(_DECEIVING.sub("", printable).split())
    return _MENTION.sub(lambda sign: sign.group() + BREAKER, _ADDRESS.sub(_unlinked, line))


def _unlinked(found: re.Match[str]) -> str:
    return re.sub(r"([:./])(?!/)", rf"\1{BREAKER}", found.group())


def _is_printable(char: str) -> bool:
    return unicodedata.category(char) not in ("Cc", "Cs")


def escape(text: str, form: Form) -> str:
    """The text as the form must spell it to show it unchanged."""
    if form.is_html:
        return html.escape(text)
    if form is Form.MARKDOWN:
        return _MARKDOWN.sub(lambda sign: "\\" + sign.group(), text)
    return text


def plain(text: str, form: Form) -> str:
    """The text without characters that a form reads as markup.

    For titles: some services show them as they are and some read markup in them, so that an escaped
    title would look wrong on the first kind, and a raw one be live on the second.
    """
    return text if form is Form.TEXT else re.sub(r"[\\`*_\[\]<>~|#]", "", text)


def link(url: str, form: Form) -> str:
    """The address as a link of the form; anything but http and https is shown as text."""
    printable = "".join(char for char in url.strip() if _is_printable(char))
    if not printable.lower().startswith(("http://", "https://")):
        return escape(clean(url), form)
    safe = _NOT_IN_LINKS.sub(lambda char: _percent(char.group()), _DECEIVING.sub("", printable))
    if form.is_html:
        return f'<a href="{html.escape(safe)}">{html.escape(safe, quote=False)}</a>'
    return f"<{safe}>" if form is Form.MARKDOWN else safe


def _percent(char: str) -> str:
    return "".join(f"%{byte:02X}" for byte in char.encode())


def shorten(text: str, length: int) -> str:
    """The text in at most `length` characters, with an ellipsis where something was cut."""
    if len(text) <= length:
        return text
    return text[: max(length - 1, 0)].rstrip() + "…" if length > 0 else ""
