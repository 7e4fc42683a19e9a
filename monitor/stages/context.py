"""What the stages work with."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
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
from monitor.stages.together import Together
from monitor.stages.turn import Turn
from monitor.store import Store
from monitor.store.rows import ConfiguredSource

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
    turn: Turn = field(default_factory=Turn)
    together: Together = field(init=False)
    matchers: Sequence[StoryMatcher] = field(init=False)
    configured: Sequence[ConfiguredSource] = field(init=False)
    _sources: dict[str, Source] = field(init=False)

    def __post_init__(self) -> None:
        # A frozen dataclass is given its derived values this way. They are asked for with every poll and entry.
        object.__setattr__(self, "together", Together(self.store.database))
        object.__setattr__(self, "matchers", story_matchers(self.config))
        object.__setattr__(self, "configured", tuple(map(self._stored_as, self.config.sources)))
        object.__setattr__(self, "_sources", {source.name: source for source in self.config.sources})

    def _stored_as(self, source: Source) -> ConfiguredSource:
        address = self.config.redact(source.place.address())
        return ConfiguredSource(source.name, source.kind, address, source.outlet, source.tier)

    def source(self, name: str) -> Source:
        """The configured source of this name."""
        return self._sources[name]

    def source_of(self, name: str) -> Source | None:
        """The source of this name, or None where an article's source is no longer configured."""
        return self._sources.get(name)

    def threshold(self, story: str) -> float:
        """From which score on a conflict in this story is a contradiction, after what people said of it."""
        return calibrate(self.config.judge.threshold, self.store.feedback.scored(story))

    def party(self, name: str) -> tuple[str, ...]:
        """The outlet of a primary source, which is a party to its story; nothing for the others."""
        source = self._sources.get(name)
        return (source.outlet,) if source is not None and source.tier is Tier.PRIMARY else ()
