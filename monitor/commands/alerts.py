"""`monitor alerts`: the outbox."""

from __future__ import annotations

import click

from monitor.commands.output import json_lines, short, table
from monitor.commands.paging import Asked, Cells, Columns, Row, listing
from monitor.commands.run import Run, ahead, near, since
from monitor.errors import UsageError

_TRIAL_DEADLINE = 30.0  # seconds


@click.group("alerts")
def alerts_command() -> None:
    """What was told to whom, and what could not be."""


@alerts_command.command("list")
@listing
@click.pass_obj
def list_command(run: Run, asked: Asked) -> None:
    """Every alert and channel, oldest first."""
    from monitor.store.listings import delivery_rows

    database = run.history().database
    asked.show(_DELIVERIES, lambda page: delivery_rows(database, page))


def _cells(row: Row) -> Cells:
    return (
        f"n{row['alert']}",
        row["severity"],
        row["delivery"],
        _few(row["events"]),
        row["channel"],
        row["state"] + (" (acknowledged)" if row["acknowledged_at"] else ""),
        row["attempts"],
        short(row["sent_at"] or row["next_attempt"] or row["created_at"]),
        row["summary"] + (f" — {row['reason']}" if row["reason"] else ""),
    )


def _few(events: list[int]) -> str:
    shown = ", ".join(f"e{event}" for event in events[:3])
    return shown if len(events) <= 3 else f"{shown} and {len(events) - 3} more"


_DELIVERIES = Columns(
    "",
    "delivery",
    ("alert", "severity", "delivery", "events", "channel", "state", "tries", "when (UTC)", "summary"),
    _cells,
    "the outbox is empty",
    key="delivery",
)


@alerts_command.command("ack")
@click.argument("alerts", metavar="[ALERT]...", nargs=-1)
@click.option("--dead", is_flag=True, help="Every alert that has a dead letter.")
@click.pass_obj
def ack_command(run: Run, alerts: tuple[str, ...], dead: bool) -> None:
    """Say that you have seen an ALERT, such as n4.

    Its dead letters no longer make `status` unhealthy.
    """
    wrong = next((alert for alert in alerts if not alert.removeprefix("n").isdigit()), None)
    if wrong is not None:
        raise UsageError(f"{wrong} is no alert; `monitor alerts list` shows them, such as n4")
    if not (alerts or dead):
        raise UsageError("name an alert, such as n4, or say --dead")
    outbox, now = run.open_history().outbox, run.clock.now()
    for alert in (*(int(alert.removeprefix("n")) for alert in alerts), *(outbox.with_dead_letters() if dead else ())):
        outbox.acknowledge(alert, now)


@alerts_command.command("mute")
@click.argument("name", metavar="ID")
@click.option("--for", "span", metavar="TIME", default="7d", show_default=True, help="How long: 30m, 12h, 7d.")
@click.option("--until", "end", metavar="TIME", help="Until then instead: 2026-04-12 or a full time.")
@click.pass_obj
def mute_command(run: Run, name: str, span: str, end: str | None) -> None:
    """Tell nothing of a claim (c12), an outlet or a story for a while.

    What happens meanwhile is stored as ever; `monitor events` lists it. A claim mutes every event that it is part
    of, an outlet those that are its news. What waits already to be told is withdrawn when its time comes.
    """
    from monitor.model_alerts import Mute

    now = run.clock.now()
    until = since(end, now, "--until") or ahead(span, now)
    if until <= now:
        raise UsageError(f"{end} is over; name a time to come")
    mutes = run.open_history().mutes
    kind, found = mutes.find(name)
    mutes.add(Mute(kind, found, until), now)
    click.echo(f"the {kind} {name} is muted until {short(until.isoformat())} UTC", err=True)


@alerts_command.command("mutes")
@click.option("--json", "as_json", is_flag=True, help="JSON Lines.")
@click.pass_obj
def mutes_command(run: Run, as_json: bool) -> None:
    """What is muted now, the first to end first."""
    from monitor.clock import iso
    from monitor.model_alerts import MuteKind

    mutes = run.history().mutes.active(run.clock.now())
    letter = {MuteKind.CLAIM: "c"}
    rows = [
        {"id": letter.get(mute.kind, "") + mute.name, "kind": mute.kind, "until": iso(mute.until)} for mute in mutes
    ]
    if as_json:
        json_lines(rows)
    else:
        table(
            ("kind", "until (UTC)", "muted"),
            ((row["kind"], short(row["until"]), row["id"]) for row in rows),
            "nothing is muted",
        )


@alerts_command.command("unmute")
@click.argument("name", metavar="ID")
@click.pass_obj
def unmute_command(run: Run, name: str) -> None:
    """Tell of a claim, an outlet or a story again."""
    mutes = run.open_history().mutes
    kind, found = mutes.find(name)
    if not mutes.lift(kind, found, run.clock.now()):
        raise UsageError(f"the {kind} {name} is not muted; `monitor alerts mutes` lists what is")
    click.echo(f"the {kind} {name} is told of again", err=True)


@alerts_command.command("retry")
@click.argument("delivery", type=int, required=False)
@click.pass_obj
def retry_command(run: Run, delivery: int | None) -> None:
    """Make dead letters due again: all, or one DELIVERY.

    The daemon or the next `poll` sends them.
    """
    count = run.open_history().outbox.retry(run.clock.now(), delivery)
    if not count and delivery is not None:
        raise UsageError(f"delivery {delivery} is no dead letter; `monitor alerts list` shows them")
    click.echo(f"{count} due again", err=True)


@alerts_command.command("test")
@click.argument("channel")
@click.pass_context
def test_command(ctx: click.Context, channel: str) -> None:
    """Send a trial message to CHANNEL."""
    from monitor.alerts import send, shape_of, trial_message
    from monitor.model_alerts import SendOutcome

    run: Run = ctx.obj
    channels = run.config().channels
    if channel not in channels:
        raise UsageError(f"there is no channel {channel} in {run.config_path}{near(channel, channels)}")
    url = channels[channel].get_secret_value()
    result = send(url, trial_message(channel, run.clock.now(), shape_of(url)), _TRIAL_DEADLINE)
    if result.outcome is SendOutcome.SENT:
        click.echo(f"{channel} took the message", err=True)
    else:
        click.echo(f"{channel} was not told: {result.reason}", err=True)
        ctx.exit(1)
