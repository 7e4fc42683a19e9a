"""The configuration in the values that the rooms take."""

from __future__ import annotations

from monitor.config_models import Config
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
