"""docs/configuration.md names every key, and what it shows can be loaded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from pydantic import BaseModel

from monitor.config import Config, load_config
from monitor.model import EventKind, Tier
from monitor.sources.kind import Kind

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "configuration.md").read_text("utf-8")
EXAMPLES = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
ENVIRON = {"SLACK_URL": "slack://x/y/z", "MAIL_LOGIN": "me:pw", "LLM_KEY": "k"}


def keys(model: type[BaseModel], section: str) -> Iterator[tuple[str, str]]:
    """Every key of a model with the section that it belongs to, `match.any` for one of a model within."""
    for field, info in model.model_fields.items():
        if info.annotation is Kind:  # the keys of a kind stand in docs/sources.md
            continue
        name = info.alias or field
        yield section, name
        inner = [part for part in (info.annotation, *get_args(info.annotation)) if isinstance(part, type)]
        for part in inner:
            if issubclass(part, BaseModel):
                yield from ((section, f"{name}.{key}") for _, key in keys(part, section))


def documented(section: str) -> str:
    found = re.search(rf"^## {section}\n(.*?)(?=^## |\Z)", PAGE, re.DOTALL | re.MULTILINE)
    assert found, f"docs/configuration.md has no section {section}"
    return found[1]


@pytest.mark.parametrize("section", list(Config.model_fields))
def test_every_key_is_documented_in_its_section(section: str) -> None:
    text = documented(section)
    annotation = Config.model_fields[section].annotation
    for part in (annotation, *get_args(annotation)):
        if isinstance(part, type) and issubclass(part, BaseModel):
            missing = [key for _, key in keys(part, section) if f"| `{key}` |" not in text]
            assert not missing


def test_every_kind_of_event_and_tier_is_documented() -> None:
    assert not [kind for kind in EventKind if f"`{kind}`" not in documented("alerts")]
    assert not [tier for tier in Tier if f"`{tier}`" not in documented("sources")]


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_every_example_of_the_page_loads(tmp_path: Path, number: int) -> None:
    path = tmp_path / "feeds.yaml"
    path.write_text(EXAMPLES[number], "utf-8")
    assert load_config(path, ENVIRON).sources


def test_the_repository_follows_its_story_without_any_variable_set() -> None:
    config = load_config(ROOT / "feeds.yaml", {})
    (story,) = config.stories
    assert len(story.lenses) == 8
    assert len(config.sources) >= 12
    assert {source.tier for source in config.sources} == set(Tier)
    assert all(source.outlet for source in config.sources)
    assert not config.alerts


def test_the_commented_channels_of_the_repository_are_right(tmp_path: Path) -> None:
    text = (ROOT / "feeds.yaml").read_text("utf-8")
    start = text.index("# channels:")
    block = re.sub(r"^# ?", "", text[start:], flags=re.MULTILINE)
    path = tmp_path / "feeds.yaml"
    path.write_text(text[:start] + block, "utf-8")
    config = load_config(path, ENVIRON)
    assert set(config.channels) == {"desk", "me"}
    assert len(config.alerts) == 2
