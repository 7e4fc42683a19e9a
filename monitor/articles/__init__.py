"""Reads an article: from a page's bytes to its text, and from two texts to what changed.

Everything here is pure and picklable, so that it runs in a worker process.
"""

from monitor.articles.extract import extract, from_entry
from monitor.articles.language import language_of
from monitor.articles.notices import (
    Notice,
    NoticeKind,
    find_notice,
    find_notices,
    new_notices,
    new_update_note,
    only_of_article,
)
from monitor.articles.plausibility import against_previous
from monitor.articles.versions import DiffOp, bare, fold, normalise, shared_sentences, text_changes, word_diff
from monitor.sources.urls import canonical_url

__all__ = [
    "DiffOp",
    "Notice",
    "NoticeKind",
    "against_previous",
    "bare",
    "canonical_url",
    "extract",
    "find_notice",
    "find_notices",
    "fold",
    "from_entry",
    "language_of",
    "new_notices",
    "new_update_note",
    "normalise",
    "only_of_article",
    "shared_sentences",
    "text_changes",
    "word_diff",
]
