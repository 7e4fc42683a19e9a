"""Who a sentence names as its source, from the one who tells it to the one who knows it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from monitor.model import Mention

# Heads of phrases that name nobody: what such people say is known only through the outlet that met them.
_ANONYMOUS = re.compile(
    r"\b(people|persons?|sources?|officials?|employees?|insiders?|executives?|managers?|engineers?|bankers?|workers?"
    r"|suppliers?|analysts|researchers|experts|users?|customers?|members?|aides?|directors?|lawyers?|diplomats?|investors?"
    r"|shareholders?|developers?|residents?|witnesses|staff|documents?|e-?mails?|memos?|notices?|messages?)\b",
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

# How a person is addressed by the last name alone: 'Ms Malm' for 'Petra Malm'.
_ADDRESS = re.compile(r"^(?:Mr|Mrs|Ms|Miss|Dr|Prof|Professor|Sir|Dame|Lord|Lady)\.? ")
# An adjective before a noun: 'the American site', 'a French daily'.
_NATIONALITY = re.compile(r"\w+(?:ese|ish|ian|ean|can|man|ch) [a-z]")


@dataclass(frozen=True, slots=True)
class Known:
    """The names that are known before a sentence is read: outlets, and parties of the story by each of their names.

    The keys of `parties` are folded.
    """

    outlets: frozenset[str] = frozenset()
    parties: Mapping[str, str] | None = None

    def party(self, name: str) -> str | None:
        """The party that bears this name, or whose own outlet does ('Nordlink Press Room')."""
        folded = fold(name)
        fitting = [each for each in self.parties or {} if folded == each or folded.startswith(each + " ")]
        return (self.parties or {})[max(fitting, key=len)] if fitting else None


@dataclass(frozen=True, slots=True)
class Named:
    """One source that a sentence names; `name` is None where it names nobody ('two people')."""

    name: str | None
    kind: str  # "outlet", "party", "person", "anonymous"; empty where the words lead nowhere
    words: str


def named_sources(mention: Mention, outlet: str, known: Known) -> list[Named]:
    """The sources that a sentence names, from the one who tells it to the one who knows it, its own outlet left out."""
    published = _published_in(mention, outlet, known.outlets)
    if published is not None:
        return [Named(published, "outlet", mention.attribution or mention.text)]
    chain = [_named(link, mention, known) for link in (mention.attribution or "").split("; ") if link]
    reporting = _reporting_outlet(mention, outlet, known.outlets)
    if reporting is not None and all(link.name != reporting for link in chain):
        chain.insert(0, Named(reporting, "outlet", mention.attribution or mention.text))
    # An outlet tells and others know, in whatever order the sentence has them: 'the union said, according to …'.
    return sorted((link for link in chain if link.name != outlet and link.kind), key=lambda link: link.kind != "outlet")


def speaker(mention: Mention) -> str | None:
    """Whom a sentence has it from that is the same for everybody, without a name: 'the fire brigade', 'police'."""
    last = fold((mention.attribution or "").split("; ")[-1])
    definite = (mention.attribution or "").lower().split("; ")[-1].startswith(("the ", "police"))
    return last if definite and not _ANONYMOUS.search(last) else None


def met_its_source(mention: Mention, outlet: str) -> bool:
    """Whether a sentence says that its own outlet asked, saw or was told."""
    last = outlet.split()[-1]
    short = rf"\b(?:told|by|with) the {re.escape(last)}\b"  # 'the Sentinel' for the Evening Sentinel
    return _reporting_outlet(mention, "", frozenset({outlet})) is not None or bool(re.search(short, mention.text))


def _named(link: str, mention: Mention, known: Known) -> Named:
    folded = fold(link)
    outlets = [name for name in known.outlets if re.search(rf"\b{re.escape(fold(name))}\b", folded)]
    if outlets:
        return Named(max(outlets, key=len), "outlet", link)
    name = _proper_name(link) or _apposed(link, mention.text)
    if _ANONYMOUS.search(link) and not _is_inside(name, link):
        return Named(None, "anonymous", link)
    if name is not None:
        party = known.party(name)
        return Named(name, "person", link) if party is None else Named(party, "party", link)
    if _PARTY.search(link) and mention.entities:
        return Named(mention.entities[0], "party", link)
    return Named(None, "", link)


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


def _published_in(mention: Mention, outlet: str, outlets: frozenset[str]) -> str | None:
    """Another outlet in which somebody writes what the sentence says: 'a team writes in the Annals'."""
    for name in sorted(outlets - {outlet}, key=len, reverse=True):
        bare = re.escape(re.sub(r"^the\s+", "", name, flags=re.IGNORECASE))
        if re.search(rf"\b(?:writes?|wrote|written|reports?|reported)\s+in\s+(?:the\s+)?{bare}\b", mention.text):
            return name
    return None


def _proper_name(phrase: str) -> str | None:
    for match in _NAME.finditer(phrase):
        if _NATIONALITY.match(phrase, match.start()):
            continue
        words = [word for word in match.group().split() if word not in _NOT_NAMES]
        if words and any(word[0].isupper() for word in words):
            return " ".join(words).removesuffix("’s").removesuffix("'s")
    return None


def _is_inside(name: str | None, link: str) -> bool:
    """Whether the word that names nobody is part of a name ('the Rail Workers' Federation'), or a name follows."""
    return name is not None and " " in name and (name not in link or not _ANONYMOUS.search(link.replace(name, "")))


def _apposed(phrase: str, text: str) -> str | None:
    """The name behind a comma that says who a described speaker is: 'said the harbour master, Luka Benic'."""
    found = re.search(rf"{re.escape(phrase)}, ((?:[A-ZÀ-Þ][\w’'-]+ )+[A-ZÀ-Þ][\w’'-]+)(?=[,.;]|$)", text)
    return None if found is None else _proper_name(found.group(1))


def cited_names(mentions: Sequence[Mention], outlet: str, known: Known) -> frozenset[str]:
    """Everybody whom the mentions of one article name as a source."""
    found = (link.name for mention in mentions for link in named_sources(mention, outlet, known))
    return frozenset(name for name in found if name is not None)


def as_known(name: str, others: Iterable[str]) -> str:
    """The form in which a name is known already: 'FT' for 'Financial Times', 'Holt' for 'Maren Holt'."""
    for other in others:
        if fold(name) == fold(other) or _short_for(name, other) or _short_for(other, name):
            return other
    return name


def _short_for(short: str, name: str) -> bool:
    words, short = fold(name).split(), _ADDRESS.sub("", short)
    if len(words) < 2 or " " in short:
        return False
    initials = "".join(word[0] for word in words if word not in ("of", "the", "and", "&", "for"))
    return (short.isupper() and short.casefold() == initials) or short.casefold() == words[-1]


def fold(name: str) -> str:
    """A name without case and leading article, for comparing."""
    return re.sub(r"^the\s+", "", " ".join(name.casefold().split()))
