"""Asking the judge in a worker process, within what a language model may still be asked today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from monitor.comparison import judge_within, unjudged
from monitor.config_rooms import judge_setup
from monitor.model import Judgement, Pair
from monitor.stages.context import Context
from monitor.workers import WorkerFailed, run

# Of the calls that a day has, one version's pairs may take so many: one long article must not spend the day's.
_CALLS_AT_ONCE = 6
_CALLS = "llm_calls"


async def ask(context: Context, pairs: Sequence[Pair], threshold: float, kind: str | None = None) -> list[Judgement]:
    """The judge's word on each pair, `unjudged` where its worker did not live to answer.

    `threshold` is the story's; `kind` asks another judge than the configured one. Raises JudgeError where that cannot
    be set up.
    """
    if not pairs:
        return []
    setup = replace(judge_setup(context.config.judge, context.state), threshold=threshold)
    setup = setup if kind is None else replace(setup, kind=kind)
    calls = _reserve(context)
    spent = calls
    try:
        answers, spent = await run(context.workers, judge_within, setup, pairs, calls)
    except WorkerFailed as error:
        return [unjudged(setup.kind, f"the judge {error.reason}") for _ in pairs]
    finally:
        _count(context, spent - calls)
    return answers


def _reserve(context: Context) -> int:
    """Calls for one batch, counted as made: a process that is killed has made them, for all that is known."""
    llm = context.config.judge.llm
    if llm is None:
        return 0
    made = context.store.facts.count(_CALLS, context.clock.now().date())
    calls = max(0, min(llm.daily_calls - made, _CALLS_AT_ONCE))
    _count(context, calls)
    return calls


def _count(context: Context, calls: int) -> None:
    if calls:
        context.store.facts.add(_CALLS, context.clock.now().date(), calls)
