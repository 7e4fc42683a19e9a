"""Who a statement comes from: the outlet itself, or somebody whom it repeats."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from monitor.model import Mention, Tier

_COPIED_WORDS = 8
_COPIED_SHARE = 0.7

# Heads of phrases that name nobody: what such people say is known only through the outlet that met them.
_ANONYMOUS = re.compile(
    r"\b(people|persons?|sources?|officials?|employees?|insiders?|executives?|managers?|engineers?|bankers?|workers?"
    r"|suppliers?|analysts|researchers|experts|users?|customers?|documents?|e-?mails?|memos?|notices?|messages?)\b",
    re.IGNORECASE,
)
_PARTY = re.compile(
    r"\b(the (company|group|firm|lab|maker|ministry|agency|union|team|start-?up|bank)|spokes\w+|it|they|we)\b",
    re.IGNORECASE,
)
_REPORTS = (
    "reports?|reported|says?|said|writes|wrote|cites|cited|quotes|quoted|reveals|revealed|learned|understands|published"
)
_AFTER = (
    "according to|citing|quoting|told|by|seen by|obtained by|reviewed by|in an interview with|report (?:in|by|from)"
)
_NAME = re.compile(r"(?<![\w])(?:[A-ZÀ-Þ][\w&.’'-]*)(?:\s+(?:of|the|and|&|for|[A-ZÀ-Þ][\w&.’'-]*))*")
_NOT_NAMES = frozenset(
    "A An The One Two Three Some Several Its Their His Her Monday Tuesday Wednesday Thursday Friday Saturday Sunday "
    "January February March April May June July August September October November December US UK EU City".split()
)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a statement comes from. `words` gave it away; None when the outlet speaks for itself."""

    name: str
    kind: str  # "own", "attributed", "party", "copied", "cited"
    words: str | None = None


@dataclass(frozen=True, slots=True)
class Restated:
    """An earlier mention of the same claim in another article."""

    text: str
    outlet: str
    origin: str | None


@dataclass(frozen=True, slots=True)
class CitedNames:
    """Everybody whom an article names as a source anywhere, and the outlets that are known."""

    cited: frozenset[str]
    outlets: frozenset[str]


def find_origin(mention: Mention, outlet: str, tier: Tier, restated: Sequence[Restated], names: CitedNames) -> Origin:
    """The origin of one mention.

    In this order: whoever the sentence names, an earlier text that it copies, whoever the article names
    and the claim already comes from, the outlet itself.
    """
    named = named_source(mention, outlet, names.outlets)
    if named is not None:
        return Origin(named, "attributed", mention.attribution or mention.text)
    if tier is not Tier.PRIMARY:
        for earlier in restated:
            if earlier.origin is not None and earlier.outlet != outlet and is_copy(mention.text, earlier.text):
                return Origin(earlier.origin, "copied", f"near-identical to {earlier.outlet}")
        for earlier in restated:
            if earlier.origin in names.cited:
                return Origin(earlier.origin, "cited", f"the article names {earlier.origin}")
    return Origin(outlet, "own")


def named_source(mention: Mention, outlet: str, outlets: frozenset[str]) -> str | None:
    """The innermost source that a sentence names, or None when it names nobody but the outlet's own people."""
    reporting = _reporting_outlet(mention, outlet, outlets)
    if reporting is not None:
        return reporting
    if mention.attribution is None:
        return None
    for link in reversed(mention.attribution.split("; ")):
        folded = fold(link)
        known = [name for name in outlets if re.search(rf"\b{re.escape(fold(name))}\b", folded)]
        if known:
            return max(known, key=len)
        if _ANONYMOUS.search(link):
            continue
        name = _proper_name(link)
        if name is not None:
            return name
        if _PARTY.search(link) and mention.entities:
            return mention.entities[0]
    return None


def _reporting_outlet(mention: Mention, outlet: str, outlets: frozenset[str]) -> str | None:
    """Another outlet that the sentence reports after: one beside a verb of reporting, or named in its attribution."""
    for name in sorted(outlets - {outlet}, key=len, reverse=True):
        bare = re.escape(re.sub(r"^the\s+", "", name, flags=re.IGNORECASE))
        beside = (
            rf"\b{bare}(?:'s|’s)?(?:\s+\w+)?\s+(?:{_REPORTS})\b"
            rf"|^\W*(?:the\s+)?{bare}:"
            rf"|\b(?:{_AFTER})\s(?:\S+\s){{0,4}}?{bare}\b"
        )
        if re.search(beside, mention.text, re.IGNORECASE):
            return name
    return None


def _proper_name(phrase: str) -> str | None:
    for match in _NAME.finditer(phrase):
        words = [word for word in match.group().split() if word not in _NOT_NAMES]
        if words and any(word[0].isupper() for word in words):
            return " ".join(words).removesuffix("’s").removesuffix("'s")
    return None


def cited_names(mentions: Sequence[Mention], outlet: str, outlets: frozenset[str]) -> CitedNames:
    """Everybody whom the mentions of one article name as a source."""
    found = (named_source(mention, outlet, outlets) for mention in mentions)
    return CitedNames(frozenset(name for name in found if name is not None and name != outlet), outlets)


def is_copy(text: str, other: str) -> bool:
    """Whether two sentences are one sentence with small edits.

    Source: containment of word bigrams (Broder 1997), with a floor on length since short sentences
    agree by chance.
    """
    one, two = _shingles(text), _shingles(other)
    smaller = min(len(one), len(two))
    return smaller >= _COPIED_WORDS and len(one & two) >= _COPIED_SHARE * smaller


def _shingles(text: str) -> set[tuple[str, str]]:
    words = re.findall(r"\w+", text.casefold())
    return set(pairwise(words))


def fold(name: str) -> str:
    """A name without case and leading article, for comparing."""
    return re.sub(r"^the\s+", "", " ".join(name.casefold().split()))
