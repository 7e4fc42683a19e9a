"""What feeds.yaml may say, as frozen models. docs/configuration.md documents every key."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    ModelWrapValidatorHandler,
    PlainValidator,
    PrivateAttr,
    SecretStr,
    SkipValidation,
    StringConstraints,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import InitErrorDetails

from monitor.config_alerts import AlertRules, Channel, Feeds, Heartbeat
from monitor.config_base import Duration, Model, Words
from monitor.config_merging import attempt, common_and_own
from monitor.config_values import allowed_addresses, duration_or_forever, listening, size, web_address
from monitor.model import Tier
from monitor.sources.kind import Kind
from monitor.sources.registry import kinds

Keep = Annotated[timedelta | None, BeforeValidator(duration_or_forever)]
Size = Annotated[int, BeforeValidator(size), Field(ge=1024)]
Identifier = Annotated[str, StringConstraints(pattern=r"^\w[\w.-]*$")]
WebAddress = Annotated[str, AfterValidator(web_address)]
AllowedAddresses = Annotated[bool | tuple[str, ...], PlainValidator(allowed_addresses)]
Listen = Annotated[str, AfterValidator(listening)]
Header = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9!#$%&'*+.^_`|~-]+$")]


def _existing_file(value: Path, info: ValidationInfo) -> Path:
    folder: Path = (info.context or {}).get("folder", Path())
    if not (folder / value).is_file():
        raise ValueError("names no file; a relative path counts from the configuration's folder")
    return folder / value


ExistingFile = Annotated[Path, AfterValidator(_existing_file)]


class Match(Model):
    """What makes an article belong: entity names (with their aliases) or plain phrases."""

    any: tuple[Words, ...] = ()
    all: tuple[Words, ...] = ()
    none: tuple[Words, ...] = ()

    @model_validator(mode="after")
    def _asks_for_something(self) -> Match:
        if not self.any and not self.all:
            raise ValueError("needs at least one phrase under any or all")
        return self


class Story(Model):
    """What is followed."""

    id: Identifier
    title: Words
    match: Match
    entities: Mapping[Words, tuple[Words, ...]] = {}
    lenses: Mapping[Words, tuple[Words, ...]] = {}

    @field_validator("entities", mode="before")
    @classmethod
    def _no_aliases_is_none(cls, value: object) -> object:
        if not isinstance(value, dict):
            return value
        return {name: () if aliases is None else aliases for name, aliases in value.items()}


class Source(Model):
    """A place to look. Intervals that are not set are those of `polling`.

    `place` is made of the keys that belong to the source's kind, such as `url`; docs/sources.md documents those.
    """

    name: Words
    kind: str
    place: SkipValidation[Kind]
    outlet: Words = ""
    tier: Tier = Tier.PRESS
    read: Literal["all", "matching"] = "matching"
    robots: Literal["pages", "always", "never"] = "pages"
    headers: Mapping[Header, SecretStr] = {}
    cookies_file: ExistingFile | None = None
    interval: Duration | None = None
    min_interval: Duration | None = None
    max_interval: Duration | None = None

    @model_validator(mode="wrap")
    @classmethod
    def _keys_of_its_kind(cls, data: Any, handler: ModelWrapValidatorHandler[Source], info: ValidationInfo) -> Source:
        """The source with its kind's own keys as `place`; what is wrong with either is told together."""
        if not isinstance(data, dict):
            return handler(data)
        common, own = common_and_own(data, set(cls.model_fields))
        kind = kinds().get(str(data.get("kind")))
        place: Kind | None = None
        problems: list[InitErrorDetails] = []
        if kind is not None:  # an unknown kind is told of elsewhere, and its keys cannot be judged
            place, problems = attempt(lambda: kind.model_validate(own, context=info.context))
            common.setdefault("tier", kind.tier)
        if common.get("outlet") is None and isinstance(data.get("name"), str):
            common["outlet"] = data["name"]
        source, more = attempt(lambda: handler({**common, "place": place}))
        if source is None or problems:
            raise ValidationError.from_exception_data(cls.__name__, [*problems, *more])
        return source

    @field_validator("headers")
    @classmethod
    def _one_line_each(cls, value: Mapping[str, SecretStr]) -> Mapping[str, SecretStr]:
        if any(re.search(r"[\r\n\0]", secret.get_secret_value()) for secret in value.values()):
            raise ValueError("hold a line break, which no header can")
        return value


