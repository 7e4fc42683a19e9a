"""`monitor sources`: lists of feeds from and for other readers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from xml.sax.saxutils import quoteattr

import click

from monitor.commands.output import clean
from monitor.commands.run import Run
from monitor.errors import FeedError, MonitorError, UsageError


@click.group("sources")
def sources_command() -> None:
    """Take sources from other feed readers, and give them to others."""


@sources_command.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.pass_obj
def import_command(run: Run, file: Path) -> None:
    """Print the feeds of an OPML file as lines for `sources:` in feeds.yaml.

    Feeds that stand there already are left out. Nothing is changed.
    """
    import yaml

    config = run.config_if_there()
    known = set() if config is None else {source.place.address() for source in config.sources}
    names = set() if config is None else {source.name for source in config.sources}
    count = left = 0
    for title, url in _feeds(file):
        if url in known:
            left += 1
            continue
        known.add(url)
        line = {"name": _name(title or url, names), "kind": "feed", "url": url, "outlet": title or url}
        text = yaml.safe_dump(line, default_flow_style=True, allow_unicode=True, sort_keys=False, width=10_000)
        click.echo(f"  - {text.strip().replace('${', '$${')}")
        count += 1
    if not count and not left:
        raise MonitorError(f"{file} names no feed: no outline in it has an xmlUrl that is a web address")
    there = f" ({left} more stand there already)" if left else ""
    click.echo(
        f"{count} feeds{there}; put these lines under sources: in {run.config_path}, then: monitor check", err=True
    )


@sources_command.command("export")
@click.pass_obj
def export_command(run: Run) -> None:
    """Print the sources of kind feed as OPML."""
    config = run.config()
    feeds = [source for source in config.sources if source.kind == "feed"]
    click.echo(
        '<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0">\n<head><title>monitor</title></head>\n<body>'
    )
    for source in feeds:
        name, url = quoteattr(source.outlet), quoteattr(config.redact(source.place.address()))
        click.echo(f'<outline type="rss" text={name} title={name} xmlUrl={url}/>')
    click.echo("</body>\n</opml>")
    left = len(config.sources) - len(feeds)
    click.echo(f"{len(feeds)} feeds; {left} sources of other kinds are left out", err=True)


def _feeds(file: Path) -> Iterator[tuple[str, str]]:
    """Title and address of every feed of an OPML file. Raises MonitorError for another file."""
    from monitor.sources.html_pages import xml_tree
    from monitor.sources.urls import readable_url

    try:
        root = xml_tree(file.read_bytes())
    except (FeedError, OSError) as error:
        raise MonitorError(f"{file}: {error}") from error
    if root.tag != "opml":
        raise UsageError(f"{file} is no OPML file; other readers export one as their list of subscriptions")
    for outline in root.iter("outline"):
        url = readable_url(outline.get("xmlUrl"), "")
        if url is not None:
            yield clean(outline.get("title") or outline.get("text") or ""), url


def _name(title: str, taken: set[str]) -> str:
    """A short name for a source that no other one has."""
    short = re.sub(r"[^\w.]+", "-", re.sub(r"^https?://(?:www\.)?", "", title.lower())).strip("-.")[:40] or "feed"
    name = next(name for name in _numbered(short) if name not in taken)
    taken.add(name)
    return name


def _numbered(name: str) -> Iterable[str]:
    yield name
    number = 2
    while True:
        yield f"{name}-{number}"
        number += 1
