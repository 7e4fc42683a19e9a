"""`monitor claims` and `monitor articles`."""

from __future__ import annotations

import click

from monitor.commands.output import json_lines, short, table
from monitor.commands.run import Run, numbered


@click.group("claims", invoke_without_command=True)
@click.option("--contested", is_flag=True, help="Only those that another claim contradicts.")
@click.option("--search", metavar="TEXT", help="Only those with these words.")
@click.option("--story", help="Only this story.")
@click.option("--json", "as_json", is_flag=True, help="JSON Lines.")
@click.pass_context
def claims_command(ctx: click.Context, contested: bool, search: str | None, story: str | None, as_json: bool) -> None:
    """What the coverage says, and who says it; or mend what was joined wrongly."""
    if ctx.invoked_subcommand is None:
        _list_claims(ctx.obj, contested, search, story, as_json)


def _list_claims(run: Run, contested: bool, search: str | None, story: str | None, as_json: bool) -> None:
    from monitor.store.listings import ClaimFilter, claim_rows

    rows = claim_rows(run.history().database, ClaimFilter(story, contested, search))
    if as_json:
        json_lines(rows)
        return
    table(
        ("claim", "first seen", "origins", "contested", "outlets", "text"),
        (
            (
                f"c{row['id']}",
                short(row["first_seen"]),
                row["origins"],
                "yes" if row["contested"] else "",
                _few(row["outlets"]),
                row["text"],
            )
            for row in rows
        ),
        "no claim of this kind is stored",
    )


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
@click.option("--json", "as_json", is_flag=True, help="JSON Lines.")
@click.pass_obj
def articles_command(run: Run, story: str | None, outlet: str | None, as_json: bool) -> None:
    """The coverage, and how often each article was changed."""
    from monitor.store.listings import article_rows

    rows = article_rows(run.history().database, story, outlet)
    if as_json:
        json_lines(rows)
        return
    table(
        ("article", "published", "outlet", "versions", "claims", "status", "title"),
        (
            (
                f"a{row['id']}",
                short(row["published"] or row["first_seen"]),
                row["outlet"],
                row["versions"],
                row["claims"],
                row["status"] or "to be read",
                row["title"],
            )
            for row in rows
        ),
        "no article of this kind is stored",
    )


def _few(names: list[str]) -> str:
    return ", ".join(names[:3]) + (f" +{len(names) - 3}" if len(names) > 3 else "")
