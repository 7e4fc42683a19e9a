"""`monitor claims` and `monitor articles`."""

from __future__ import annotations

import click

from monitor.commands.output import json_lines, short, table
from monitor.commands.run import Run


@click.command("claims")
@click.option("--contested", is_flag=True, help="Only those that another claim contradicts.")
@click.option("--search", metavar="TEXT", help="Only those with these words.")
@click.option("--story", help="Only this story.")
@click.option("--json", "as_json", is_flag=True, help="JSON Lines.")
@click.pass_obj
def claims_command(run: Run, contested: bool, search: str | None, story: str | None, as_json: bool) -> None:
    """What the coverage says, and who says it."""
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
