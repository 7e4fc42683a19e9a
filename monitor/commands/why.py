"""`monitor why`: what became of a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from monitor.commands.explain import show_article
from monitor.commands.output import clean, json_lines, short
from monitor.commands.run import Run

if TYPE_CHECKING:
    from monitor.model import Judgement
    from monitor.store import Store
    from monitor.store.rows import StoredMention

_NEAREST = 3


@click.command("why")
@click.argument("url")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_obj
def why_command(run: Run, url: str, as_json: bool) -> None:
    """What became of a page, also of one that raised nothing.

    Which source listed it, how it was read, which story it belongs to, what it claims, what is stored near each
    claim with the judge's word on it now, and which events came of it.
    """
    from monitor.sources import canonical_url
    from monitor.store.lookup import article_at, article_detail, entries_at

    store, urls = run.history(), list(dict.fromkeys((url, canonical_url(url))))
    found = article_at(store.database, urls)
    row: dict[str, Any] = {
        "url": url,
        "listed": entries_at(store.database, urls, found),
        "article": None if found is None else article_detail(store.database, found),
        "compared": [] if found is None else _compared(run, store, found),
    }
    if as_json:
        json_lines([row])
    else:
        _why(row)


def _compared(run: Run, store: Store, article: int) -> list[dict[str, Any]]:
    """Each mention with its nearest stored claims, and the judge's word on them now."""
    from monitor.store.lookup import article_mentions

    mentions = article_mentions(store.database, article)
    near = [_near(store, mention) for mention in mentions]
    answers = iter(
        _judged(run, [(mention, other) for mention, others in zip(mentions, near, strict=True) for other in others])
    )
    return [
        {
            "mention": mention.mention.text,
            "claim": mention.claim,
            "nearest": [_neighbour(other, next(answers)) for other in others],
        }
        for mention, others in zip(mentions, near, strict=True)
    ]


def _near(store: Store, mention: StoredMention) -> list[StoredMention]:
    from monitor.comparison import search_terms

    found = store.claims.nearest(mention.story, search_terms(mention.mention), 4 * _NEAREST)
    return [other for other in found if other.article != mention.article and other.id < mention.id][:_NEAREST]


def _judged(run: Run, pairs: list[tuple[StoredMention, StoredMention]]) -> list[Judgement]:
    from monitor.comparison import judge_pairs
    from monitor.config import JudgeSettings
    from monitor.model import Pair

    config = run.config_if_there()
    settings = JudgeSettings() if config is None else config.judge
    return judge_pairs(settings, [Pair(mention.side, other.side) for mention, other in pairs])


def _neighbour(other: StoredMention, answer: Judgement) -> dict[str, Any]:
    return {
        "claim": other.claim,
        "text": other.mention.text,
        "outlet": other.side.outlet,
        "relation": answer.relation,
        "score": answer.contradicts,
        "reason": answer.reason,
        "judge": answer.judge,
    }


def _why(row: dict[str, Any]) -> None:
    if not row["listed"] and row["article"] is None:
        click.echo("no source has listed this address; `monitor entries FEED` shows what a feed lists")
        return
    for entry in row["listed"]:
        gone = "" if entry["listed"] else ", no longer"
        click.echo(f"listed by {entry['source']} since {short(entry['first_seen'])} UTC{gone}: {clean(entry['title'])}")
    if row["article"] is None:
        click.echo("not read: its title and summary match no story")
        return
    show_article(row["article"])
    for item in row["compared"]:
        claim = "not compared yet" if item["claim"] is None else f"c{item['claim']}"
        click.echo(f"\n{claim}  {clean(item['mention'])}")
        for other in item["nearest"]:
            click.echo(f"  {other['relation']:<11} c{other['claim']} {clean(other['outlet'])}: {clean(other['text'])}")
            click.echo(f"  {'':<11} {clean(other['reason'])} (contradicts {other['score']:.2f}, {other['judge']})")
        if not item["nearest"]:
            click.echo("  nothing near it is stored")
    if not row["article"]["events"]:
        click.echo("\nit raised no event")
