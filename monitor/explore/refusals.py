"""What a reader sees where an address leads nowhere, or a question of theirs cannot be answered.

Datasette's own handler prints every such address to the terminal with the values of all variables, and fails itself
where no route matches at all.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from datasette import Response
from datasette.plugins import pm
from datasette.utils import escape_fts
from datasette.utils.asgi import Base400
from datasette.views.base import DatasetteError
from markupsafe import Markup

if TYPE_CHECKING:
    from datasette.app import Datasette
    from datasette.utils.asgi import Request

_LOG = logging.getLogger("monitor")
_THEIRS = "datasette.handle_exception"
_NOTHING = '""'  # a phrase without words, which finds nothing; an empty question is an error to FTS5


def without_theirs() -> None:
    """Take Datasette's own handler out of this process, as every handler that is there is asked."""
    if pm.has_plugin(_THEIRS):
        pm.unregister(name=_THEIRS)


def wanted_words(query: str | None) -> str:
    """A question to FTS5 for the words that somebody searches a table for, whatever they typed."""
    return escape_fts((query or "").replace("\0", " ")) or _NOTHING


async def refusal(datasette: Datasette, request: Request, error: Exception) -> Response:
    """The page, or for programs the JSON, that says what is wrong."""
    told = _told(request, error)
    if request.path.endswith(".json"):
        return Response.json({"ok": False, **told}, status=told["status"])
    if told["status"] == 404:
        values = {"title": "Not here", "may_change": False, "muted": {}, "path": "/"}
        return Response.html(await datasette.render_template("monitor/missing.html", values, request), 404)
    return Response.html(await datasette.render_template("error.html", told, request), told["status"])


def _told(request: Request, error: Exception) -> dict[str, Any]:
    if isinstance(error, DatasetteError):
        message = Markup(error.message) if error.message_is_html else error.message
        return {**error.error_dict, "error": message, "status": error.status, "title": error.title}
    if isinstance(error, Base400):
        return {"error": str(error.args[0] if error.args else ""), "status": error.status, "title": None}
    _LOG.error("the page %a could not be made: %s: %s", request.path, type(error).__name__, error)
    _LOG.debug("in full", exc_info=error)
    return {"error": "this page could not be made; the log says why", "status": 500, "title": None}
