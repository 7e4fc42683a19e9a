"""The pages on Datasette: routes, headers, and what a person may change when that was asked for.

Datasette opens the history read-only and serves its tables beside our pages, under /history.
"""

from __future__ import annotations

import asyncio
import secrets
import sqlite3
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import unquote, urlsplit

from datasette import Response, hookimpl
from datasette.app import Datasette
from datasette.plugins import pm

from monitor.clock import iso
from monitor.explore import pages
from monitor.explore.changes import change
from monitor.explore.charts import image, narrowed
from monitor.explore.filters import FILTERS
from monitor.explore.matrix import omissions
from monitor.explore.metadata import METADATA
from monitor.explore.refusals import refusal, wanted_words, without_theirs
from monitor.store import Store, open_store
from monitor.store.database import HISTORY

if TYPE_CHECKING:
    from datasette.utils.asgi import Request

    from monitor.clock import Clock

_HERE = Path(__file__).parent
# No script runs on our pages, so that no text from outside can.
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
# Datasette's own pages run its scripts, and nothing from elsewhere either.
_TABLES = b"default-src 'self' 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'"
_LONGEST_QUERY = 200
_PLUGIN = "monitor-explore"


@dataclass(frozen=True, slots=True)
class Site:
    """The pages over one state folder. `changeable`: whether people may judge, mute and acknowledge from a page."""

    state: Path
    clock: Clock
    changeable: bool = False
    __name__: ClassVar[str] = "monitor.explore"  # Datasette takes plugins for modules, and looks for our templates here

    @hookimpl
    def register_routes(self) -> list[tuple[str, Callable[..., Any]]]:
        """Our pages, before Datasette's own."""
        return [
            (r"^/$", self._front),
            (r"^/story/(?P<ident>[^/]+)$", self._story),
            (r"^/claim/(?P<ident>\d{1,15})$", self._claim),
            (r"^/article/(?P<ident>\d{1,15})$", self._article),
            (r"^/event/(?P<ident>\d{1,15})$", self._event),
            (r"^/outlet/(?P<ident>[^/]+)$", self._outlet),
            (r"^/omissions/(?P<ident>[^/]+)$", self._omissions),
            (r"^/search$", self._search),
            (r"^/chart/(?P<what>events|articles|origins|values)/(?P<ident>[^/]+)\.svg$", self._chart),
            (r"^/feed\.(?P<form>atom|json)$", self._feed),
            (r"^/change$", self._change),
        ]

    @hookimpl
    def prepare_jinja2_environment(self, env: Any) -> None:
        """How our templates write times and paths."""
        env.filters.update(FILTERS)

    @hookimpl
    def asgi_wrapper(self) -> Callable[[Any], Any]:
        """Datasette's pages under a policy too: they fetch nothing from elsewhere, and stand in no frame."""
        return _guarded

    @hookimpl(trylast=True)
    def prepare_connection(self, conn: sqlite3.Connection) -> None:
        """What is typed into the search of a table is a search, also a lone quotation mark."""
        conn.create_function("escape_fts", 1, wanted_words)

    @hookimpl
    def handle_exception(self, datasette: Datasette, request: Request, exception: Exception) -> Awaitable[Response]:
        """What is not there, or cannot be answered, gets a page that says so."""
        return refusal(datasette, request, exception)

    async def _front(self, datasette: Datasette, request: Request) -> Response:
        return await self._page(datasette, request, "stories", pages.stories)

    async def _story(self, datasette: Datasette, request: Request) -> Response:
        ident, kind, before = _part(request), request.args.get("kind"), _number(request, "before")
        return await self._page(datasette, request, "story", lambda store: pages.story(store, ident, kind, before))

    async def _claim(self, datasette: Datasette, request: Request) -> Response:
        ident = int(_part(request))
        return await self._page(datasette, request, "claim", lambda store: pages.claim(store, ident))

    async def _article(self, datasette: Datasette, request: Request) -> Response:
        ident, old, new = int(_part(request)), _number(request, "from"), _number(request, "to")
        return await self._page(datasette, request, "article", lambda store: pages.article(store, ident, old, new))

    async def _event(self, datasette: Datasette, request: Request) -> Response:
        ident = int(_part(request))
        return await self._page(datasette, request, "event", lambda store: pages.event(store, ident))

    async def _outlet(self, datasette: Datasette, request: Request) -> Response:
        name = _part(request)
        return await self._page(datasette, request, "outlet", lambda store: pages.outlet(store, name))

    async def _omissions(self, datasette: Datasette, request: Request) -> Response:
        ident, claim, outlet = _part(request), _number(request, "claim"), request.args.get("outlet")
        return await self._page(datasette, request, "omissions", lambda store: omissions(store, ident, claim, outlet))

    async def _search(self, datasette: Datasette, request: Request) -> Response:
        words = (request.args.get("q") or "")[:_LONGEST_QUERY]
        return await self._page(datasette, request, "search", lambda store: pages.search(store, words))

    async def _chart(self, datasette: Datasette, request: Request) -> Response:
        what, ident = request.url_vars["what"], _part(request)
        drawn = await asyncio.to_thread(self._drawn, what, ident, "narrow" in request.args)
        if drawn is None:
            return Response.text("there is nothing to draw", status=404)
        return Response(drawn, 200, _HEADERS, content_type="image/svg+xml")

    def _drawn(self, what: str, ident: str, narrow: bool) -> str | None:
        store = open_store(self.state, read_only=True)
        try:
            spec = pages.chart(store, what, ident[:_LONGEST_QUERY])
        finally:
            store.close()
        return None if spec is None else image(narrowed(spec) if narrow else spec)

    async def _feed(self, datasette: Datasette, request: Request) -> Response:
        form, story = request.url_vars["form"], request.args.get("story")
        text = await asyncio.to_thread(self._fed, form, story)
        kind = "application/atom+xml" if form == "atom" else "application/feed+json"
        return Response(text, 200, _HEADERS, content_type=f"{kind}; charset=utf-8")

    def _fed(self, form: str, story: str | None) -> str:
        store = open_store(self.state, read_only=True)
        try:
            return pages.feed(store, form, story, self.clock.now())
        finally:
            store.close()

    async def _change(self, datasette: Datasette, request: Request) -> Response:
        """A verdict, a mute or an acknowledgement. Datasette has checked the CSRF token of the form."""
        if request.method != "POST":
            return Response.text("only forms of the pages lead here", status=405)
        if not self._may_change(request):
            return Response.text(
                "changes need `monitor explore --allow-changes` and the address it printed", status=403
            )
        if not _of_our_pages(request):
            return Response.text("this form was sent by another site", status=403)
        form = await request.post_vars()
        problem = await asyncio.to_thread(change, self.state, form, self.clock)
        if problem is not None:
            return Response.text(problem, status=400)
        return Response.redirect(_back(form))

    def _may_change(self, request: Request) -> bool:
        return self.changeable and (request.actor or {}).get("id") == "root"

    async def _page(
        self, datasette: Datasette, request: Request, name: str, look: Callable[[Store], pages.Page | None]
    ) -> Response:
        page = await asyncio.to_thread(self._looked_up, look)
        status = 404 if page is None else 200
        values = {**(page or {"title": "Not here"}), "may_change": self._may_change(request), "path": request.path}
        template = f"monitor/{name if page is not None else 'missing'}.html"
        return Response.html(await datasette.render_template(template, values, request), status, _HEADERS)

    def _looked_up(self, look: Callable[[Store], pages.Page | None]) -> pages.Page | None:
        store = open_store(self.state, read_only=True)
        try:
            page = look(store)
            muted = {(mute.kind.value, mute.name): iso(mute.until) for mute in store.mutes.active(self.clock.now())}
            return None if page is None else {**page, "muted": muted}
        finally:
            store.close()


