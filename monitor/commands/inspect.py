"""`monitor extract` and `monitor entries`: what the monitor sees in a page and in a feed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monitor.clock import iso
from monitor.commands.output import clean, json_lines, short, table
from monitor.commands.run import Run
from monitor.errors import MonitorError, UsageError
from monitor.model import Entry, Extraction, Mention, ReadStatus

if TYPE_CHECKING:
    from monitor.config import Source
    from monitor.network import Purpose
    from monitor.sources import ParsedFeed

_READ_LANGUAGES = ("en", "zh", None)


@dataclass(frozen=True, slots=True)
class _Body:
    """What a URL or a file holds."""

    url: str
    content: bytes
    content_type: str


@click.command("extract")
@click.argument("place", metavar="URL|FILE")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_context
def extract_command(ctx: click.Context, place: str, as_json: bool) -> None:
    """What the monitor sees in a page: text, metadata and mentions."""
    from monitor.articles import extract
    from monitor.network import Purpose

    run: Run = ctx.obj
    body = _read(run, place, Purpose.PAGE)
    read = extract(body.content, body.url, None, body.content_type)
    row = _extraction_row(read, _mentions(run, read))
    if as_json:
        json_lines([row])
    else:
        _show_extraction(row)
    if read.status is ReadStatus.FAILED:
        click.echo(f"nothing was read: {read.reason}", err=True)
        ctx.exit(1)


@click.command("entries")
@click.argument("place", metavar="URL|FILE")
@click.option("--json", "as_json", is_flag=True, help="JSON Lines.")
@click.pass_obj
def entries_command(run: Run, place: str, as_json: bool) -> None:
    """What the monitor sees in a feed, a forum, or whatever an address leads to.

    The kind of source is found by itself. What cannot be read exits 1 with the reason.
    """
    import asyncio

    from monitor.network import Purpose
    from monitor.sources import parse_feed

    if place.startswith(("http://", "https://")):
        feed = asyncio.run(_ask(run, place))
    else:
        body = _read(run, place, Purpose.FEED)
        feed = parse_feed(body.content, body.content_type, body.url)
    if feed.warning:
        click.echo(f"read with a warning: {feed.warning}", err=True)
    rows = [_entry_row(entry) for entry in feed.entries]
    if as_json:
        json_lines(rows)
        return
    table(
        ("published (UTC)", "title", "url"),
        ((short(row["published"] or row["updated"]), row["title"], row["url"]) for row in rows),
        "a readable feed without entries",
    )


async def _ask(run: Run, url: str) -> ParsedFeed:
    """What an address lists. Raises MonitorError with the reason where it lists nothing."""
    from monitor.commands.way_out import way_out
    from monitor.config import Source
    from monitor.config_rooms import network_settings
    from monitor.config_values import web_address
    from monitor.network import Failure, NetworkSettings
    from monitor.network.client import Client
    from monitor.sources.registry import place_at
    from monitor.stages.asking import Asker, Found, ask
    from monitor.workers import Workers

    config = run.config_if_there()
    settings = NetworkSettings() if config is None else network_settings(config)
    try:
        place = place_at(web_address(url))
    except ValueError as error:
        raise UsageError(f"{url} {error}") from error
    source = Source.model_validate({"name": url, "kind": place.kind, **place.model_dump()})
    workers = Workers(count=1)
    try:
        async with Client(settings, run.clock) as client:
            found = await ask(Asker(client, workers, run.clock), source)
    finally:
        workers.shutdown()
    if not isinstance(found, Found):
        raise MonitorError(f"{url}: {found.reason + way_out(found) if isinstance(found, Failure) else found}")
    click.echo(f"read as {_as_source(source)}", err=True)
    return found.feed


def _as_source(source: Source) -> str:
    """How a source would stand in feeds.yaml, without its name."""
    options = source.place.model_dump(mode="json", exclude_defaults=True)
    return f"{{kind: {source.kind}, " + ", ".join(f"{key}: {value}" for key, value in options.items()) + "}"


def _read(run: Run, place: str, purpose: Purpose) -> _Body:
    """The bytes at a place. Raises MonitorError with the reason when there are none."""
    import asyncio
    import mimetypes

    if place.startswith(("http://", "https://")):
        return asyncio.run(_fetch(run, place, purpose))
    path = Path(place)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{place} is neither a web address nor a readable file ({error.strerror})") from error
    return _Body(path.resolve().as_uri(), content, mimetypes.guess_type(path.name)[0] or "")


async def _fetch(run: Run, url: str, purpose: Purpose) -> _Body:
    from monitor.config_rooms import network_settings
    from monitor.network import Failure, NetworkSettings, Request
    from monitor.network.client import Client

    config = run.config_if_there()
    settings = NetworkSettings() if config is None else network_settings(config)
    async with Client(settings, run.clock) as client:
        answer = await client.fetch(Request(url, purpose))
    if isinstance(answer, Failure):
        raise MonitorError(f"{url}: {answer.reason}")
    return _Body(answer.url, answer.body, answer.content_type)


def _mentions(run: Run, read: Extraction) -> Sequence[Mention]:
    from monitor.claims import Text, find_mentions

    if read.language not in _READ_LANGUAGES:
        return ()
    config = run.config_if_there()
    stories = () if config is None else config.stories
    names = {name: aliases for story in stories for name, aliases in story.entities.items()}
    text = Text(read.title, read.text, read.published, language=read.language or "en")
    return find_mentions(text, names)


def _extraction_row(read: Extraction, mentions: Sequence[Mention]) -> dict[str, Any]:
    return {
        "url": read.url,
        "title": read.title,
        "published": None if read.published is None else iso(read.published),
        "author": read.author,
        "language": read.language,
        "status": read.status,
        "reason": read.reason,
        "text": read.text,
        "mentions": [_mention_row(mention) for mention in mentions],
    }


def _mention_row(mention: Mention) -> dict[str, Any]:
    return {
        "text": mention.text,
        "span": [mention.start, mention.end],
        "in_title": mention.in_title,
        "modality": mention.modality,
        "attribution": mention.attribution,
        "polarity": mention.polarity,
        "entities": list(mention.entities),
        "quantities": [
            {"text": q.text, "low": q.low, "high": q.high, "unit": q.unit, "of": q.of, "approx": q.approx}
            for q in mention.quantities
        ],
        "dates": [
            {"text": d.text, "from": d.start and d.start.isoformat(), "to": d.end and d.end.isoformat()}
            for d in mention.dates
        ],
    }


def _show_extraction(row: dict[str, Any]) -> None:
    for key in ("title", "url", "published", "author", "language", "status", "reason"):
        if row[key]:
            click.echo(f"{key:<10} {clean(row[key])}")
    click.echo()
    for paragraph in row["text"].splitlines():
        click.echo(clean(paragraph))
    click.echo()
    table(
        ("modality", "said by", "claim"),
        ((mention["modality"], mention["attribution"], mention["text"]) for mention in row["mentions"]),
        "no claim was found in it (English and Chinese are read)",
    )


def _entry_row(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.identity,
        "url": entry.url,
        "title": entry.title,
        "author": entry.author,
        "published": None if entry.published is None else iso(entry.published),
        "updated": None if entry.updated is None else iso(entry.updated),
        "summary": entry.summary,
    }
