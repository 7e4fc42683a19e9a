"""`monitor omissions`: what each outlet says, disputes and leaves out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from monitor.commands.output import json_lines, table
from monitor.commands.run import Run, known_story

if TYPE_CHECKING:
    from monitor.absence import LensCount, Omission, Voice
    from monitor.store.database import Database

_FOREMOST = 20
_NAMED = 10


@click.command("omissions")
@click.option("--story", help="Only this story.")
@click.option("--limit", type=click.IntRange(0), help=f"So many of the foremost; 0: all [a table: {_FOREMOST}].")
@click.option("--json", "as_json", is_flag=True, help="JSON Lines.")
@click.pass_obj
def omissions_command(run: Run, story: str | None, limit: int | None, as_json: bool) -> None:
    """Which outlets say, dispute and leave out the claims that matter, and which lenses each covers."""
    from monitor.store.omissions import lens_counts, story_ids

    store = run.history()
    database, wanted = store.database, known_story(store, story)
    for ident in story_ids(database) if wanted is None else [wanted]:
        lenses = lens_counts(database, ident)
        found = _found(database, ident)
        if as_json:
            json_lines(_row(one, lenses) for one in found[: limit or None])
        else:
            most = _FOREMOST if limit is None else limit
            _print(ident, found[: most or None], lenses)
            if 0 < most < len(found):
                click.echo(f"{ident}: the first {most} of {len(found)} claims; `--limit 0` shows all", err=True)


def _found(database: Database, story: str) -> list[Omission]:
    from monitor.absence import omissions
    from monitor.store.omissions import attendance, matters

    return omissions(matters(database, story), attendance(database, story))


def _row(one: Omission, lenses: Sequence[LensCount]) -> dict[str, Any]:
    from monitor.clock import iso

    matter = one.matter
    claim = {
        "id": matter.claim, "story": matter.story, "text": matter.text, "known": iso(one.known),
        "contested": matter.contested, "origins": matter.origins, "primary": matter.by_primary,
    }  # fmt: skip
    return {
        "claim": claim,
        "says": [_voice(voice) for voice in matter.says],
        "disputes": [_voice(voice) for voice in matter.disputes],
        "leaves_out": [
            {"outlet": each.outlet, "tier": each.tier.value, "articles": each.articles,
             "hours": round(each.had.total_seconds() / 3600, 1)}
            for each in one.leaves_out
        ],
        "lenses": [{"outlet": each.outlet, "articles": each.articles, "touches": each.touches} for each in lenses],
    }  # fmt: skip


def _few(names: Sequence[str]) -> str:
    return ", ".join(names[:_NAMED]) + (f" +{len(names) - _NAMED}" if len(names) > _NAMED else "")


def _voice(voice: Voice) -> dict[str, Any]:
    from monitor.clock import iso

    return {"outlet": voice.outlet, "tier": voice.tier.value, "at": iso(voice.at), "article": voice.article,
            "claim": voice.claim}  # fmt: skip


def _print(story: str, found: Sequence[Omission], lenses: Sequence[LensCount]) -> None:
    table(
        ("claim", "primary", "says", "disputes", "leaves out (articles since)", "text"),
        (
            (
                f"c{one.matter.claim}",
                "yes" if one.matter.by_primary else "",
                ", ".join(dict.fromkeys(voice.outlet for voice in one.matter.says)),
                ", ".join(dict.fromkeys(voice.outlet for voice in one.matter.disputes)),
                _few([f"{each.outlet} ({each.articles})" for each in one.leaves_out]),
                one.matter.text,
            )
            for one in found
        ),
        f"{story}: no claim has several independent origins, a primary source or a contradiction yet",
    )
    names = list(lenses[0].touches) if lenses else []
    table(
        ("outlet", "articles", *names),
        ((each.outlet, each.articles, *each.touches.values()) for each in lenses),
        f"{story}: no lens is configured (stories[].lenses), or no article is stored",
    )