def site_app(site: Site) -> tuple[Any, str | None]:
    """The ASGI application over a state folder, and the path that signs in for changes (None: there are none)."""
    if pm.has_plugin(_PLUGIN):
        pm.unregister(name=_PLUGIN)
    without_theirs()
    pm.register(site, name=_PLUGIN)
    datasette = Datasette(
        [str(site.state / HISTORY)],
        metadata=METADATA,
        static_mounts=[("monitor", str(_HERE / "static"))],
        settings={
            "allow_download": False,
            "default_page_size": 50,
            "sql_time_limit_ms": 5000,
            # A table of millions of rows comes at once; it says which facets would have taken longer.
            "facet_time_limit_ms": 40,
            "suggest_facets": False,
        },
    )
    path = None
    if site.changeable:
        datasette._root_token = secrets.token_hex(32)  # what Datasette's own --root does
        path = f"/-/auth-token?token={datasette._root_token}"
    return datasette.app(), path


def _guarded(app: Any) -> Any:
    async def answer(scope: Any, receive: Any, send: Any) -> None:
        async def guarded(message: Any) -> None:
            if message["type"] == "http.response.start":
                named = {name.lower() for name, _ in message["headers"]}
                if b"content-security-policy" not in named:
                    message["headers"] = [*message["headers"], (b"content-security-policy", _TABLES)]
            await send(message)

        await app(scope, receive, guarded)

    return answer


def _of_our_pages(request: Request) -> bool:
    """Whether the browser says that a page of this site sent a form; what says nothing is no browser."""
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


def _part(request: Request) -> str:
    return unquote(request.url_vars["ident"])


def _number(request: Request, name: str) -> int | None:
    value = request.args.get(name) or ""
    return int(value) if value.isascii() and value.isdigit() and len(value) <= 15 else None


def _back(form: Mapping[str, str]) -> str:
    """The page that the form stood on: a path of ours, never another site."""
    path = form.get("back", "/")
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) else "/"
