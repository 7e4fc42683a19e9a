"""`monitor feedback`: what a person thinks of an event, or of one that did not come."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from monitor.commands.run import Run, numbered
from monitor.errors import UsageError
from monitor.model import Verdict

if TYPE_CHECKING:
    from monitor.store import Store
    from monitor.store.rows import Missed, StoredMention

_WHAT = "EVENT right|wrong|undo | missed CLAIM CLAIM [undo]"
_UNDO = "undo"
_COMPARED = 6  # mentions of each of two claims: the most that a verdict on them waits for


@click.command("feedback")
@click.argument("words", nargs=-1, required=True, metavar=_WHAT)
@click.option("--note", metavar="TEXT", help="Why.")
@click.pass_obj
def feedback_command(run: Run, words: tuple[str, ...], note: str | None) -> None:
    """Say whether an event was right, or that two claims contradict each other and nobody was told.

    `feedback e3 wrong` raises the score from which on contradictions of that story are told, `feedback missed c12 c40`
    lowers it, each by a little and within bounds; many verdicts lead to where the alerts are as often right as the
    configured threshold promises. A later verdict replaces an earlier one, and `undo` takes it back.
    """
    if words[0] == Verdict.MISSED and (len(words) == 3 or words[3:] == (_UNDO,)):
        _missed(run, words[1:3], note, undo=len(words) == 4)
    elif len(words) == 2 and words[1] == _UNDO:
        _undo(run, words[0])
    elif len(words) == 2 and words[1] in (Verdict.RIGHT, Verdict.WRONG):
        _event(run, words[0], Verdict(words[1]), note)
    else:
        raise UsageError(
            "write `monitor feedback e3 right`, `feedback e3 wrong`, `feedback e3 undo` or `feedback missed c12 c40`"
        )


def _event(run: Run, ident: str, verdict: Verdict, note: str | None) -> None:
    event = numbered(ident, "e", "event")
    store = run.open_history()
    story = store.feedback.record(event, verdict, note, run.clock.now())
    _told(store, event, story)


def _undo(run: Run, ident: str) -> None:
    event = numbered(ident, "e", "event")
    store = run.open_history()
    _told(store, event, store.feedback.undo(event, run.clock.now()))


def _told(store: Store, event: int, story: str | None) -> None:
    if story is None:
        click.echo(f"e{event} is of no story; the verdict is stored and changes no threshold", err=True)
    else:
        _effect(store, story)


def _effect(store: Store, story: str) -> None:
    from monitor.commands.precision import counted, standing

    row, configured = standing(store, story), store.feedback.threshold(story)
    moved = "as configured" if row["threshold"] == configured else f"instead of {configured:.3f}"
    click.echo(f"story {story}: {counted(row)}; alerts from {row['threshold']:.3f} on {moved}")


def _missed(run: Run, idents: tuple[str, ...], note: str | None, *, undo: bool) -> None:
    from monitor.store.lookup import whole_claim

    store = run.open_history()
    pair = []
    for ident in idents:
        claim = whole_claim(store.database, numbered(ident, "c", "claim"))
        if claim is None:
            raise UsageError(f"there is no claim {ident}; `monitor claims` lists them")
        pair.append(claim)
    if pair[0] == pair[1]:
        raise UsageError(f"{' and '.join(idents)} are one claim; `monitor claims split` mends a wrong join")
    if undo:
        _effect(store, store.feedback.undo_missed(pair[0], pair[1], run.clock.now()))
        return
    missed = next(iter(store.feedback.judged(*pair)), None) or _compare(run, store, *pair)
    _effect(store, store.feedback.record_missed(missed, note, run.clock.now()))


def _compare(run: Run, store: Store, one: int, other: int) -> Missed:
    """The judge's word on the two claims now: where they contradict each other most clearly."""
    from monitor.commands.why import judge_now
    from monitor.store.rows import Missed

    pairs = [
        (max(a, b, key=_age), min(a, b, key=_age))
        for a in store.claims.of_claim(one)[:_COMPARED]
        for b in store.claims.of_claim(other)[:_COMPARED]
    ]
    if pairs[0][0].story != pairs[0][1].story:
        raise UsageError(f"c{one} and c{other} belong to different stories; only claims of one story are compared")
    judged = zip(pairs, judge_now(run, pairs), strict=True)
    (new, earlier), answer = max(judged, key=lambda each: each[1].contradicts)
    return Missed(new.claim or 0, earlier.claim or 0, new.id, earlier.id, answer)


def _age(mention: StoredMention) -> int:
    return mention.id
