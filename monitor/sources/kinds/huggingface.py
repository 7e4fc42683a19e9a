"""Kind `huggingface`: what an author publishes as models, told as facts: new, licence, gating, downloads.

Source: https://huggingface.co/docs/hub/api (500 requests in 5 minutes for each address without a token).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, ClassVar, Self
from urllib.parse import quote, urlencode

from pydantic import SecretStr

from monitor.model import Entry, Tier
from monitor.network import Failure
from monitor.sources.dates import read_date
from monitor.sources.facts import day, licence_name, reached, record
from monitor.sources.json_answers import link_to, number, objects, read_json, text
from monitor.sources.kind import Kind, Site, Words
from monitor.sources.values import Answer, Call, ParsedFeed

_PAGE = 100
_NAME = re.compile(r"[\w.-]{1,100}/[\w.-]{1,200}")
_HERE = re.compile(r"https?://(?:www\.)?huggingface\.co/(?P<author>[\w.-]+)/?(?:models/?)?(?:\?.*)?")
_NO_AUTHORS = frozenset({"models", "datasets", "spaces", "papers", "docs", "blog", "pricing", "login", "join", "api"})


class HuggingFace(Kind):
    """The models of one author. A download figure is told when it passes a power of ten, and only upwards."""

    kind: ClassVar[str] = "huggingface"
    tier: ClassVar[Tier] = Tier.PRIMARY
    author: Words
    publisher: Words | None = None
    search: Words | None = None
    token: SecretStr | None = None
    base_url: Site = "https://huggingface.co"

    @classmethod
    def at(cls, url: str) -> Self | None:
        found = _HERE.fullmatch(url)
        return cls(author=found["author"]) if found and found["author"] not in _NO_AUTHORS else None

    def address(self) -> str:
        wanted = {"author": self.author, "sort": "createdAt", "direction": "-1", "limit": str(_PAGE), "full": "true"}
        return f"{self.base_url}/api/models?{urlencode(wanted | ({'search': self.search} if self.search else {}))}"

    def plan(self, memory: str | None, now: datetime) -> tuple[Call, ...]:
        return (Call(self.address(), headers=self._access()),)

    def _access(self) -> Mapping[str, str]:
        return {} if self.token is None else {"Authorization": f"Bearer {self.token.get_secret_value()}"}

    def read(self, answer: Answer) -> ParsedFeed:
        models = objects(read_json(answer.body), "models")
        known = _steps(answer.memory)
        steps = {name: reached(number(model, "downloads"), known.get(name, 0)) for name, model in _named(models)}
        entries = [_entry(self, name, model, steps[name], answer.now) for name, model in _named(models)]
        on = link_to(answer.headers, "next", answer.url)
        return ParsedFeed(
            f"{self.author} on Hugging Face",
            tuple(entries),
            then=(Call(on, headers=self._access()),) if on else (),
            memory=json.dumps(known | steps, sort_keys=True),
        )

    def remember(self, given: Sequence[str]) -> str:
        """The highest step of every model."""
        highest: dict[str, int] = {}
        for one in given:
            for name, step in _steps(one).items():
                highest[name] = max(step, highest.get(name, 0))
        return json.dumps(highest, sort_keys=True)

    def explain(self, failure: Failure) -> Failure:
        if failure.status == 401:
            return replace(failure, reason=f"Hugging Face knows no author {self.author}, or wants a token (401)")
        return failure


def _named(models: Sequence[Mapping[str, Any]]) -> list[tuple[str, Mapping[str, Any]]]:
    """The models with their names; of what is no name of a model nothing is told."""
    found = ((text(model, "id") or text(model, "modelId"), model) for model in models)
    return [(name, model) for name, model in found if _NAME.fullmatch(name) and model.get("private") is not True]


def _steps(memory: str | None) -> dict[str, int]:
    return json.loads(memory) if memory else {}


def _entry(kind: HuggingFace, name: str, model: Mapping[str, Any], step: int, now: datetime | None) -> Entry:
    account, _, short = name.partition("/")
    author = kind.publisher or account
    created = read_date(model.get("createdAt"), now)
    # "open" and "model" are what the press says of it: without these words no claim about open models meets the record.
    what = "open model" if model.get("gated") is False and model.get("disabled") is not True else "model"
    said = [f"{author} released the {what} {short} on Hugging Face{day(created)}."]
    tags = model.get("tags")
    licences = [tag.removeprefix("license:") for tag in tags if _is_licence(tag)] if isinstance(tags, list) else []
    named = text(model, "cardData", "license_name")
    if licences:
        said.append(f"{short} is licensed under {licence_name(named or licences[0])}.")
    said += _access_sentences(short, model.get("gated"), model.get("disabled") is True)
    if step:
        said.append(f"{short} was downloaded more than {step:,} times in a month.")
    return record(
        f"huggingface:{name}", f"{kind.base_url}/{quote(name)}", f"{name} on Hugging Face", said, author, created
    )


def _is_licence(tag: object) -> bool:
    return isinstance(tag, str) and tag.startswith("license:") and len(tag) < 100


def _access_sentences(short: str, gated: object, disabled: bool) -> list[str]:
    """Who can get the model: `gated` is false, "auto" (on accepting terms) or "manual" (on the author's approval)."""
    if disabled:
        return [f"Hugging Face has disabled {short}."]
    if gated in ("auto", "manual"):
        who = "everybody who accepts its terms" if gated == "auto" else "those whom its author approves"
        return [f"{short} is gated and open only to {who}."]
    return [f"{short} is open to everybody on Hugging Face."]
