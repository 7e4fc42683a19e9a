"""One fetch on its way through redirects."""

from __future__ import annotations

from dataclasses import dataclass, field

from monitor.network.decoding import OFFERED
from monitor.network.messages import Purpose, Request
from monitor.network.redirects import MAX_HOPS, PERMANENT, BadUrl, Target, redirect_target
from monitor.network.transport import Answer

_ACCEPT = {
    Purpose.FEED: "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, */*;q=0.1",
    Purpose.PAGE: "text/html, application/xhtml+xml;q=0.9, */*;q=0.1",
    Purpose.API: "application/json, */*;q=0.1",
}


@dataclass(slots=True)
class Journey:
    """A request, where it has been, and what is left of its bounds (`seconds`, `max_bytes`)."""

    request: Request
    origin: Target
    seconds: float
    max_bytes: int
    cut: bool = False
    moved_to: str | None = None
    permanent: bool = True
    seen: set[str] = field(default_factory=set)
    left_origin: bool = False

    def headers(self, target: Target, agent: str) -> dict[str, str]:
        """The header fields for one hop: what belongs to the first origin stays there."""
        request = self.request
        sent = {
            "User-Agent": agent,
            "Accept": _ACCEPT[request.purpose],
            "Accept-Encoding": OFFERED,
        }
        if request.etag:
            sent["If-None-Match"] = request.etag
        if request.last_modified:
            sent["If-Modified-Since"] = request.last_modified
        self.left_origin = self.left_origin or target.authority != self.origin.authority
        if not self.left_origin:
            sent |= {"Authorization": self.origin.authorization} if self.origin.authorization else {}
            if request.headers:
                given = {name.lower() for name in request.headers}
                kept = {name: value for name, value in sent.items() if name.lower() not in given}
                sent = kept | dict(request.headers)
        elif request.body is not None:  # what the body is goes with it
            sent |= {name: value for name, value in request.headers.items() if name.lower() == "content-type"}
        return sent

    def follow(self, base: Target, answer: Answer) -> Target:
        """Where this redirect leads. Raises BadUrl."""
        target = redirect_target(base, answer.headers.get("location"))
        self.seen.add(base.url)
        if target.url in self.seen:
            raise BadUrl("it redirects in a circle")
        if len(self.seen) > MAX_HOPS:
            raise BadUrl(f"it redirects more than {MAX_HOPS} times")
        self.permanent = self.permanent and answer.status in PERMANENT
        if self.permanent:
            self.moved_to = target.url
        return target
