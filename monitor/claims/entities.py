"""The names in a sentence: the story's own under their first name, and every other as it is written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from monitor.claims.language import text_of

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

Entities = Mapping[str, Sequence[str]]
_CJK = re.compile(r"[\u3400-\u9fff]")
_INNER = frozenset({"-", "–", ".", "&", "'s", "’s", "/"})
_LEADS = frozenset(
    "mr mrs ms dr sir the a an this that in on at by for if but and or so as after before when while "
    "since our its his her "
    "their my we i you he she it they yes no not".split()
)


@lru_cache(maxsize=64)
def _alias_pattern(names: tuple[tuple[str, str], ...]) -> tuple[re.Pattern[str], dict[str, str]] | None:
    """One pattern for all aliases, the longest first, with the canonical name of each in lower case."""
    if not names:
        return None
    ordered = sorted(dict(names), key=len, reverse=True)
    parts = [re.escape(a) if _CJK.search(a) else rf"(?<!\w){re.escape(a)}(?!\w)" for a in ordered]
    return re.compile("|".join(parts), re.IGNORECASE), {alias.lower(): name for alias, name in names}


def story_names(text: str, entities: Entities) -> Iterator[tuple[int, int, str]]:
    """Where a story's entities stand in a text, under their canonical names."""
    names = tuple((alias, name) for name, aliases in entities.items() for alias in (name, *aliases) if alias)
    compiled = _alias_pattern(names)
    if compiled is None:
        return
    pattern, canonical = compiled
    for match in pattern.finditer(text):
        yield match.start(), match.end(), canonical[match.group().lower()]


def find_entities(doc: Doc, entities: Entities, taken: Sequence[tuple[int, int]]) -> tuple[str, ...]:
    """The names of a parsed sentence in order, each once; `taken` are the spans of dates and numbers."""
    known = list(story_names(text_of(doc), entities))
    spans = [*known]
    for start, end in _runs(doc, taken):
        name = text_of(doc)[start:end]
        if not any(first < end and start < last and end - start <= last - first for first, last, _ in known):
            spans.append((start, end, name))
    return tuple(dict.fromkeys(name for _, _, name in sorted(spans, key=lambda span: span[0])))


def _runs(doc: Doc, taken: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Stretches of capitalised names with the versions that belong to them."""
    run: list[Token] = []
    for token in doc:
        if _is_name(token, taken) or (run and _continues(run, token)):
            run.append(token)
            continue
        yield from _close(run)
        run = []
    yield from _close(run)


def _is_name(token: Token, taken: Sequence[tuple[int, int]]) -> bool:
    text = token.text
    if not any(letter.isupper() for letter in text) or text.lower() in _LEADS:
        return False
    if any(start <= token.idx < end for start, end in taken):
        return False
    if any(letter.isupper() for letter in text[1:]) or any(letter.isdigit() for letter in text):
        return True
    if token.i == 0 or token.nbor(-1).text in ('"', "“", ":"):
        return token.pos_ == "PROPN"
    return token.pos_ in ("PROPN", "NOUN", "ADJ", "X") and text[0].isupper()


def _continues(run: list[Token], token: Token) -> bool:
    last = run[-1]
    if token.text in _INNER and not last.whitespace_ and token.i + 1 < len(token.doc):
        return token.text not in ("'s", "’s") and not token.whitespace_
    if token.like_num and token.text[:1].isdigit() and "," not in token.text:
        return len(token.text) <= 4 and (
            not last.whitespace_ or token.head.i <= last.i or token.dep_ in ("nummod", "appos", "npadvmod")
        )
    return last.text in _INNER


def _close(run: list[Token]) -> Iterator[tuple[int, int]]:
    while run and run[-1].text in _INNER:
        run.pop()
    if run:
        yield run[0].idx, run[-1].idx + len(run[-1])
