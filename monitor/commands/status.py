"""`monitor status`: how everything stands."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import click

from monitor.commands.output import clean, json_lines, short, table
from monitor.commands.precision import counted, precision
from monitor.commands.run import Run

if TYPE_CHECKING:
    from monitor.config import Config
    from monitor.store import Store

_TICK = timedelta(seconds=1)  # the daemon's, without its imports


@click.command("status")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.option("--explain", is_flag=True, help="Everything that a request for help needs, as JSON without secrets.")
@click.pass_context
def status_command(ctx: click.Context, as_json: bool, explain: bool) -> None:
    """How sources, backlog and outbox stand.

    Exits 1 when something needs a person; one failing source does not.
    """
    from monitor.store.listings import status_row

    run: Run = ctx.obj
    store = run.history()
    if explain:
        click.echo(_explained(run, store))
        return
    row = {**status_row(store, run.clock.now(), _TICK), "precision": precision(store)}
    if as_json:
        json_lines([row])
    else:
        _show(row)
    ctx.exit(0 if row["healthy"] else 1)


def _show(row: dict[str, Any]) -> None:
    table(
        ("source", "state", "last ok (UTC)", "next poll", "entries", "reason"),
        (
            (
                source["name"],
                source["state"] or "not polled yet",
                short(source["last_ok"]),
                short(source["next_poll"]) or "never",
                source["entries"],
                source["reason"] or source["why_next"],
            )
            for source in row["sources"]
        ),
        "no source is known yet; `monitor poll` reads the configuration",
    )
    click.echo(f"\nlast cycle  {short(row['last_cycle']) or 'none yet'}")
    click.echo("backlog     " + ", ".join(f"{stage} {count}" for stage, count in row["backlog"].items()))
    click.echo("outbox      " + ", ".join(f"{state} {count}" for state, count in row["outbox"].items()))
    for channel in row["channels"]:
        since = f"{channel['name']} fails since {short(channel['failing_since'])} UTC: {channel['reason']}"
        told = "" if channel["told_to"] is None else f"; {channel['told_to']} was told"
        click.echo(f"channel     {clean(since + _next(channel) + told)}")
    for story, found in row["precision"].items():
        if found["right"] or found["wrong"] or found["missed"]:
            click.echo(f"precision   {story}: {counted(found)}; contradictions from {found['threshold']:.2f} on")
    if row["config_problem"]:
        click.echo("feeds.yaml  was changed to something that cannot be used; the earlier one is followed:")
        click.echo(row["config_problem"])
    click.echo("healthy" if row["healthy"] else "NOT HEALTHY")
    for reason in row["reasons"]:
        click.echo(f"  {reason}")


def _next(channel: dict[str, Any]) -> str:
    return "; nothing waits for it" if channel["rests_until"] is None else f"; next try {short(channel['rests_until'])}"


def _explained(run: Run, store: Store) -> str:
    import json

    from monitor.errors import ConfigError
    from monitor.operating.support import installation, outline
    from monitor.store.figures import figures, inventory

    config: Config | None = None
    problems: list[str] = []
    try:
        config = run.config()
    except ConfigError as error:
        problems = error.problems
    found = {
        "installation": installation(run.state),
        "configuration": {"problems": problems} if config is None else outline(config),
        "history": inventory(store.database),
        "figures": figures(store, run.clock.now(), _TICK),
    }
    text = json.dumps(found, indent=2, ensure_ascii=False)
    return text if config is None else config.redact(text)
