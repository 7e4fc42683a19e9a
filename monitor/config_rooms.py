"""The configuration in the values that the rooms take."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

from monitor.alerts import Grouping, Limits, Policy, Quiet, Rule, parse_hours, route
from monitor.comparison import JudgeSetup, NliSetup
from monitor.comparison.llm import LlmSetup
from monitor.comparison.models import model_folder
from monitor.config_alerts import AlertRules, QuietHours, Route
from monitor.config_models import Config, JudgeSettings
from monitor.model_alerts import Alert, AlertKind
from monitor.network import NetworkSettings
from monitor.sources.matching import StoryMatcher, story_matcher


def network_settings(config: Config) -> NetworkSettings:
    """How the network client is to behave."""
    network = config.network
    return NetworkSettings(
        user_agent=network.user_agent,
        contact=network.contact,
        allow_private_addresses=network.allow_private_addresses,
        min_delay=network.min_delay.total_seconds(),
        article_delay=network.article_delay.total_seconds(),
        max_bytes=network.max_bytes,
        proxy=None if network.proxy is None else network.proxy.get_secret_value(),
        ca_file=None if network.ca_file is None else str(network.ca_file),
    )


def story_matchers(config: Config) -> list[StoryMatcher]:
    """A matcher for every story."""
    return [
        story_matcher(story.id, story.entities, story.match.any, story.match.all, story.match.none)
        for story in config.stories
    ]


def judge_setup(settings: JudgeSettings, state: Path) -> JudgeSetup:
    """Which judge is to decide, with what it may use. Installed models stand in the state folder."""
    setup = JudgeSetup(settings.kind, settings.threshold)
    if settings.nli is not None:
        setup = replace(setup, nli=NliSetup(model_folder(state, settings.nli.model), settings.nli.labels))
    if settings.llm is not None:
        llm = settings.llm
        key = None if llm.api_key is None else llm.api_key.get_secret_value()
        setup = replace(setup, llm=LlmSetup(llm.base_url, llm.model, key))
    return setup


def alert_policy(config: AlertRules) -> Policy:
    """Who is told what, and when."""
    group, limits = config.group, config.limits
    return Policy(
        rules=tuple(_rule(entry) for entry in config.alerts),
        group=Grouping(group.wait, group.interval, group.window),
        limits=Limits(limits.burst, limits.every, limits.reserve),
        quiet=None if config.quiet_hours is None else _quiet(config.quiet_hours),
        zone=ZoneInfo(config.timezone),
    )


def template_of(config: Config, alert: Alert, channel: str) -> Path | None:
    """The template of the first entry that sends this alert's first event to the channel; None for the built-in one."""
    if not alert.events or not any(entry.template for entry in config.alerts):
        return None
    digest = alert.kind is AlertKind.DIGEST
    found = (
        config.alerts[match.entry - 1].template
        for match in route(alert.events[0], alert.severity, alert_policy(config).rules)
        if match.channel == channel and (match.digest is not None) is digest
    )
    return next(found, None)


def _rule(entry: Route) -> Rule:
    return Rule(
        to=entry.to,
        on=frozenset(entry.on or ()),
        digest=entry.digest,
        min_score=entry.min_score or 0.0,
        stories=frozenset(entry.story),
        outlets=frozenset(entry.outlet),
        tiers=frozenset(entry.tier),
        bases=frozenset(entry.basis),
        origins=entry.origins,
        severity=entry.severity,
        onward=entry.onward,
        default=entry.default,
    )


def _quiet(quiet: QuietHours) -> Quiet:
    begin, end = parse_hours(quiet.hours)
    return Quiet(begin, end, frozenset(quiet.channels), quiet.let_through)
