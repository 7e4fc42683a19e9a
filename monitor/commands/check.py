"""`monitor check`: is the configuration usable, and what does each source yield today."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from monitor.commands.output import clean
from monitor.commands.run import Run

if TYPE_CHECKING:
    from monitor.config import Config, Source
    from monitor.sources import ParsedFeed
    from monitor.sources.matching import StoryMatcher
    from monitor.stages.asking import Asker


@click.command("check")
@click.option("--offline", is_flag=True, help="Ask no source.")
@click.pass_context
def check_command(ctx: click.Context, offline: bool) -> None:
    """Say whether the configuration and its sources work.

    Validates the file, asks every source once, and says what each would yield. Nothing is stored and nobody is
    told. Exits 1 when the judge, a source or a channel is unusable.
    """
    import asyncio

    from monitor.comparison import load_judge
    from monitor.config_rooms import judge_setup

    run: Run = ctx.obj
    config = run.config()
    stories = ", ".join(story.id for story in config.stories)
    click.echo(f"{run.config_path} is valid: {stories}; {len(config.sources)} sources, {len(config.channels)} channels")
    load_judge(judge_setup(config.judge, run.state))
    sound = [_channel(name, address.get_secret_value()) for name, address in config.channels.items()]
    if not config.alerts:
        click.echo("note       nobody is told of anything: alerts: is empty")
    if not offline:
        sound += asyncio.run(_probe_all(run, config))
    if not all(sound):
        click.echo(f"{sound.count(False)} of {len(sound)} are unusable", err=True)
        ctx.exit(1)


def _say(sound: bool, name: str, what: str) -> bool:
    click.echo(f"{'ok' if sound else 'FAILS':<10} {name:<20} {clean(what)}")
    return sound


def _channel(name: str, url: str) -> bool:
    from monitor.alerts import check_channel, describe_channel

    problem = check_channel(name, url)
    return _say(problem is None, name, problem or f"channel: {describe_channel(url)}")


async def _probe_all(run: Run, config: Config) -> list[bool]:
    """Ask every source, politely, and say each answer as it comes."""
    import asyncio

    from monitor.config_rooms import network_settings, story_matchers
    from monitor.network.client import Client
    from monitor.stages.asking import Asker
    from monitor.workers import Workers

    workers, matchers = Workers(), story_matchers(config)

    async def probe(asker: Asker, source: Source) -> bool:
        sound, what = await _probe(asker, source, matchers)
        return _say(sound, source.name, config.redact(what))

    try:
        async with Client(network_settings(config), run.clock) as client:
            asker = Asker(client, workers, run.clock)
            return await asyncio.gather(*(probe(asker, source) for source in config.sources))
    finally:
        workers.shutdown()


async def _probe(asker: Asker, source: Source, matchers: Sequence[StoryMatcher]) -> tuple[bool, str]:
    """Whether a source can be used, and what it would yield or why not."""
    from monitor.commands.way_out import way_out
    from monitor.network import Failure
    from monitor.stages.asking import Found, ask

    found = await ask(asker, source)
    if isinstance(found, Failure):
        return False, found.reason + way_out(found)
    if isinstance(found, str):
        return False, found
    assert isinstance(found, Found), "nothing can be unchanged that was not asked before"
    moved = found.first.moved_to
    return True, _yield(found.feed, matchers) + (f"; it has moved to {moved}: write that address" if moved else "")


def _yield(feed: ParsedFeed, matchers: Sequence[StoryMatcher]) -> str:
    from monitor.stages.configure import entry_text

    texts = [entry_text(entry) for entry in feed.entries]
    found = [f"{sum(map(matcher.matches, texts))} for {matcher.story}" for matcher in matchers]
    listed = f"{len(texts)} {'entry' if len(texts) == 1 else 'entries'}"
    what = f"{listed}: {', '.join(found)}" if texts else "it answers, but lists nothing now"
    newest = max((entry.published for entry in feed.entries if entry.published), default=None)
    dated = f", the newest of {newest:%Y-%m-%d}" if newest else ""
    return f"{what}{dated}; {feed.warning}" if feed.warning else what + dated
