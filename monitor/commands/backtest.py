"""`monitor backtest`: what other rules would have told."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monitor.commands.output import json_lines, short, table
from monitor.commands.run import Run, since
from monitor.errors import MonitorError, UsageError

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.stages.backtest import Telling
    from monitor.store import Store

_DRAWING = 60.0  # seconds
_GRAVE = ("urgent", "high")


@click.command("backtest")
@click.option(
    "--alerts",
    "rules",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="These rules [feeds.yaml].",
)
@click.option("--since", "begin", metavar="TIME", help="From then on: 2d, 2026-04-12 or a full time.")
@click.option("--json", "as_json", is_flag=True, help="JSON Lines; the last one sums up.")
@click.option(
    "--picture",
    metavar="FILE.png",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Draw the messages a day by channel, as a new file.",
)
@click.pass_obj
def backtest_command(run: Run, rules: Path | None, begin: str | None, as_json: bool, picture: Path | None) -> None:
    """Which messages these rules would have sent over the stored history.

    FILE holds the keys alerts, group, limits, quiet_hours and timezone, or some of them, as feeds.yaml has them. Time
    is simulated, and nothing is sent.
    """
    from monitor.config import load_alert_rules
    from monitor.config_rooms import alert_policy
    from monitor.stages.backtest import replay
    from monitor.store.scratch import undecided_copy

    config = run.config()
    chosen = config if rules is None else load_alert_rules(rules, os.environ, config)
    start, store = since(begin, run.clock.now()), run.history()
    with undecided_copy(store) as copy:
        told = list(replay(copy, alert_policy(chosen), start))
        total = _total(told, store, copy, start)
    rows = [_row(each) for each in told]
    if picture is not None:
        _draw(rows, picture)
    if as_json:
        json_lines([*rows, total])
    else:
        _show(rows, total)


def _draw(rows: Sequence[dict[str, Any]], target: Path) -> None:
    """How many messages each channel would have got a day, as a PNG. Raises UsageError or MonitorError."""
    import asyncio

    from monitor.explore.charts import per_day, printed
    from monitor.explore.drawing import can_draw, draw

    if not can_draw():
        raise UsageError("--picture needs the extra that draws: pip install story-monitor[pictures]")
    spec = per_day([{"day": row["at"][:10], "channel": row["channel"], "count": 1} for row in rows], "channel")
    if spec is None:
        raise MonitorError(f"{target} was not written: these rules would have told nothing")
    drawn = asyncio.run(draw(printed(spec), _DRAWING))
    if isinstance(drawn, str):
        raise MonitorError(f"{target} was not written: {drawn}")
    try:
        with target.open("xb") as file:
            file.write(drawn)
    except FileExistsError:
        raise MonitorError(f"{target} exists already and was left as it is; name a new file") from None
    except OSError as error:
        raise MonitorError(f"{target}: {error.strerror}") from error


def _row(told: Telling) -> dict[str, Any]:
    from monitor.clock import iso

    alert = told.alert
    first = alert.events[0].summary if alert.events else alert.note
    return {
        "at": iso(told.at),
        "channel": told.channel,
        "kind": alert.kind.value,
        "severity": alert.severity.value,
        "events": [event.id for event in alert.events],
        "summary": first,
    }


def _total(told: Sequence[Telling], store: Store, copy: Store, begin: datetime | None) -> dict[str, Any]:
    """How many a day, what was not told and why, and how that differs from what was told in fact."""
    from monitor.store.scratch import told_to_somebody, untold

    silent = untold(copy, begin)
    here, there = told_to_somebody(copy), told_to_somebody(store)
    days = Counter(each.at.date().isoformat() for each in told)
    return {
        "messages": len(told),
        "per_day": dict(sorted(days.items())),
        "per_channel": dict(Counter(each.channel for each in told)),
        "untold": dict(Counter(reason.partition(":")[0] for _, _, reason in silent)),
        "missed": [event for event, severity, reason in silent if severity in _GRAVE and not _first_look(reason)],
        "told_before_only": sorted(there - here) if begin is None else [],
    }


def _first_look(reason: str) -> bool:
    return reason.startswith("baseline")


def _show(rows: Sequence[dict[str, Any]], total: dict[str, Any]) -> None:
    table(
        ("when (UTC)", "channel", "kind", "severity", "events", "what"),
        (
            (short(row["at"]), row["channel"], row["kind"], row["severity"], len(row["events"]), row["summary"])
            for row in rows
        ),
        "these rules would have told nothing",
    )
    if total["per_day"]:
        day, most = max(total["per_day"].items(), key=lambda day: day[1])
        click.echo(f"\n{total['messages']} messages on {len(total['per_day'])} days; most on {day}: {most}")
    for reason, count in total["untold"].items():
        click.echo(f"{count} events told to nobody: {reason}")
    for name, what in (
        ("missed", "of high severity, told to nobody"),
        ("told_before_only", "told in fact, not so here"),
    ):
        if total[name]:
            click.echo(f"{what}: {', '.join(f'e{event}' for event in total[name][:20])}")