class Network(Model):
    """How sources are asked."""

    user_agent: Words | None = None
    contact: Words | None = None
    allow_private_addresses: AllowedAddresses = False
    min_delay: Duration = timedelta(seconds=2)
    article_delay: Annotated[Duration, Field(validate_default=True)] = timedelta(seconds=5)
    max_bytes: Size = 10_000_000
    proxy: SecretStr | None = None
    ca_file: ExistingFile | None = None

    @field_validator("article_delay")
    @classmethod
    def _no_delay_is_none_for_pages(cls, value: timedelta, info: ValidationInfo) -> timedelta:
        return value if info.data.get("min_delay") else timedelta(0)

    @field_validator("proxy")
    @classmethod
    def _proxy_is_an_address(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            web_address(value.get_secret_value())
        return value


class Polling(Model):
    """How often sources are asked, and after which ages an article is read again."""

    interval: Duration = timedelta(hours=1)
    min_interval: Duration = timedelta(minutes=15)
    max_interval: Duration = timedelta(hours=24)
    revisit: tuple[Duration, ...] = (
        timedelta(hours=1),
        timedelta(hours=6),
        timedelta(days=1),
        timedelta(days=3),
        timedelta(days=7),
        timedelta(days=14),
        timedelta(days=30),
    )

    @field_validator("revisit")
    @classmethod
    def _ages_grow(cls, value: tuple[timedelta, ...]) -> tuple[timedelta, ...]:
        if any(later <= earlier for earlier, later in pairwise(value)):
            raise ValueError("must grow from one to the next, such as [1h, 6h, 1d]")
        return value


class NliJudge(Model):
    """A natural-language-inference model: an installed name or a folder, and the order of its outputs."""

    model: Words
    labels: tuple[Literal["contradicts", "supports", "neutral", "contradiction", "entailment"], ...] = ()

    @field_validator("model")
    @classmethod
    def _folder_counts_from_the_configuration(cls, value: str, info: ValidationInfo) -> str:
        found: Path = (info.context or {}).get("folder", Path()) / value
        return str(found) if found.is_dir() else value


class LlmJudge(Model):
    """A language model behind an OpenAI-compatible endpoint."""

    base_url: WebAddress
    model: Words
    api_key: SecretStr | None = None
    daily_calls: Annotated[int, Field(ge=0)] = 500


def _known_judge(kind: str) -> str:
    from monitor.comparison.judge import added_judges

    own = ("auto", "rules", "nli", "llm")
    if kind not in own and kind not in (added := added_judges()):
        raise ValueError(f"is no judge; known here: {', '.join([*own, *added])}")
    return kind


class JudgeSettings(Model):
    """What decides whether two claims agree. `auto` is the best that is set up."""

    kind: Annotated[str, AfterValidator(_known_judge)] = "auto"
    threshold: Annotated[float, Field(gt=0, le=1)] = 0.8
    nli: NliJudge | None = None
    llm: LlmJudge | None = None

    @model_validator(mode="after")
    def _its_section_is_there(self) -> JudgeSettings:
        if self.kind in ("nli", "llm") and getattr(self, self.kind) is None:
            raise ValueError(f"has kind {self.kind}, which needs its own keys under {self.kind}")
        return self


class Retention(Model):
    """How long things are kept; None is for ever."""

    versions: Keep = None
    entries: Keep = timedelta(days=180)
    pages: Keep = None
    polls: Keep = timedelta(days=90)


class Service(Model):
    """How the daemon itself runs."""

    listen: Listen | None = None
    min_free: Size = 200_000_000


class WebSub(Model):
    """Where hubs reach this monitor, and where it listens for them."""

    callback: WebAddress
    listen: Listen


class Engine(Model):
    """Where reading, claiming and judging run: on this machine, or on the Dask cluster of a scheduler."""

    dask: Annotated[str, StringConstraints(pattern=r"^(tcp|tls)://(\[[0-9a-fA-F:]+\]|[\w.-]+):\d{1,5}$")] | None = None


class Config(AlertRules):
    """The whole of feeds.yaml. Secrets do not show in `repr`."""

    stories: Annotated[tuple[Story, ...], Field(min_length=1)]
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]
    network: Network = Network()
    polling: Polling = Polling()
    judge: JudgeSettings = JudgeSettings()
    channels: Mapping[Words, Channel] = {}
    heartbeat: Heartbeat | None = None
    feeds: Feeds | None = None
    retention: Retention = Retention()
    service: Service = Service()
    websub: WebSub | None = None
    engine: Engine = Engine()
    _secrets: Mapping[str, str] = PrivateAttr(default_factory=dict)

    def redact(self, text: str) -> str:
        """`text` with every secret of the configuration replaced by the name it goes by."""
        for value, name in sorted(self._secrets.items(), key=lambda pair: -len(pair[0])):
            text = text.replace(value, name)
        return text
