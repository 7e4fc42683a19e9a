"""Kind `github`: a repository's releases, licence and standing, told as facts.

Source: https://docs.github.com/rest (60 requests an hour for each address; with a token 5,000).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any, ClassVar, Self

from pydantic import SecretStr, StringConstraints

from monitor.errors import FeedError
from monitor.model import Entry, Tier
from monitor.network import Failure, FailureKind
from monitor.sources.dates import read_date
from monitor.sources.facts import day, licence_name, reached, record
from monitor.sources.json_answers import number, objects, own_words, paragraphs, read_json, said, text
from monitor.sources.kind import Kind, Site
from monitor.sources.text import clean
from monitor.sources.urls import readable_url
from monitor.sources.values import Answer, Call, ParsedFeed

_HERE = re.compile(r"https?://github\.com/(?P<repository>[\w.-]+/[\w.-]+?)(?:\.git|/|/releases/?)?")
_HEADING = re.compile(r"(?m)^#{1,6}\s+|^\s*[-*+]\s+|`{1,3}")
_MARKDOWN_LINK = re.compile(r"\[([^\[\]]{0,300})\]\([^()\s]{1,2000}\)")


class GitHub(Kind):
    """One repository, `owner/name`."""

    kind: ClassVar[str] = "github"
    tier: ClassVar[Tier] = Tier.PRIMARY
    repository: Annotated[str, StringConstraints(pattern=r"^[\w.-]+/[\w.-]+$")]
    releases: bool = True
    token: SecretStr | None = None
    base_url: Site = "https://api.github.com"

    @classmethod
    def at(cls, url: str) -> Self | None:
        found = _HERE.fullmatch(url)
        return cls(repository=found["repository"]) if found else None

    def address(self) -> str:
        return f"{self.base_url}/repos/{self.repository}"

    def plan(self, memory: str | None, now: datetime) -> tuple[Call, ...]:
        """The repository, its licence file (it may have none), and its newest releases."""
        calls = [self._call("", "repository"), replace(self._call("/license", "licence"), optional=True)]
        return (*calls, *([self._call("/releases?per_page=30", "releases")] if self.releases else []))

    def _call(self, path: str, step: str) -> Call:
        return Call(self.address() + path, step, headers=self._headers())

    def _headers(self) -> Mapping[str, str]:
        headers = {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"}
        return headers | ({} if self.token is None else {"Authorization": f"Bearer {self.token.get_secret_value()}"})

    def read(self, answer: Answer) -> ParsedFeed:
        document = read_json(answer.body)
        if answer.call.step == "releases":
            return self._releases(document, answer)
        if not isinstance(document, dict) or not (text(document, "full_name") or text(document, "html_url")):
            raise FeedError("the answer is no repository", own_words(document))
        if answer.call.step == "licence":
            return ParsedFeed("", (_licence(self.repository, document),))
        stars = reached(number(document, "stargazers_count"), int(answer.memory or 0))
        entry = _repository(document, stars, answer.now)
        return ParsedFeed(f"{self.repository} on GitHub", (entry,), memory=str(stars))

    def _releases(self, document: object, answer: Answer) -> ParsedFeed:
        listed = [one for one in objects(document, "releases") if one.get("draft") is not True]
        entries = [_release(self.repository, one, answer.now) for one in listed if text(one, "tag_name")]
        return ParsedFeed("", tuple(entries), whole=False)

    def explain(self, failure: Failure) -> Failure:
        """GitHub says 404 also for what is private, and 403 for a limit that it explains in words only."""
        if failure.kind is FailureKind.NOT_FOUND:
            reason = f"GitHub has no repository {self.repository}, or shows it only to those who have a token (404)"
            return replace(failure, reason=reason)
        if failure.status == 403 and "rate limit" in text(said(failure.said), "message").lower():
            reason = "GitHub's limit of requests is used up (403); a token raises it"
            return replace(failure, kind=FailureKind.RATE_LIMITED, reason=reason)
        if failure.status == 401:
            return replace(failure, reason="GitHub refuses the token (401)")
        return failure


def _repository(document: Mapping[str, Any], stars: int, now: datetime | None) -> Entry:
    name, owner = text(document, "full_name"), text(document, "owner", "login")
    short = name.partition("/")[2]
    created = read_date(document.get("created_at"), now)
    facts = [f"{owner} published {short} on GitHub{day(created)}."]
    licence = text(document, "license", "spdx_id")
    facts.append(f"{short} is licensed under {licence_name(licence)}." if licence else f"{short} has no license.")
    if document.get("archived") is True:
        facts.append(f"{owner} has archived {short}.")
    if document.get("disabled") is True:
        facts.append(f"GitHub has disabled {short}.")
    if stars:
        facts.append(f"{short} has more than {stars:,} stars on GitHub.")
    url = readable_url(text(document, "html_url"), "") or f"https://github.com/{name}"
    return record(f"github:{number(document, 'id')}", url, f"{name} on GitHub", facts, owner, created)


def _licence(repository: str, document: Mapping[str, Any]) -> Entry:
    """The licence file by its name and length: a licence of one's own can change while its name stays."""
    short, path = repository.partition("/")[2], text(document, "path") or "LICENSE"
    name = text(document, "license", "spdx_id")
    facts = [f"The license file of {short} is {licence_name(name)}."] if name and name != "NOASSERTION" else []
    if (size := number(document, "size")) is not None:
        facts.append(f"The license file of {short} has {size:,} bytes.")
    url = readable_url(text(document, "html_url"), "") or f"https://github.com/{repository}/blob/HEAD/{path}"
    title = f"License of {repository}"
    return record(f"github:{repository}:license", url, title, facts, repository.partition("/")[0], None)


def _release(repository: str, release: Mapping[str, Any], now: datetime | None) -> Entry:
    owner, _, short = repository.partition("/")
    tag, name = clean(text(release, "tag_name"), 100), clean(text(release, "name"), 200)
    published = read_date(release.get("published_at") or release.get("created_at"), now)
    kind = "a pre-release, " if release.get("prerelease") is True else ""
    what = name if short.lower() in name.lower() else f"{short} {name or tag}"
    facts = [f"{owner} released {kind}{what} on GitHub{day(published)}."]
    url = readable_url(text(release, "html_url"), "") or f"https://github.com/{repository}/releases/tag/{tag}"
    notes = _HEADING.sub("", _MARKDOWN_LINK.sub(r"\1", text(release, "body").replace("\r\n", "\n")[:50_000]))
    more = "".join(paragraphs(line) for line in notes.split("\n"))
    return record(f"github:{repository}:{tag}", url, f"{repository} {name or tag}", facts, owner, published, more)
