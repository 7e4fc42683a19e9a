"""What the stages work with."""

from __future__ import annotations

import random
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, field
from pathlib import Path

from monitor.clock import Clock
from monitor.config import Config, Source
from monitor.config_rooms import story_matchers
from monitor.coverage import calibrate
from monitor.model import Tier
from monitor.network.client import Client
from monitor.sources.matching import StoryMatcher
from monitor.store import Store

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Context:
    """The history, the network, the workers and the configuration of one run.

    `progress` is given one line for each thing that a person who watches would want to see.
    """

    config: Config
    store: Store
    client: Client
    workers: Executor
    clock: Clock
    state: Path
    progress: Tell
    rng: random.Random = field(default_factory=random.Random)

    def source(self, name: str) -> Source:
        """The configured source of this name."""
        return next(source for source in self.config.sources if source.name == name)

    def threshold(self, story: str) -> float:
        """From which score on a conflict in this story is a contradiction, after what people said of it."""
        return calibrate(self.config.judge.threshold, self.store.feedback.scored(story))

    def party(self, name: str) -> tuple[str, ...]:
        """The outlet of a primary source, which is a party to its story; nothing for the others."""
        found = [source for source in self.config.sources if source.name == name and source.tier is Tier.PRIMARY]
        return tuple(source.outlet for source in found)

    def matchers(self) -> list[StoryMatcher]:
        """A matcher for every configured story."""
        return story_matchers(self.config)
