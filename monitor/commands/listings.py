"""`monitor claims` and `monitor articles`."""

from __future__ import annotations

import click

from monitor.commands.output import short
from monitor.commands.paging import Asked, Cells, Columns, Row, listing
from monitor.commands.run import Run, known_story, numbered


@click.group("claims", invoke_without_command=True)
@click.option("--contested", is_flag=True, help="Only those that another claim contradicts.")
@click.option("--search", metavar="TEXT", help="Only those with these words.")
@click.option("--story", help="Only this story.")
@listing
@click.pass_context
def claims_command(ctx: click.Context, contested: bool, search: str | None, story: str | None, asked: Asked) -> None:
    """What the coverage says, and who says it, oldest first; or mend what was joined wrongly."""
    if ctx.invoked_subcommand is not None:
        return
    from monitor.store.listings import ClaimFilter, claim_rows

    store = ctx.obj.history()
    chosen = ClaimFilter(known_story(store, story), contested, search)
    asked.show(_CLAIMS, lambda page: claim_rows(store.database, chosen, page))


@claims_command.command("join")
@click.argument("claim")
@click.argument("other")
@click.pass_obj
def join_command(run: Run, claim: str, other: str) -> None:
    """Make OTHER a part of CLAIM: the two say the same.

    From then on both numbers mean CLAIM. What is read later is compared with the one claim.
    """
    one, two = numbered(claim, "c", "claim"), numbered(other, "c", "claim")
    stays = run.open_history().decisions.join(one, two, run.clock.now())
    click.echo(f"c{two} is part of c{stays} now; `monitor show c{stays}` shows it", err=True)


@claims_command.command("split")
@click.argument("claim")
@click.argument("mention")
@click.pass_obj
def split_command(run: Run, claim: str, mention: str) -> None:
    """Take MENTION out of CLAIM: it says something else.

    MENTION is an id such as m31, which `monitor show c12` names. It makes a claim of its own, with other mentions in
    the same words; the two are never joined again, unless by `claims join`.
    """
    one, taken = numbered(claim, "c", "claim"), numbered(mention, "m", "mention")
    made = run.open_history().decisions.split(one, taken, run.clock.now())
    click.echo(f"m{taken} belongs to c{made} now, and no longer to c{one}", err=True)


@click.command("articles")
@click.option("--story", help="Only this story.")
@click.option("--outlet", help="Only this outlet.")
@listing
@click.pass_obj
def articles_command(run: Run, story: str | None, outlet: str | None, asked: Asked) -> None:
    """The coverage, oldest first, and how often each article was changed."""
    from monitor.store.listings import article_rows

    store = run.history()
    wanted = known_story(store, story)
    asked.show(_ARTICLES, lambda page: article_rows(store.database, wanted, outlet, page))


def _claim_cells(row: Row) -> Cells:
    contested = "yes" if row["contested"] else ""
    return f"c{row['id']}", short(row["first_seen"]), row["origins"], contested, _few(row["outlets"]), row["text"]


def _article_cells(row: Row) -> Cells:
    at, status = short(row["published"] or row["first_seen"]), row["status"] or "to be read"
    return f"a{row['id']}", at, row["outlet"], row["versions"], row["claims"], status, row["title"]


def _few(names: list[str]) -> str:
    return ", ".join(names[:3]) + (f" +{len(names) - 3}" if len(names) > 3 else "")


_CLAIMS = Columns(
    "c",
    "claim",
    ("claim", "first seen", "origins", "contested", "outlets", "text"),
    _claim_cells,
    "no claim of this kind is stored",
)
_ARTICLES = Columns(
    "a",
    "article",
    ("article", "published", "outlet", "versions", "claims", "status", "title"),
    _article_cells,
    "no article of this kind is stored",
)
