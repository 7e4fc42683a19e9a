"""What feeds.yaml says about who is told what, and when."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationInfo,
    field_validator,
    model_validator,
)

from monitor.alerts import check_template
from monitor.alerts.timing import parse_hours, parse_rhythm
from monitor.config_base import Duration, Model, Words
from monitor.config_values import web_address
from monitor.model import Basis, EventKind, Tier
from monitor.model_alerts import Severity


def _one_or_more(value: object) -> object:
    """A single word stands for a list of it."""
    return value if value is None or isinstance(value, list | tuple) else (value,)


class Route(Model):
    """Which events go to which channels. What is not set lets everything pass."""

    to: Annotated[tuple[Words, ...], Field(min_length=1)]
    on: Annotated[tuple[EventKind, ...], Field(min_length=1)] | None = None
    digest: str | None = None
    when_empty: bool = False
    min_score: Annotated[float, Field(ge=0, le=1)] | None = None
    story: Annotated[tuple[Words, ...], BeforeValidator(_one_or_more)] = ()
    outlet: Annotated[tuple[Words, ...], BeforeValidator(_one_or_more)] = ()
    tier: Annotated[tuple[Tier, ...], BeforeValidator(_one_or_more)] = ()
    basis: Annotated[tuple[Basis, ...], BeforeValidator(_one_or_more)] = ()
    origins: Annotated[int, Field(ge=0)] = 0
    severity: Severity = Severity.LOW
    onward: Annotated[bool, Field(alias="continue")] = True
    default: bool = False
    template: Path | None = None

    @field_validator("digest")
    @classmethod
    def _known_rhythm(cls, value: str | None) -> str | None:
        if value is not None:
            parse_rhythm(value)
        return value

    @field_validator("template")
    @classmethod
    def _can_be_used(cls, value: Path | None, info: ValidationInfo) -> Path | None:
        if value is None:
            return None
        path: Path = (info.context or {}).get("folder", Path()) / value
        if not path.is_file():
            raise ValueError("names no file; a relative path counts from the configuration's folder")
        fault = check_template(path)
        if fault is not None:
            raise ValueError(f"fails: {fault}; docs/alerts.md shows what a template may use")
        return path

    @model_validator(mode="after")
    def _asks_for_something(self) -> Route:
        if self.on is None and not self.default:
            raise ValueError("needs on:, the kinds of events, or default: true for what no other entry takes")
        if self.when_empty and self.digest is None:
            raise ValueError("has when_empty: without a digest:")
        return self


class Group(Model):
    """How events on one matter become one alert."""

    wait: Duration = timedelta(minutes=2)
    interval: Duration = timedelta(minutes=15)
    window: Duration = timedelta(hours=24)


class Limits(Model):
    """How many messages a channel gets."""

    burst: Annotated[int, Field(ge=1, le=1000)] = 5
    every: Duration = timedelta(minutes=12)
    reserve: Annotated[int, Field(ge=0, le=1000)] = 2


class QuietHours(Model):
    """When nothing is told."""

    hours: str
    channels: tuple[Words, ...] = ()
    let_through: Severity | None = None

    @field_validator("hours")
    @classmethod
    def _are_hours(cls, value: str) -> str:
        parse_hours(value)
        return value


class Feeds(Model):
    """Files that are kept as feeds of events."""

    atom: Path | None = None
    json_feed: Annotated[Path | None, Field(alias="json")] = None
    on: Annotated[tuple[EventKind, ...], Field(min_length=1)] = tuple(EventKind)

    @field_validator("atom", "json_feed")
    @classmethod
    def _folder_exists(cls, value: Path | None, info: ValidationInfo) -> Path | None:
        if value is None:
            return None
        path: Path = (info.context or {}).get("folder", Path()) / value
        if path.is_dir() or not path.parent.is_dir():
            raise ValueError("names no file in a folder that exists; a relative path counts from the configuration's")
        return path

    @model_validator(mode="after")
    def _asks_for_something(self) -> Feeds:
        if self.atom is None and self.json_feed is None:
            raise ValueError("needs atom: or json:, the file that is to be written")
        return self


class Heartbeat(Model):
    """What is asked after finished work, so that somebody notices when it stops."""

    url: SecretStr
    every: Annotated[Duration, Field(gt=timedelta(0))] = timedelta(minutes=5)

    @field_validator("url")
    @classmethod
    def _is_an_address(cls, value: SecretStr) -> SecretStr:
        web_address(value.get_secret_value())
        return value


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError('is no time zone; write its IANA name, such as "Europe/Berlin" or UTC') from error
    return value


TimeZone = Annotated[str, AfterValidator(_zone)]


class AlertRules(Model):
    """Who is told what, and when; a file of these alone can be tried with `monitor backtest`."""

    alerts: tuple[Route, ...] = ()
    timezone: TimeZone = "UTC"
    group: Group = Group()
    limits: Limits = Limits()
    quiet_hours: QuietHours | None = None


def _channel_address(value: SecretStr) -> SecretStr:
    if not re.match(r"[A-Za-z][A-Za-z0-9+.-]*://\S", value.get_secret_value()):
        raise ValueError('is no Apprise address; it looks like "mailto://…", "slack://…" or "https://…"')
    return value


Channel = Annotated[SecretStr, AfterValidator(_channel_address)]
