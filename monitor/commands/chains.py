"""How the chain of evidence is printed: steps, references, origins and timelines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

import click

from monitor.commands.output import clean, short, sparkline

_BARS = 40

_HOW = {
    "outlet": "it names {name}",
    "party": "it names {name}, a party to the story",
    "person": "it names {name}",
    "anonymous": "people without a name, known through {name}",
    "wire": "it is signed by {name}",
    "copied": "it copies {name}",
    "quoted": "it prints a quotation that is also known from {name}",
    "office": "it has it from the same office as {name}",
    "elsewhere": "the same article names {name}",
    "linked": "it links to {name}",
    "cited": "the same article cites {name}",
    "followed": "which has it from {name}",
    "link": "it links",
}


def show_steps(steps: Sequence[dict[str, Any]]) -> None:
    """The steps to an origin, one a line, with the words that gave each away and a link where one is stored."""
    for step in steps:
        where = f"  a{step['article']} {step['url']}" if step["article"] else ""
        click.echo(clean(f"    ← {_HOW[step['kind']].format(name=step['name'])}: “{step['words']}”{where}"))


def show_references(references: Sequence[dict[str, Any]]) -> None:
    """What an article links to and copies as a whole."""
    if references:
        click.echo("\nreferences:")
    for reference in references:
        known = f"a{reference['article']} " if reference["article"] else ""
        other = "" if reference["relevant"] else " (irrelevant: it has nothing to do with the text)"
        what = "copies" if reference["kind"] == "copied" else "links to"
        click.echo(clean(f"  {what} {known}{reference['url'] or ''}: “{reference['words']}”{other}"))


def show_timeline(row: dict[str, Any]) -> None:
    """What became of a claim, and which values it had before and later."""
    click.echo(f"\ntimeline:{_picture([mention['published'] for mention in row['mentions']])}")
    for step in row["timeline"]:
        by = step["outlet"] if step["origin"] in (None, step["outlet"]) else f"{step['outlet']} from {step['origin']}"
        what = step["what"] if step["what"] != "said" else step["modality"]
        mark = "" if step["claim"] == row["id"] else f" c{step['claim']}"
        click.echo(clean(f"  {short(step['at'])}  {what} by {by} ({step['tier']}){mark}: “{step['text']}”"))


def _picture(times: Sequence[str | None]) -> str:
    """How many of these times fall on each day, or on each equal part of a longer while; empty for a single day."""
    days = sorted(date.fromisoformat(time[:10]) for time in times if time is not None)
    if not days or days[0] == days[-1]:
        return ""
    span = (days[-1] - days[0]).days + 1
    bars = min(span, _BARS)
    counts = Counter((day - days[0]).days * bars // span for day in days)
    drawn = sparkline([counts[bar] for bar in range(bars)])
    return f" {drawn} {len(days)} mentions from {days[0]} to {days[-1]}"


def show_origin(row: dict[str, Any]) -> None:
    """An origin with what comes from it, and how that is known."""
    outlets = dict.fromkeys(mention["outlet"] for mention in row["mentions"])
    click.echo(f"o{row['id']}  {clean(row['name'])} ({row['kind']})")
    click.echo(clean(f"carried by {', '.join(outlets) or 'nobody'}") + "\n")
    for mention in row["mentions"]:
        claim = f"c{mention['claim']}  " if mention["claim"] else ""
        gone = ", dropped" if mention["dropped_at"] else ""
        click.echo(clean(f"{claim}{short(mention['published'])}  {mention['outlet']} ({mention['tier']}){gone}"))
        click.echo(f"  “{clean(mention['text'])}”\n  {mention['url']}")
        show_steps(mention["steps"])
