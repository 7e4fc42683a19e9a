"""`monitor why`: what became of a page."""

from __future__ import annotations

from collections.abc import Sequence
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
    claim with the judge's word on it (asked again where it was not kept), and which events came of it.
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
    """Each mention with its nearest stored claims, and the judge's word on them: as it was kept, else as it is now."""
    from monitor.store.lookup import article_mentions, judged_word

    mentions = article_mentions(store.database, article)
    near = [_near(store, mention) for mention in mentions]
    pairs = [(mention, other) for mention, others in zip(mentions, near, strict=True) for other in others]
    kept = {(one.id, other.id): judged_word(store.database, one.id, other.id) for one, other in pairs}
    missing = [(one, other) for one, other in pairs if kept[one.id, other.id] is None]
    now = {(one.id, other.id): answer for (one, other), answer in zip(missing, judge_now(run, missing), strict=True)}
    return [
        {
            "mention": mention.mention.text,
            "claim": mention.claim,
            "decision": _decision(store, mention),
            "nearest": [
                _neighbour(other, kept[mention.id, other.id], now.get((mention.id, other.id))) for other in others
            ],
        }
        for mention, others in zip(mentions, near, strict=True)
    ]


def _decision(store: Store, mention: StoredMention) -> str:
    if mention.claim is None:
        return "not compared yet"
    first = store.claims.of_claim(mention.claim)[0]
    return "a claim of its own" if first.article == mention.article else f"says what {first.side.outlet} said before"


def _near(store: Store, mention: StoredMention) -> list[StoredMention]:
    """The nearest mention in other articles of each of the nearest claims."""
    from monitor.comparison import search_terms

    found = store.claims.nearest(mention.story, search_terms(mention.mention), 8 * _NEAREST)
    nearest: dict[int | None, StoredMention] = {}
    for other in found:
        if other.article != mention.article:
            nearest.setdefault(other.claim, other)
    return list(nearest.values())[:_NEAREST]


def judge_now(run: Run, pairs: Sequence[tuple[StoredMention, StoredMention]]) -> list[Judgement]:
    """The configured judge's word on each pair of mentions."""
    from monitor.comparison import judge_pairs
    from monitor.config import JudgeSettings
    from monitor.config_rooms import judge_setup
    from monitor.model import Pair

    if not pairs:
        return []
    config = run.config_if_there()
    settings = JudgeSettings() if config is None else config.judge
    aged = [(one, other) if one.id > other.id else (other, one) for one, other in pairs]
    return judge_pairs(judge_setup(settings, run.state), [Pair(newer.side, older.side) for newer, older in aged])


def _neighbour(other: StoredMention, kept: Judgement | None, now: Judgement | None) -> dict[str, Any]:
    answer = kept or now
    assert answer is not None
    return {
        "claim": other.claim,
        "text": other.mention.text,
        "outlet": other.side.outlet,
        "relation": answer.relation,
        "score": answer.contradicts,
        "basis": answer.basis,
        "reason": answer.reason,
        "judge": answer.judge,
        "stored": kept is not None,
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
        claim = "" if item["claim"] is None else f"c{item['claim']}: "
        click.echo(f"\n{clean(item['mention'])}\n  {claim}{clean(item['decision'])}")
        for other in item["nearest"]:
            joined = " (the same claim)" if other["claim"] == item["claim"] else ""
            click.echo(
                f"  {other['relation']:<11} c{other['claim']}{joined} {clean(other['outlet'])}: {clean(other['text'])}"
            )
            when = "then" if other["stored"] else "now"
            click.echo(
                f"  {'':<11} {clean(other['reason'])} (contradicts {other['score']:.2f}, {other['judge']}, {when})"
            )
        if not item["nearest"]:
            click.echo("  nothing near it is stored")
    if not row["article"]["events"]:
        click.echo("\nit raised no event")
