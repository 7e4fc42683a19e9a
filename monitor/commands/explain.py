"""`monitor show`: everything known of one thing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monitor.commands.chains import show_origin, show_references, show_steps, show_timeline
from monitor.commands.changed import last_change, show_change
from monitor.commands.evidence import write_evidence
from monitor.commands.output import clean, json_lines, marked, short, table
from monitor.commands.run import Run
from monitor.errors import UsageError

if TYPE_CHECKING:
    from monitor.store import Store

_AROUND = 1  # lines
_ID = re.compile(r"([caeno])(\d{1,15})")


@click.command("show")
@click.argument("ident", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.option("--evidence", type=click.Path(path_type=Path), help="Write what was online of an article to this file.")
@click.pass_obj
def show_command(run: Run, ident: str, as_json: bool, evidence: Path | None) -> None:
    """Everything known of one c12, a7, e3, n4 or o5.

    c is a claim, a an article, e an event, n an alert, o an origin.
    """
    match = _ID.fullmatch(ident)
    if match is None:
        raise UsageError(f"{ident} is no id; write c12 (claim), a7 (article), e3 (event), n4 (alert) or o5 (origin)")
    show, look = {
        "c": (_claim, _claim_row),
        "a": (show_article, _article_row),
        "e": (_event, _event_row),
        "n": (_alert, _alert_row),
        "o": (show_origin, _origin_row),
    }[match[1]]
    row = look(run.history(), int(match[2]))
    if row is None:
        raise UsageError(f"there is no {ident} in {run.state}")
    if evidence is not None:
        if match[1] != "a":
            raise UsageError(f"--evidence is of an article, such as a7, and {ident} is none")
        write_evidence(run, row, evidence)
        return
    if as_json:
        json_lines([row])
        return
    if match[1] == "c" and row["id"] != int(match[2]):
        click.echo(f"{ident} is part of c{row['id']}: a person has joined the two")
    show(row)


def _claim_row(store: Store, ident: int) -> dict[str, Any] | None:
    from monitor.store.lookup import claim_detail

    return claim_detail(store.database, ident)


def _article_row(store: Store, ident: int) -> dict[str, Any] | None:
    from monitor.store.lookup import article_detail, article_versions

    row = article_detail(store.database, ident)
    return None if row is None else {**row, "change": last_change(article_versions(store.database, ident))}


def _event_row(store: Store, ident: int) -> dict[str, Any] | None:
    from monitor.store.lookup import article_versions, event_detail

    row = event_detail(store, ident)
    if row is not None and row["kind"] in ("revision", "correction") and row["article"] is not None:
        row["change"] = last_change(article_versions(store.database, row["article"]["id"]), row["version"])
    return row


def _origin_row(store: Store, ident: int) -> dict[str, Any] | None:
    from monitor.store.evidence import origin_detail

    return origin_detail(store.database, ident)


def _alert_row(store: Store, ident: int) -> dict[str, Any] | None:
    from monitor.store.lookup import alert_detail

    row = alert_detail(store, ident)
    if row is None or row["event"] is None:
        return row
    return {**row, "event": _event_row(store, row["event"])}


def _claim(row: dict[str, Any]) -> None:
    by = f" by c{row['by_claim']}" if row["by_claim"] else ""
    click.echo(f"c{row['id']}  {clean(row['text'])}")
    click.echo(f"{row['story']}; origins {row['origins']}; {row['standing']}{by}; {_seen(row)}\n")
    for mention in row["mentions"]:
        marks = [mention["modality"]]
        marks += [f"said by {mention['attribution']}"] if mention["attribution"] else []
        marks += [f"from {mention['origin']} (o{mention['origin_id']})"] if mention["origin"] else []
        marks += [f"dropped {short(mention['dropped_at'])}"] if mention["dropped_at"] else []
        where = f"m{mention['id']}  {short(mention['published'])}  {mention['outlet']} ({mention['tier']})"
        click.echo(f"{clean(where + ': ' + ', '.join(marks))}\n  “{clean(mention['text'])}”\n  {mention['url']}")
        show_steps(mention["steps"])
    show_timeline(row)
    for decision in row["decisions"]:
        click.echo(f"\n{_by_hand(decision)} by hand, {short(decision['at'])} UTC")
    for relation in row["relations"]:
        _said(
            f"{relation['relation']} c{relation['claim']}: {relation['text']}",
            f"{relation['reason']} ({relation['judge']}, {relation['score']:.2f})",
        )
    _events(row["events"])


def _seen(row: dict[str, Any]) -> str:
    return f"first seen {short(row['first_seen'])} UTC"


def _by_hand(decision: dict[str, Any]) -> str:
    if decision["kind"] == "join":
        return f"c{decision['other']} was joined to c{decision['claim']}"
    return f"c{decision['other']} was split from c{decision['claim']}"


def show_article(row: dict[str, Any]) -> None:
    """An article with its versions, claims and events."""
    click.echo(f"a{row['id']}  {clean(row['title'])}")
    click.echo(f"{clean(row['outlet'])} ({row['tier']}), published {short(row['published']) or 'at an unknown time'}")
    click.echo(f"{row['url']}\nstories: {', '.join(row['stories']) or 'none: its text matches no story'}")
    if row["gone_at"]:
        click.echo(f"withdrawn; found gone at {short(row['gone_at'])} UTC")
    click.echo(f"status: {row['status'] or 'not read yet'}{': ' + clean(row['reason']) if row['reason'] else ''}")
    click.echo(f"read {row['reads']} times, next {short(row['next_read']) or 'never'}\n")
    table(
        ("version", "seen (UTC)", "status", "characters", "title"),
        ((v["number"], short(v["at"]), v["status"], v["characters"], v["title"]) for v in row["versions"]),
        "no version is stored",
    )
    _change(row)
    click.echo()
    table(
        ("claim", "modality", "said by", "words"),
        ((_in_claim(m), m["modality"], m["attribution"], m["text"]) for m in row["mentions"]),
        "no claim was found in it",
    )
    show_references(row["references"])
    _events(row["events"])


def _change(row: dict[str, Any]) -> None:
    """What the last version, or that of an event, changed in the text, with a line before and after."""
    if row.get("change"):
        click.echo()
        for line in show_change(row["change"], _AROUND):
            click.echo(line)


def _in_claim(mention: dict[str, Any]) -> str:
    claim = "" if mention["claim"] is None else f"c{mention['claim']}"
    return f"{claim} (dropped)" if mention["dropped_at"] else claim


def _event(row: dict[str, Any]) -> None:
    basis = "" if row["basis"] is None else f" ({row['basis']}, {row['score']:.2f})"
    click.echo(f"e{row['id']}  {row['kind']}{basis}  {short(row['at'])} UTC")
    click.echo(clean(row["summary"]))
    click.echo(f"why: {clean(row['reason'])}")
    for claim, words in zip(row["claims"], _worded(row["claims"]), strict=True):
        said = f", said by {claim['attribution']}" if claim["attribution"] else ""
        click.echo(
            f"\n{claim['role'].upper()}: {clean(claim['outlet'])} ({claim['tier']}){clean(said)}, c{claim['id']}"
        )
        click.echo(f"  “{words}”\n  {short(claim['published'])} {claim['url']}")
        show_steps(claim["steps"])
        click.echo(f"  c{claim['id']} is {claim['standing']} now")
    if row["article"]:
        click.echo(f"\na{row['article']['id']} {clean(row['article']['title'])}\n  {row['article']['url']}")
    for line in _changes(row.get("changes") or {}):
        click.echo(clean(line))
    _change(row)
    for said in row.get("still_said", ()):
        click.echo(clean(f"c{said['claim']} is still said by {said['outlet']}, a{said['article']}: “{said['text']}”"))
        click.echo(f"  {said['url']}")
    for joined in row.get("joined", ()):
        lead = "" if joined["origin"] is None else f", its lead from {joined['origin']} (o{joined['origin_id']})"
        click.echo(
            "\n" + clean(f"a{joined['id']} {joined['outlet']}: {joined['title']}{lead}") + f"\n  {joined['url']}"
        )
    if row["origins"]:
        click.echo("\norigins: " + ", ".join(f"{role} {count}" for role, count in row["origins"].items()))
    click.echo()
    _told(row)
    for said in row["feedback"]:
        note = f": {clean(said['note'])}" if said["note"] else ""
        what = "takes the verdict back" if said["verdict"] == "undone" else f"says that it is {said['verdict']}"
        click.echo(f"a person {what}{note} ({short(said['at'])} UTC)")


def _worded(claims: list[dict[str, Any]]) -> list[str]:
    """The sentences of an event; of two, with the words that differ marked."""
    if len(claims) != 2:
        return [clean(claim["text"]) for claim in claims]
    first, second = marked(claims[0]["text"], claims[1]["text"])
    return [first, second]


def _told(row: dict[str, Any]) -> None:
    for told in row["told"]:
        how = (
            f"{told['state']}{' in a ' + told['kind'] if told['kind'] != 'matter' else ''} {short(told['at'])}".rstrip()
        )
        click.echo(f"told: {clean(told['channel'])}, alert n{told['alert']}: {how}")
    if not row["told"]:
        click.echo(f"not told: {clean(row['untold'] or 'nothing was decided yet')}")
    _trail(row["trail"])


def _trail(steps: list[dict[str, Any]], *, named: bool = False) -> None:
    """What decided who is told, step by step; with the event that it was about where there are several."""
    for step in steps:
        event = f"e{step['event']}  " if named and step["event"] else ""
        where = f"{clean(step['channel'])}: " if step["channel"] else ""
        click.echo(f"  {short(step['at'])}  {event}{where}{clean(step['reason'])}")


def _changes(changes: dict[str, Any]) -> Iterator[str]:
    if changes.get("notice"):
        yield f"notice: {changes['notice']}"
    yield from (f"takes back c{each['claim']}: “{each['text']}”" for each in changes.get("corrects", ()))
    yield from (f"- {text}" for text in changes.get("dropped", ()))
    yield from (f"+ {text}" for text in changes.get("added", ()))
    for pair in changes.get("altered", ()):
        yield f"- {pair['from']}"
        yield f"+ {pair['to']}"


def _alert(row: dict[str, Any]) -> None:
    seen = f", acknowledged {short(row['acknowledged_at'])}" if row["acknowledged_at"] else ""
    follows = f", follows n{row['follows']}" if row["follows"] else ""
    click.echo(f"n{row['id']}  {row['kind']}  {short(row['at'])} UTC{follows}{seen}")
    click.echo(f"severity: {row['severity']}{': ' + clean(row['why']) if row['why'] else ''}")
    if row["note"]:
        click.echo(clean(row["note"]))
    table(
        ("delivery", "channel", "state", "tries", "sent or next (UTC)", "reason"),
        (
            (d["id"], d["channel"], d["state"], d["attempts"], short(d["sent_at"] or d["next_attempt"]), d["reason"])
            for d in row["deliveries"]
        ),
        "it has no delivery",
    )
    _events(row["events"])
    click.echo()
    _trail(row["trail"], named=len(row["events"]) > 1)
    if row["event"] is not None:
        click.echo()
        _event({**row["event"], "trail": []})


def _events(events: list[dict[str, Any]]) -> None:
    if events:
        click.echo()
    for event in events:
        click.echo(f"e{event['id']}  {short(event['at'])}  {event['kind']}  {clean(event['summary'])}")


def _said(what: str, why: str) -> None:
    click.echo(f"\n{clean(what)}\n  {clean(why)}")
