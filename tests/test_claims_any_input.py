"""Whatever words a page holds, and in whatever order, its sentences are read without an error."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.claims import Text, analyse, find_mentions
from monitor.claims.language import load

PUBLISHED = datetime(2026, 5, 5, tzinfo=UTC)
WORDS = st.sampled_from(
    """
    more longer no not never than nor “ ” ‘ ’ " , . : ; — - ( ) $ % € ¥ 1.5 1,000 3rd
    half a third of 2026 May until since last next Monday don't 's … ? ! /// 第三 亿 今年
    表示 the company said that Harbour Post told it was sold by closed up from to about
    nearly at least may if would deny denied only all some first Second ONE two
    million bn kg per cent
    """.split()
)


@settings(max_examples=150)
@given(st.lists(st.one_of(WORDS, st.text(max_size=6)), max_size=14))
def test_any_words_are_read_and_every_mention_stands_where_it_says(words: list[str]) -> None:
    text = " ".join(words)
    analyse(text, PUBLISHED, {"Harbour": ["HP"]})
    for mention in find_mentions(Text(text[:30], text, PUBLISHED), {"Harbour": ["HP"]}):
        source = text[:30] if mention.in_title else text
        assert " ".join(source[mention.start : mention.end].split()) == mention.text


def test_words_that_only_one_text_has_are_forgotten_with_it() -> None:
    find_mentions(Text("", "Orla Venn bought the Corvia yard.", PUBLISHED), {})
    known = len(load().vocab.strings)
    found = find_mentions(Text("", "Zbrtxa Qwlnpo bought the Xyvkrr yard at Pltzmnq for 48,213 crowns.", PUBLISHED), {})
    assert found[0].entities
    assert len(load().vocab.strings) == known
