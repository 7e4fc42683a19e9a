"""A plugin as docs/plugins.md describes it: a kind of source, a judge and a listener."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from monitor.comparison import Judge, JudgeSetup
from monitor.model import Entry, EntryForm, Event, Judgement, Pair, Relation
from monitor.plugins import hookimpl
from monitor.sources.kind import Kind, Site
from monitor.sources.values import Answer, ParsedFeed

HEARD: list[Event] = []


class Tides(Kind):
    """The tide table of a port."""

    kind = "tides"
    port: str
    base_url: Site = "https://tides.example"

    def address(self) -> str:
        return f"{self.base_url}/{self.port}"

    def read(self, answer: Answer) -> ParsedFeed:
        lines = answer.body.decode().splitlines()
        return ParsedFeed(self.port, tuple(self._entry(number, line) for number, line in enumerate(lines)))

    def _entry(self, number: int, line: str) -> Entry:
        url = f"{self.address()}/{number}"
        return Entry(url, url, f"Table {number}", summary=line, content_html=line, form=EntryForm.POST)


class Agreeable:
    """A judge that finds everything neutral."""

    name = "agreeable"

    def judge(self, pairs: Sequence[Pair]) -> list[Judgement]:
        return [Judgement(Relation.NEUTRAL, 0.0, 0.0, 1.0, None, "no objection", self.name) for _ in pairs]


@hookimpl
def register_source_kinds() -> Sequence[type[Kind]]:
    return [Tides]


@hookimpl
def register_judges() -> Mapping[str, Callable[[JudgeSetup], Judge]]:
    return {"agreeable": lambda setup: Agreeable()}


@hookimpl
def event_raised(event: Event) -> None:
    HEARD.append(event)
    if "fails" in event.summary:
        raise RuntimeError("no")
