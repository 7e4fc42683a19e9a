"""docs/sources.md has every kind of source with every key, and an example of each that works."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from monitor.config import load_config
from monitor.sources.registry import kinds

PAGE = (Path(__file__).parent.parent / "docs" / "sources.md").read_text("utf-8")
SECTIONS = dict(re.findall(r"^## (\w+)\n((?:(?!## ).*\n)*)", PAGE, re.MULTILINE))
STORY = "stories: [{id: b, title: The bridge, match: {any: [bridge]}}]\n"


@pytest.mark.parametrize("name", list(kinds()))
def test_every_kind_is_documented_with_its_keys_its_tier_and_an_example(tmp_path: Path, name: str) -> None:
    kind, text = kinds()[name], SECTIONS[name]
    assert re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE) == list(kind.model_fields)
    assert f"tier is `{kind.tier}`" in " ".join(text.split())
    (example,) = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    path = tmp_path / "feeds.yaml"
    path.write_text(f"{STORY}sources:\n{example}", "utf-8")
    environ = dict.fromkeys(re.findall(r"\$\{(\w+)\}", example), "secret-value")
    sources = load_config(path, environ).sources
    assert {source.kind for source in sources} == {name}
    assert not [source for source in sources if "secret-value" in source.place.address() + repr(source)]


def test_no_kind_is_documented_that_is_not_there() -> None:
    assert sorted(SECTIONS) == sorted(kinds())
