"""What a primary source keeps as data, told in plain sentences, so that it is compared like any other claim."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from html import escape

from monitor.model import Entry, EntryForm
from monitor.sources.text import LONGEST_TITLE, clean

_FIRST_STEP = 10_000
_LICENCES = {
    "apache-2.0": "the Apache 2.0 license",
    "mit": "the MIT license",
    "cc-by-4.0": "the CC BY 4.0 license",
    "cc-by-sa-4.0": "the CC BY-SA 4.0 license",
    "cc-by-nc-4.0": "the non-commercial CC BY-NC 4.0 license",
    "cc-by-nc-sa-4.0": "the non-commercial CC BY-NC-SA 4.0 license",
    "cc0-1.0": "the CC0 1.0 license",
    "gpl-3.0": "the GPL 3.0 license",
    "agpl-3.0": "the AGPL 3.0 license",
    "lgpl-3.0": "the LGPL 3.0 license",
    "bsd-3-clause": "the BSD 3-Clause license",
    "bsd-2-clause": "the BSD 2-Clause license",
    "mpl-2.0": "the MPL 2.0 license",
    "unlicense": "the Unlicense",
    "other": "a license of its own",
    "noassertion": "a license of its own",
    "unknown": "an unknown license",
}


def record(
    identity: str, url: str, title: str, said: Sequence[str], author: str, published: datetime | None, more: str = ""
) -> Entry:
    """A record's facts as an entry, one sentence a paragraph; `more` is the HTML of what the author wrote beside."""
    sentences = [clean(sentence, 500) for sentence in said]
    return Entry(
        identity=identity,
        url=url,
        title=clean(title, LONGEST_TITLE),
        author=clean(author, 200) or None,
        published=published,
        summary=" ".join(sentences),
        content_html="".join(f"<p>{escape(sentence, quote=False)}</p>" for sentence in sentences) + more,
        form=EntryForm.RECORD,
    )


def licence_name(name: str) -> str:
    """A licence's short name as a noun phrase: `apache-2.0` is "the Apache 2.0 license"."""
    known = _LICENCES.get(name.lower())
    if known is not None:
        return known
    words = clean(re.sub(r"[-_]+", " ", name), 80)
    return f"the {words}" if re.search(r"(?i)\blicen[cs]e\b", words) else f"the {words} license"


def day(moment: datetime | None) -> str:
    """The day of a release as it ends a sentence, or nothing where it is not known."""
    return "" if moment is None else f" on {moment.day} {moment:%B %Y}"


def reached(count: int | None, before: int) -> int:
    """The highest power of ten (from 10,000 on) that a count has passed, never less than `before`.

    Downloads of a month go up and down; a figure that follows them would be told every day.
    """
    step = 0
    while count is not None and count >= (step * 10 or _FIRST_STEP) and step < 10**15:
        step = step * 10 or _FIRST_STEP
    return max(step, before)
