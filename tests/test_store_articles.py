"""Articles, their versions, and what waits for the next stage."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.model import ReadStatus, Tier
from monitor.store import Store
from tests.builders import (
    STORY,
    add_article,
    add_version,
    after,
    due_ids,
    list_entries,
    listing,
    make_entry,
    make_source,
    new_history,
    new_version,
    poll,
    reading,
    say,
)


@pytest.fixture
def store(state: Path) -> Iterator[Store]:
    with closing(new_history(state)) as opened:
        yield opened


def canonical(store: Store, article: int, url: str, at: float = 1) -> int | None:
    return store.articles.record_version(reading(article, after(at)), new_version(f"text {at}", canonical_url=url))


def column(store: Store, article: int, name: str) -> object:
    return store.database.value(f"SELECT {name} FROM articles WHERE id = ?", (article,))


def test_a_new_article_is_due_with_its_entry_and_without_a_version(store: Store) -> None:
    entry = make_entry(author="A. Writer", content_html="<p>All of it.</p>")
    list_entries(store, entry)
    due = store.articles.due(after())
    assert [(one.url, one.source, one.outlet, one.tier, one.title) for one in due] == [
        (entry.url, "wire", "Example Wire", Tier.PRESS, entry.title)
    ]
    assert (due[0].entry, due[0].version, due[0].earlier_hashes, due[0].reads) == (entry, None, frozenset(), 0)
    assert due[0].first_seen == after()


def test_new_articles_are_read_before_those_that_are_read_again_the_longest_waiting_first(store: Store) -> None:
    again, later, new, newer = (add_article(store, slug, at=after(at)) for at, slug in enumerate("abcd"))
    store.articles.record_read(reading(again, next_read=after(1)))
    store.articles.record_read(reading(later, next_read=after(9)))
    assert due_ids(store, after(5)) == [new, newer, again]
    assert [article.id for article in store.articles.due(after(5), limit=2)] == [new, newer]


def test_a_read_article_is_due_with_its_last_believed_version_and_every_hash_it_had(store: Store) -> None:
    article = add_article(store)
    texts = ["The first.", "The second.", "Accept all cookies."]
    add_version(store, article, texts[0])
    second = add_version(store, article, texts[1], after(1)).version
    add_version(store, article, texts[2], after(2), status=ReadStatus.SUSPECT)
    due = store.articles.due(after(48))[0]
    assert due.version == second
    assert due.earlier_hashes == {new_version(text).text_hash for text in texts}
    assert due.reads == 3


def test_a_read_without_a_new_version_keeps_its_validators_reason_and_next_time(store: Store) -> None:
    article = add_article(store)
    add_version(store, article, "Text.")
    record = reading(
        article,
        after(1),
        status=None,
        reason="it answered 404",
        next_read=after(2),
        failures=3,
        etag='"1"',
        last_modified="Sun",
        missing_since=after(1),
    )
    store.articles.record_read(record)
    assert due_ids(store, after(1)) == []
    due = store.articles.due(after(2))[0]
    assert (due.etag, due.last_modified, due.failures, due.reads) == ('"1"', "Sun", 3, 2)
    assert (due.missing_since, due.gone_at) == (after(1), None)
    assert (column(store, article, "status"), column(store, article, "reason")) == ("ok", "it answered 404")
    assert store.database.value("SELECT count(*) FROM versions") == 1


def test_an_article_that_is_read_never_again_is_never_due(store: Store) -> None:
    article = add_article(store)
    store.articles.record_read(reading(article, next_read=None))
    assert due_ids(store, after(10_000)) == []


def test_everything_young_enough_can_be_made_due_but_for_what_is_gone_or_a_duplicate(store: Store) -> None:
    old, gone, original, copy = (add_article(store, slug, at=after(at)) for at, slug in enumerate("abcd"))
    add_version(store, original, "Text.")
    store.articles.record_read(reading(gone, status=None, next_read=None, gone_at=after(3)))
    canonical(store, copy, "https://news.example/c", 3)
    store.articles.record_read(reading(old, next_read=None))
    store.articles.make_due(after(4), timedelta(hours=4))
    assert due_ids(store, after(4)) == [original]
    store.articles.make_due(after(4), timedelta(hours=5))
    assert due_ids(store, after(4)) == [old, original]


def test_versions_are_counted_per_article_and_each_keeps_its_text(store: Store) -> None:
    article, other = add_article(store, "a"), add_article(store, "b")
    versions = [
        add_version(store, article, "One.", notice="Corrected.", title="First").version,
        add_version(store, other, "Else.").version,
        add_version(store, article, "Two.", after(1), silent=True).version,
    ]
    assert [(v.number, v.text, v.notice, v.silent) for v in versions] == [
        (1, "One.", "Corrected.", False),
        (1, "Else.", None, False),
        (2, "Two.", None, True),
    ]
    assert store.articles.previous(versions[2]) == versions[0]
    assert store.articles.previous(versions[0]) is None


def test_what_a_page_says_of_itself_is_kept_unless_the_page_is_suspect(store: Store) -> None:
    article = add_article(store)
    store.database.execute("UPDATE articles SET published = NULL")
    add_version(
        store,
        article,
        "Text.",
        title="The page's title",
        author="A. Writer",
        published=after(-2),
        language="en",
    )
    add_version(
        store,
        article,
        "We value your privacy.",
        after(1),
        status=ReadStatus.SUSPECT,
        title="Consent",
        language="de",
        author="Nobody",
    )
    kept = [column(store, article, name) for name in ("title", "author", "published", "language")]
    assert kept == ["The page's title", "A. Writer", "2026-04-12T08:00:00+00:00", "en"]


@pytest.mark.parametrize(
    ("status", "waiting"),
    [
        (ReadStatus.OK, True),
        (ReadStatus.PARTIAL, True),
        (ReadStatus.SUSPECT, False),
        (ReadStatus.FAILED, False),
    ],
)
def test_only_a_believed_version_waits_for_its_claims(store: Store, status: ReadStatus, waiting: bool) -> None:
    item = add_version(store, add_article(store), "Text.", status=status)
    assert [found.version.id for found in store.articles.unfinished("read")] == [item.version.id] * waiting
    assert store.database.value("SELECT text FROM versions") == "Text."


def test_unfinished_versions_come_in_the_order_of_publication_first_versions_first(store: Store) -> None:
    slugs = {slug: add_article(store, slug, at=after(at)) for slug, at in (("late", 5), ("early", 1), ("middle", 3))}
    made = {slug: add_version(store, article, slug, after(6)).version.id for slug, article in slugs.items()}
    edit = add_version(store, slugs["early"], "edited", after(7)).version.id
    waiting = [item.version.id for item in store.articles.unfinished("read")]
    assert waiting == [made["early"], made["middle"], made["late"], edit]
    assert [item.version.id for item in store.articles.unfinished("read", limit=1)] == [made["early"]]
    assert store.articles.unfinished("claimed") == []


def test_a_version_comes_with_what_later_stages_need_of_its_article(store: Store) -> None:
    article = add_article(store)
    item = add_version(store, article, "Text.", language="zh")
    assert (item.url, item.outlet, item.tier) == ("https://news.example/ferry", "Example Wire", Tier.PRESS)
    assert (item.published, item.first_seen, item.language, item.gone_at) == (after(), after(), "zh", None)
    assert (item.stories, item.baseline_stories) == ((STORY,), frozenset({STORY}))
    later = add_version(store, add_article(store, "later", at=after(1)), "Text.")
    assert (later.stories, later.baseline_stories) == ((STORY,), frozenset())


def test_a_version_that_troubles_a_stage_keeps_the_reason_and_its_place(store: Store) -> None:
    version = add_version(store, add_article(store), "Text.").version
    store.articles.record_trouble(version.id, "unexpected ValueError in claim")
    assert store.database.value("SELECT reason FROM versions") == "unexpected ValueError in claim"
    assert [item.version.id for item in store.articles.unfinished("read")] == [version.id]


def test_a_page_that_names_a_new_address_gives_it_to_its_article(store: Store) -> None:
    article = add_article(store, "ferry-amp")
    assert canonical(store, article, "https://news.example/ferry-full") is not None
    assert column(store, article, "url") == "https://news.example/ferry-full"
    assert canonical(store, article, "https://news.example/ferry-full", 2) is not None


def test_a_page_whose_address_is_another_articles_becomes_its_duplicate(store: Store) -> None:
    store.articles.add_stories([("weather", "Weather", {})], after())
    original = add_article(store, "original")
    add_version(store, original, "Text.")
    store.sources.record_entries(poll(at=after(1)), listing(make_entry("amp"), stories=("weather",)))
    copy = due_ids(store, after(1))[0]
    assert canonical(store, copy, "https://news.example/original", 2) is None
    assert column(store, copy, "duplicate_of") == original
    assert due_ids(store, after(20)) == []
    assert store.database.value("SELECT count(*) FROM versions") == 1
    rows = store.database.rows("SELECT article, story, baseline FROM article_stories ORDER BY story")
    assert [tuple(row) for row in rows] == [(original, STORY, 1), (original, "weather", 0)]
    assert {row["article"] for row in store.database.rows("SELECT article FROM entries")} == {original}


def test_two_pages_that_name_each_other_are_read_as_one_article(store: Store) -> None:
    first, second = add_article(store, "first"), add_article(store, "second", at=after(1))
    assert canonical(store, first, "https://news.example/second", 2) is None
    assert canonical(store, second, "https://news.example/first", 3) is not None
    assert (column(store, first, "duplicate_of"), column(store, second, "duplicate_of")) == (second, None)
    assert store.articles.unfinished("read")[0].version.article == second


def test_a_duplicate_of_a_duplicate_leads_to_the_original(store: Store) -> None:
    a, b, c = (add_article(store, slug, at=after(at)) for at, slug in enumerate("abc"))
    assert canonical(store, a, "https://news.example/b", 3) is None
    assert canonical(store, b, "https://news.example/c", 4) is None
    assert [column(store, one, "duplicate_of") for one in (a, b, c)] == [c, c, None]
    d = add_article(store, "d", at=after(5))
    assert canonical(store, d, "https://news.example/a", 6) is None
    assert column(store, d, "duplicate_of") == c


def test_an_article_that_was_read_before_never_becomes_a_duplicate(store: Store) -> None:
    first, second = add_article(store, "first"), add_article(store, "second", at=after(1))
    add_version(store, second, "Text.")
    assert canonical(store, second, "https://news.example/first", 2) is not None
    assert column(store, second, "duplicate_of") is None
    assert column(store, second, "url") == "https://news.example/second"
    assert column(store, first, "url") == "https://news.example/first"


def test_entries_without_an_address_stay_apart(store: Store) -> None:
    entries = [make_entry(f"e{n}", identity=f"text:{n}", url=None) for n in (1, 2)]
    list_entries(store, *entries)
    for article in due_ids(store, after()):
        assert canonical(store, article, "") is not None
    urls = store.database.rows("SELECT url FROM articles ORDER BY id")
    assert [row["url"] for row in urls] == ["entry:text:1", "entry:text:2"]


def test_an_article_leaves_only_the_stories_that_it_does_not_belong_to(store: Store) -> None:
    store.articles.add_stories([("weather", "Weather", {}), ("trade", "Trade", {})], after())
    store.sources.record_entries(poll(), listing(make_entry(), stories=(STORY, "weather", "trade")))
    article = due_ids(store, after())[0]
    store.articles.leave_stories(article, [])
    store.articles.leave_stories(article, ["weather", "trade"])
    assert add_version(store, article, "Text.").stories == (STORY,)


def withdraw(store: Store, article: int, at: float) -> None:
    store.articles.record_read(reading(article, after(at), status=None, next_read=None, gone_at=after(at)))


def test_a_removal_is_untold_until_it_is_noticed(store: Store) -> None:
    article, other = add_article(store), add_article(store, "other")
    add_version(store, article, "Text.")
    last = add_version(store, article, "Text two.", after(1)).version
    add_version(store, article, "Consent?", after(2), status=ReadStatus.SUSPECT)
    withdraw(store, article, 3)
    withdraw(store, other, 4)  # never read: nothing was withdrawn
    untold = store.articles.untold_removals()
    assert [(item.version, item.gone_at) for item in untold] == [(last, after(3))]
    store.claims.drop_article(article, after(3))
    assert store.articles.untold_removals() == []


def test_the_removal_of_an_article_that_belongs_to_no_story_is_not_told(store: Store) -> None:
    article = add_article(store)
    add_version(store, article, "Text.")
    store.articles.leave_stories(article, [STORY])
    withdraw(store, article, 1)
    assert store.articles.untold_removals() == []


def test_stories_are_new_or_changed_once(store: Store) -> None:
    stories = [(STORY, "The harbour", {"any": ["ferry"]}), ("weather", "Weather", {"any": ["风暴"]})]
    assert store.articles.add_stories(stories, after(1)) == ["weather"]
    assert store.articles.add_stories(stories, after(2)) == []
    stories[0] = (STORY, "The harbour", {"any": ["ferry", "port"]})
    assert store.articles.add_stories(stories, after(3)) == [STORY]
    assert store.articles.add_stories(stories, after(4)) == []
    rows = store.database.rows("SELECT id, added_at FROM stories ORDER BY id")
    assert [row["added_at"] for row in rows] == ["2026-04-12T10:00:00+00:00", "2026-04-12T11:00:00+00:00"]


def test_a_killed_read_is_read_again(store: Store) -> None:
    article = add_article(store)
    with pytest.raises(RuntimeError), store.database.writing():
        add_version(store, article, "Text.")
        raise RuntimeError("killed before the commit")
    assert due_ids(store, after()) == [article]
    assert store.articles.due(after())[0].earlier_hashes == frozenset()


def test_every_stage_hands_the_version_on(store: Store) -> None:
    version = add_version(store, add_article(store), "Text.").version

    def stages() -> list[str]:
        return [stage for stage in ("read", "claimed", "compared") if store.articles.unfinished(stage)]

    assert stages() == ["read"]
    say(store, version, "Text.")
    assert stages() == ["claimed"]
    store.claims.record_comparison(version, [], frozenset())
    assert stages() == ["compared"]
    store.events.record([], version.id)
    assert stages() == []


def test_a_changed_tier_is_that_of_all_the_outlets_articles(store: Store) -> None:
    article = add_article(store)
    store.sources.sync([make_source(tier=Tier.FORUM)])
    assert store.articles.due(after())[0].tier is Tier.FORUM
    assert add_version(store, article, "Text.").tier is Tier.FORUM


def test_a_read_that_began_before_its_entry_changed_leaves_the_article_due(store: Store) -> None:
    article = add_article(store)
    (begun,) = (each for each in store.articles.due(after()) if each.id == article)
    list_entries(store, make_entry("ferry", summary="It sank, we hear."), at=after(0.01))
    store.articles.record_read(reading(article, after(0.02), prompts=begun.prompts))
    assert due_ids(store, after(0.02)) == [article]
    (again,) = store.articles.due(after(0.02))
    store.articles.record_read(reading(article, after(0.03), prompts=again.prompts))
    assert due_ids(store, after(0.03)) == []
