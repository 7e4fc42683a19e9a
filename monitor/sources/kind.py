"""What a kind of source is: options that a person writes, and how a place of that kind is asked and read.

One class a kind, one file each (`monitor.sources.kinds`). Everything in it is pure; `read` runs in a worker
process, so an instance must survive pickling.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, ClassVar, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from monitor.config_values import web_address
from monitor.model import Tier
from monitor.network import Failure
from monitor.sources.values import Answer, Call, ParsedFeed

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
WebAddress = Annotated[str, AfterValidator(web_address)]
Site = Annotated[str, AfterValidator(web_address), AfterValidator(lambda url: url.rstrip("/"))]
Several = Annotated[
    tuple[Words, ...],
    BeforeValidator(lambda value: (value,) if isinstance(value, str | int | float) else value),
    Field(min_length=1),
]


class Kind(BaseModel):
    """One source's own options. The fields of a subclass are the keys that stand in feeds.yaml.

    `kind` is what the file calls it, `tier` what its outlets are unless the file says otherwise, `most_calls` how
    many requests one poll may take.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", coerce_numbers_to_str=True, hide_input_in_errors=True)

    kind: ClassVar[str]
    tier: ClassVar[Tier] = Tier.PRESS
    most_calls: ClassVar[int] = 10

    @classmethod
    def at(cls, url: str) -> Self | None:
        """The place of this kind that an address from a browser leads to, or None where it leads elsewhere."""
        return None

    def address(self) -> str:
        """The address that stands for this place, without secrets; another one is another place."""
        raise NotImplementedError

    def plan(self, memory: str | None, now: datetime) -> tuple[Call, ...]:
        """The first calls of a poll. `memory` is what `read` gave at the last one, None before the first."""
        return (Call(self.address(), conditional=True),)

    def read(self, answer: Answer) -> ParsedFeed:
        """What an answer lists, and what is to be asked next. Raises FeedError."""
        raise NotImplementedError

    def remember(self, given: Sequence[str]) -> str:
        """One memory of those that the answers of a whole poll gave, in order; `read` sees that of the last poll."""
        return given[-1]

    def explain(self, failure: Failure) -> Failure:
        """A refusal in the light of what this service means by it; `failure.said` is the body of its answer."""
        return failure
