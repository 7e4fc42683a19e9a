"""Lays a letter out with a template, in a sandbox: the built-in ones, or one of the user's own.

Source: jinja.palletsprojects.com/en/stable/sandbox.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.alerts.letter import Letter
from monitor.alerts.text import BREAKER, Form

if TYPE_CHECKING:
    from jinja2.sandbox import SandboxedEnvironment

_HERE = Path(__file__).parent / "templates"
PICTURE = "timeline.png"  # the name of the picture in a mail
_LARGEST = 100_000  # characters of a template


class TemplateFault(Exception):
    """A user's template that cannot be used: `str` says where and why."""


def lay_out(letter: Letter, form: Form, *, titled: bool, own: Path | None = None, pictured: bool = False) -> str:
    """The body of a message. Raises TemplateFault for a template of the user's own that fails."""
    base = "mail.j2" if form is Form.MAIL else "chat.j2"
    known = {
        "letter": letter,
        "form": str(form),
        "titled": titled,
        "base": base,
        "picture": PICTURE if pictured else "",
    }
    environment = _environment(form)
    if own is None:
        return _tidy(environment.get_template(base).render(known), form)
    try:
        return _tidy(environment.from_string(_source(own)).render(known), form)
    except TemplateFault:
        raise
    except Exception as error:  # a template of the user's own may fail in any way: it is named, with its line
        raise TemplateFault(f"{own}:{_line(error)}: {error}") from error


def _source(own: Path) -> str:
    try:
        source = own.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "is not UTF-8"
        raise TemplateFault(f"{own}:1: cannot be read: {why}") from error
    if len(source) > _LARGEST:
        raise TemplateFault(f"{own}:1: is longer than {_LARGEST:,} characters")
    return source


def _line(error: Exception) -> int:
    """The line of the template in which it failed."""
    said = getattr(error, "lineno", None)
    if isinstance(said, int):
        return said
    line, frame = 1, error.__traceback__
    while frame is not None:
        if frame.tb_frame.f_code.co_filename == "<template>":
            line = frame.tb_lineno
        frame = frame.tb_next
    return line


@cache
def _environment(form: Form) -> SandboxedEnvironment:
    from jinja2 import FileSystemLoader, StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(_HERE), autoescape=form.is_html, undefined=StrictUndefined, keep_trailing_newline=True
    )
    environment.globals = {"strong": _strong(form), "code": _code(form), "join": _join(form)}
    return environment


def _wrapper(form: Form, marks: dict[Form, tuple[str, str]]) -> object:
    before, after = marks.get(form, ("", ""))

    def wrap(words: str) -> str:
        if not form.is_html:
            return f"{before}{words}{after}" if words else words
        from markupsafe import Markup, escape

        return Markup(before) + escape(words) + Markup(after)  # the words are escaped

    return wrap


def _strong(form: Form) -> object:
    return _wrapper(form, {Form.MARKDOWN: ("**", "**"), Form.HTML: ("<b>", "</b>"), Form.MAIL: ("<b>", "</b>")})


def _code(form: Form) -> object:
    return _wrapper(form, {Form.MARKDOWN: ("`", "`"), Form.HTML: ("<code>", "</code>")})


def _join(form: Form) -> object:
    def join(between: str, *parts: object) -> str:
        from markupsafe import Markup, escape

        said = [part for part in parts if part and isinstance(part, str)]
        return Markup(between).join(map(escape, said)) if form.is_html else between.join(said)

    return join


def _tidy(body: str, form: Form) -> str:
    """No blank line twice and none at the ends; with the line breaks that the form reads as such."""
    lines = [line.rstrip() for line in body.strip().split("\n")]
    if form is Form.MAIL:
        return "\n".join(line for line in lines if line)
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines))
    if form is Form.MARKDOWN:
        return re.sub(r"(?<=[^\n])\n(?=[^\n])", "  \n", text)
    if form is Form.HTML:
        # Telegram shows no empty line: what looks like one holds a zero-width space.
        return text.replace("\n\n", f"\n{BREAKER}\n").replace("\n", "<br/>\n")
    return text
