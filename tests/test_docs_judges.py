"""docs/judges.md: what it shows can be loaded, and what can be installed stands there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from monitor.comparison.calibration import calibration
from monitor.comparison.models import MODELS
from monitor.config import load_config

PAGE = (Path(__file__).parent.parent / "docs" / "judges.md").read_text("utf-8")
EXAMPLES = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_every_example_of_the_page_loads(tmp_path: Path, number: int) -> None:
    path = tmp_path / "feeds.yaml"
    path.write_text(EXAMPLES[number], "utf-8")
    assert load_config(path, {"LLM_KEY": "k"}).judge.nli is not None


@pytest.mark.parametrize("name", MODELS)
def test_every_model_stands_there_with_its_files_outputs_and_licence(name: str) -> None:
    (row,) = re.findall(rf"^\| `{name}`.*$", PAGE, re.MULTILINE)
    model = MODELS[name]
    assert model.repository in row
    assert ", ".join(model.labels) in row
    assert model.licence.split()[0] in row
    assert not [path for path in model.files if path not in PAGE]
    assert f"`{name}`" in PAGE


def test_what_a_language_model_is_taken_to_be_right_in_stands_there() -> None:
    assert f"right in {calibration().llm_right * 100:.0f} of 100" in " ".join(PAGE.split())
