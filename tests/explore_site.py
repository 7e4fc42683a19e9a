"""The pages of a small history, asked for over ASGI as a browser asks for them."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta
from html import unescape
from pathlib import Path
from urllib.parse import urljoin

import httpx

from monitor.clock import Clock
from monitor.explore.site import Site, site_app
from tests.desk import CLAIM, COUNTER, START, item, moment, open_desk

BASE = "http://127.0.0.1"
HOSTILE = (
    'Nordlink Ferries employs 47 people at <script>alert("x")</script> its {{ 7*7 }} "Vik" pier. It has two berths.'
)


def played(folder: Path) -> Path:
    """The state of a desk with a contradiction, a revision and a hostile article."""
    with open_desk(folder) as desk:
        asyncio.run(
            desk.play(
                [
                    moment(0),
                    moment(
                        1,
                        publish=(
                            item("h1", "harbour", CLAIM),
                            item("h2", "harbour", HOSTILE, "<b>Pier</b> note Nordlink"),
                        ),
                    ),
                    moment(2, publish=(item("c1", "canal", COUNTER),)),
                    moment(3, revise=(item("h1", "harbour", CLAIM.replace("1998", "1997")),)),
                ]
            )
        )
        assert desk.events("contradiction")
        assert desk.events("revision")
    return desk.state


class Browser:
    """Asks the pages of a site, over ASGI."""

    def __init__(self, state: Path, *, changeable: bool = False) -> None:
        app, self.sign_in = site_app(Site(state, Clock(START + timedelta(days=1)), changeable))
        self._transport = httpx.ASGITransport(app=app)
        self.cookies = httpx.Cookies()

    def get(self, path: str) -> httpx.Response:
        return asyncio.run(self._send("GET", path, None))

    def post(self, path: str, form: dict[str, str], **headers: str) -> httpx.Response:
        return asyncio.run(self._send("POST", path, form, headers))

    async def _send(
        self, method: str, path: str, form: dict[str, str] | None, headers: dict[str, str] | None = None
    ) -> httpx.Response:
        async with httpx.AsyncClient(transport=self._transport, base_url=BASE, cookies=self.cookies) as client:
            answer = await client.request(method, path, data=form, headers=headers)
            self.cookies.update(client.cookies)
            return answer


def links(page: httpx.Response) -> set[str]:
    """The paths of this site that a page leads to."""
    found = {urljoin(str(page.url), unescape(href)) for href in re.findall(r'href="([^"]+)"', page.text)}
    return {url.removeprefix(BASE) for url in found if url.startswith(BASE + "/")}
