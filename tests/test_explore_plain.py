"""The history in plain Datasette, without a plugin of ours: what people see who know nothing but that program."""

from __future__ import annotations

import asyncio
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from datasette.app import Datasette

from monitor.explore.metadata import METADATA, write_metadata
from monitor.store.database import HISTORY
from tests.builders import STORY, small_history

Ask = Callable[[str], Any]
PARAMETERS = f"story={STORY}&claim=1&outlet=Example+Wire&words=ferries"
QUERIES = METADATA["databases"]["history"]["queries"]


def asking(datasette: Datasette) -> Ask:
    async def ask(path: str) -> Any:
        answer = await datasette.client.get(path)
        assert answer.status_code == 200, answer.text
        return answer.json() if ".json" in path else answer.text

    return lambda path: asyncio.run(ask(path))


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    state = tmp_path_factory.mktemp("state")
    small_history(state).close()
    return state


@pytest.fixture(scope="module")
def plain(state: Path) -> Ask:
    """`datasette state/history.db`."""
    return asking(Datasette([str(state / HISTORY)]))


@pytest.fixture(scope="module")
def folder(state: Path) -> Ask:
    """`datasette state`."""
    write_metadata(state)
    return asking(Datasette([], config_dir=state))


@pytest.mark.parametrize(
    ("path", "column", "label"),
    [
        ("relations", "new_claim", "Three ferries sank."),
        ("relations", "earlier_mention", "Two ferries sank."),
        ("event_claims", "event", "Harbour Gazette says three, Example Wire says two"),
        ("mentions", "origin", "Example Wire"),
        ("mentions", "story", "The harbour"),
        ("deliveries", "alert", "matter, high, 2026-04-12T13:00"),
        ("tellings", "delivery", "desk, due"),
        ("versions", "article", "A title"),
    ],
)
def test_a_reference_is_shown_as_what_it_leads_to_and_not_as_a_number(
    plain: Ask, path: str, column: str, label: str
) -> None:
    rows = plain(f"/history/{path}.json?_shape=array&_labels=on")
    assert label in [row[column]["label"] for row in rows]


def test_a_claim_leads_to_everything_that_refers_to_it(plain: Ask) -> None:
    shown = plain("/history/claims/1")
    assert 'href="/history/mentions?claim=1"' in shown
    assert 'href="/history/relations?earlier_claim=1"' in shown
    assert 'href="/history/event_claims?claim=1"' in shown
    assert 'href="/history/claims/1">Two ferries sank.</a>' in plain("/history/event_claims")


def test_every_reference_of_every_table_is_a_foreign_key_with_a_label(plain: Ask, state: Path) -> None:
    datasette = Datasette([str(state / HISTORY)])

    async def unlabelled() -> set[str]:
        await datasette.refresh_schemas()
        database = datasette.get_database("history")
        targets = {
            key["other_table"]
            for table in await database.table_names()
            for key in await database.foreign_keys_for_table(table)
        }
        assert {"claims", "mentions", "articles", "events", "alerts", "deliveries"} <= targets
        return {table for table in targets if not await database.label_column_for_table(table)}

    assert asyncio.run(unlabelled()) == set()


def test_events_and_claims_offer_their_facets(plain: Ask) -> None:
    offered = {facet["name"] for facet in plain("/history/mentions.json")["suggested_facets"]}
    assert {"modality", "article"} <= offered
    facets = plain("/history/events.json?_facet=kind")["facet_results"]["kind"]["results"]
    assert {facet["value"]: facet["count"] for facet in facets} == {"contradiction": 1, "revision": 1, "removal": 1}


def test_the_search_box_finds_claims_and_survives_quotes(plain: Ask) -> None:
    found = plain("/history/claims.json?_search=ferries&_shape=array")
    assert [row["text"] for row in found] == ["Two ferries sank.", "Three ferries sank."]
    assert plain('/history/claims.json?_search="ferries AND (&_shape=array') == []


def test_only_the_table_of_frames_holds_bytes(plain: Ask) -> None:
    tables = [table["name"] for table in plain("/history.json")["tables"] if "fts" not in table["name"]]
    holding = {
        table
        for table in tables
        for row in plain(f"/history/{table}.json?_shape=array")
        if any(isinstance(value, dict) and "$base64" in value for value in row.values())
    }
    assert holding == {"frames"}


def test_the_views_are_ready_questions(plain: Ask) -> None:
    for view in ("coverage", "contested_claims", "timeline", "claim_history", "claim_standing", "outlet_record"):
        assert plain(f"/history/{view}.json?_shape=array"), view


def test_the_folder_brings_facets_and_hides_what_is_the_machines_own(folder: Ask) -> None:
    events = folder("/history/events.json")
    assert set(events["facet_results"]) >= {"kind", "story"}
    tables = {table["name"]: table["hidden"] for table in folder("/history.json")["tables"]}
    assert tables["frames"] is tables["mention_terms"] is True
    assert tables["claims"] is tables["events"] is False


@pytest.mark.parametrize("name", QUERIES)
def test_the_folder_brings_ready_queries_that_run(folder: Ask, name: str) -> None:
    answer = folder(f"/history/{name}.json?{PARAMETERS}")
    assert answer["ok"] is True
    assert answer["rows"] or name in ("untold", "search_chinese")
    assert len(QUERIES) >= 10


def test_the_metadata_beside_a_history_is_private_and_never_overwritten(tmp_path: Path) -> None:
    write_metadata(tmp_path)
    file = tmp_path / "metadata.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    file.write_text("{}")
    write_metadata(tmp_path)
    assert file.read_text() == "{}"
