"""A search finds what holds the words, whatever they are written in; Chinese is found by an index."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from monitor.explore.metadata import METADATA
from monitor.store import Store
from monitor.store.listings import ClaimFilter, claim_rows
from monitor.store.overview import found_articles, found_claims
from monitor.store.search import cjk_parts
from tests.builders import add_article, new_history

AT = "2026-04-12T10:00:00+00:00"
# Chinese, Japanese, Korean, full width, an emoji, a mark from the edge of what the index holds, and what it does not.
LETTERS = "开源阿里巴あガ한Ａ，😀⺀⹿ 4Qqä\"'-"
PIECE = 50  # characters; the index takes texts apart at these
texts = st.lists(
    st.one_of(st.text(LETTERS, max_size=12), st.text("开源", min_size=PIECE - 2, max_size=2 * PIECE + 2)),
    min_size=1,
    max_size=8,
)


@pytest.fixture
def store(state: Path) -> Iterator[Store]:
    with closing(new_history(state)) as opened:
        yield opened


def fill(store: Store, found: list[str], changed: list[str]) -> None:
    """Claims and versions with these texts; the first of them then get others, and the last are gone."""
    article = store.database.value("SELECT min(id) FROM articles")
    for number, text in enumerate(found):
        store.database.execute(
            "INSERT INTO claims(story, text, first_seen, last_seen, baseline) VALUES ('harbour', ?, ?, ?, 0)",
            (text, AT, AT),
        )
        store.database.execute(
            """INSERT INTO versions(article, number, at, title, text, status, text_hash, release, stage)
            VALUES (?, ?, ?, 't', ?, 'ok', 'h', '1', 'done')""",
            (article, number + 1, AT, text),
        )
    for table in ("claims", "versions"):
        for number, text in enumerate(changed[: len(found)]):
            store.database.execute(f"UPDATE {table} SET text = ? WHERE id = ?", (text, number + 1))
        store.database.execute(f"DELETE FROM {table} WHERE id > 5")


def held(store: Store, table: str, words: str) -> list[int]:
    """The rows of a table that hold all of these words, found by looking at every text."""
    folded = [word.replace("Q", "q") for word in words.split()]
    rows = store.database.rows(f"SELECT id, text FROM {table}")
    return [row["id"] for row in rows if all(word in row["text"].replace("Q", "q") for word in folded)]


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(found=texts, changed=texts, words=st.text(LETTERS, min_size=1, max_size=6))
@example(found=["a" * 49 + "开源", "开a源"], changed=[], words="开源")
@example(found=["x" * 49 + "开" + "源"], changed=["源开"], words="开源")
@example(found=["开源", "阿里开源"], changed=["没有"], words="源")
def test_a_search_in_chinese_finds_what_a_look_at_every_text_finds(
    store: Store, found: list[str], changed: list[str], words: str
) -> None:
    wanted = f"{words} 开" if not cjk_parts(words) else words
    store.database.execute("BEGIN")
    try:
        add_article(store)
        fill(store, found, changed)
        expected = held(store, "claims", wanted)
        assert [row["id"] for row in claim_rows(store.database, ClaimFilter(search=wanted))] == expected
        assert [row["id"] for row in found_claims(store.database, wanted, 99)] == expected[::-1]
        assert len(found_articles(store.database, wanted, 99)) == bool(held(store, "versions", wanted))
        for table in ("claims", "versions"):
            store.database.execute(f"INSERT INTO {table}_cjk({table}_cjk) VALUES ('integrity-check')")
    finally:
        store.database.execute("ROLLBACK")


def test_the_index_of_characters_holds_nothing_of_other_texts(store: Store) -> None:
    add_article(store)
    fill(store, ["Two ferries — “three”, said Zoë.", "ферри"], [])
    assert store.database.value("SELECT count(*) FROM claims_cjk") == 0
    assert store.database.value("SELECT count(*) FROM versions_cjk") == 0


@pytest.mark.parametrize(
    ("words", "found"), [("开", [1, 2]), ("开源", [1]), (" 不再开源 ", [1]), ("再开放", []), ("", [])]
)
def test_the_ready_query_for_chinese_finds_parts_of_any_length(store: Store, words: str, found: list[int]) -> None:
    add_article(store)
    fill(store, ["阿里巴巴不再开源。", "开放"], [])
    sql = METADATA["databases"]["history"]["queries"]["search_chinese"]["sql"]
    assert sorted(row["id"] for row in store.database.rows(sql, {"words": words})) == found


def test_the_query_that_the_documentation_gives_finds_two_characters(store: Store) -> None:
    add_article(store)
    fill(store, ["阿里巴巴不再开源。", "开放"], [])
    rows = store.database.rows("SELECT rowid FROM claims_cjk WHERE claims_cjk MATCH hex('开源')")
    assert [row["rowid"] for row in rows] == [1]
