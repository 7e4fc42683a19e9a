"""Scores what came of a scenario against what its author expects.

A scenario's `expect` names contradictions by a part of each side's wording, other events, claims and origins by
kind, and how claims and outlets stand in the end; its `allow` names conflicts that may be told as well.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.quality_play import Played
from benchmarks.quality_sets import Row

_PLAIN = str.maketrans("‘’“”", "''\"\"")


@dataclass(frozen=True, slots=True)
class Score:
    """Contradictions told rightly, wrongly, not at all, again, and as a further side of one; other hopes met or not.

    `unfounded` are revisions and removals that no edit of the scenario bears out.
    """

    articles: int
    seconds: float
    right: int
    wrong: tuple[str, ...]
    missed: tuple[str, ...]
    repeated: int
    further: int
    met: int
    unmet: tuple[str, ...]
    unfounded: int


def score(content: Mapping[str, Any], played: Played) -> Score:
    """The score of one played scenario."""
    wording = {claim["id"]: [mention["text"] for mention in claim["mentions"]] for claim in played.claims}
    expected = content.get("expect", [])
    conflicts = [want for want in expected if want["kind"] == "contradiction"]
    others = [want for want in expected if want["kind"] != "contradiction"]
    hits = [0] * len(conflicts)
    wrong, repeated, further = [], 0, 0
    for event in (event for tick in played.events for event in tick if event["kind"] == "contradiction"):
        matched = [index for index, want in enumerate(conflicts) if _sides(event, want, wording)]
        for index in matched:
            hits[index] += 1
        if matched:
            repeated += all(hits[index] > 1 for index in matched)
        elif any(_sides(event, pair, wording) for pair in content.get("allow", [])):
            further += 1
        else:
            wrong.append(_brief(event))
    unmet = tuple(_told(want) for want in others if not _met(want, played, wording))
    return Score(
        articles=played.articles,
        seconds=played.seconds,
        right=sum(hit > 0 for hit in hits),
        wrong=tuple(wrong),
        missed=tuple(_told(want) for want, hit in zip(conflicts, hits, strict=True) if not hit),
        repeated=repeated,
        further=further,
        met=len(others) - len(unmet),
        unmet=unmet,
        unfounded=sum(_unfounded(event, played.changed) for tick in played.events for event in tick),
    )


def scenario_figures(scores: Sequence[Score]) -> dict[str, float]:
    """The figures of some scenarios together. What cannot be counted is left out."""
    right, wrong = sum(one.right for one in scores), sum(len(one.wrong) for one in scores)
    missed = sum(len(one.missed) for one in scores)
    articles = sum(one.articles for one in scores)
    met, unmet = sum(one.met for one in scores), sum(len(one.unmet) for one in scores)
    figures: dict[str, float] = {"rows": articles}
    if right + missed:
        figures |= {"precision": right / ((right + wrong) or 1), "recall": right / (right + missed)}
    figures |= {
        "false_per_100": 100 * wrong / articles,
        "repeated": sum(one.repeated for one in scores),
        "further": sum(one.further for one in scores),
        "unfounded": sum(one.unfounded for one in scores),
    }
    if met + unmet:
        figures["met"] = met / (met + unmet)
    return figures | {"article_ms": 1000 * sum(one.seconds for one in scores) / articles}


def _fold(text: str) -> str:
    return " ".join(text.lower().translate(_PLAIN).split())


def holds(text: str, part: str) -> bool:
    """Whether a text holds a part of its wording, whatever the quotation marks and white space."""
    return _fold(part) in _fold(text)


def _sides(event: Row, pair: Mapping[str, str], wording: Mapping[int, Sequence[str]]) -> bool:
    """Whether one claim of the event says `a` and the other `b`, in any wording that is stored of them."""
    if len(event["claims"]) != 2:
        return False
    one, other = ([claim["text"], *wording.get(claim["id"], ())] for claim in event["claims"])
    return (_says(one, pair["a"]) and _says(other, pair["b"])) or (_says(one, pair["b"]) and _says(other, pair["a"]))


def _says(texts: Iterable[str], part: str) -> bool:
    return any(holds(text, part) for text in texts)


def _met(want: Row, played: Played, wording: Mapping[int, Sequence[str]]) -> bool:
    if want["kind"] == "origins":
        found = [claim for claim in played.claims if _says([claim["text"], *wording[claim["id"]]], want["claim"])]
        return any(claim["origins"] == want["count"] for claim in found)
    if want["kind"] == "record":
        return bool(played.ended.records.get(want["outlet"], {}).get(want["of"]) == want["is"])
    if want["kind"] in ("standing", "omission"):
        found = [claim for claim in played.claims if _says([claim["text"], *wording[claim["id"]]], want["claim"])]
        return any(_ends(claim["id"], want, played) for claim in found) != bool(want.get("never"))
    if want["kind"] in ("claim", "no_claim"):
        said = any(_says([claim["text"], *wording[claim["id"]]], want["text"]) for claim in played.claims)
        return said == (want["kind"] == "claim")
    return any(_events(want, played)) != bool(want.get("never"))


def _ends(claim: int, want: Row, played: Played) -> bool:
    """Whether a claim stands in the end as is wanted, or is left out by the wanted outlet."""
    if want["kind"] == "standing":
        return played.ended.standings.get(claim) == want["is"]
    return (claim, want["outlet"]) in played.ended.omissions


def _events(want: Row, played: Played) -> Iterator[Row]:
    """The events of the wanted kind, at the wanted tick and with the wanted words where those are given."""
    for number, tick in enumerate(played.events):
        for event in tick:
            if event["kind"] != want["kind"] or want.get("tick", number) != number:
                continue
            if holds(_words(event), want.get("text", "")):
                yield event


def _words(event: Row) -> str:
    """All that an event shows a reader."""
    shown = {key: event.get(key) for key in ("summary", "reason", "claims", "article", "changes")}
    return json.dumps(shown, ensure_ascii=False).replace('\\"', '"')


def _unfounded(event: Row, changed: frozenset[str]) -> bool:
    if event["kind"] not in ("revision", "removal"):
        return False
    url = (event["article"] or {}).get("url", "")
    return url.partition("?")[0].rpartition("/")[2] not in changed


def _brief(event: Row) -> str:
    sides = " <> ".join(claim["text"][:110] for claim in event["claims"])
    return f"{event['basis']} {event['score']}: {sides}"


def _told(want: Row) -> str:
    return ", ".join(f"{key} {value}" for key, value in want.items())
