"""What turns the judges' raw numbers into one probability: logistic regressions with fitted weights.

The weights stand in calibration.json, which `python -m benchmarks.fit_calibration` writes with the sets that it was
fitted on and the share of contradictions among candidate pairs that its probabilities assume.

Source: Platt scaling (Platt 1999), with the prior shifted to the assumed share (Saerens et al. 2002).
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from monitor.comparison.conflicts import find_conflicts
from monitor.comparison.gate import days_apart
from monitor.comparison.nli import Read
from monitor.comparison.rules import restatement_features, surroundings
from monitor.comparison.view import View, view
from monitor.model import Judgement, Modality, Pair, Relation

_FURTHEST = 7.0
# Days between two publications that change nothing: outlets take up a story within a few days of each other.
_AT_ONCE, _LATE = 3, 20
_NUMBER = re.compile(r"\d[\d.,]*")


@dataclass(frozen=True, slots=True)
class Calibration:
    """The weights by name: `plausible` before a model has read a pair, `nli` of its reading alone, `auto` of both.

    `same` are those of a restatement. Below `read_from` (of `plausible`) a pair is not worth reading for a
    contradiction, below `same_from` (of the rules' word) not for a restatement. `llm_right` is how often a language
    model's word is taken to be right.
    """

    plausible: Mapping[str, float]
    nli: Mapping[str, float]
    auto: Mapping[str, float]
    same: Mapping[str, float]
    read_from: float
    same_from: float
    llm_right: float


@cache
def calibration() -> Calibration:
    """The calibration that ships with this release."""
    text = resources.files("monitor.comparison").joinpath("calibration.json").read_text("utf-8")
    read = json.loads(text)
    del read["about"]
    return Calibration(**read)


def chance(weights: Mapping[str, float], features: Mapping[str, float]) -> float:
    """The probability that weights and features give; a feature without a weight does not count."""
    odds = sum(weight * features.get(name, 0.0) for name, weight in weights.items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))


def rules_features(pair: Pair, word: Judgement) -> dict[str, float]:
    """What is known of a pair before a model reads it: the rules' word, possible conflicts, what is shared."""
    a, b = view(pair.a), view(pair.b)
    features = {
        **surroundings(a, b),
        "days": _later(a, b),
        "rules": _logit(word.contradicts),
        "restated": _logit(word.supports),
        "called": float(word.relation is Relation.CONTRADICTS),
        "updated": float(word.relation is Relation.UPDATES),
        "same": float(word.relation is Relation.SAME),
        "denial": float((a.modality is Modality.DENIED) != (b.modality is Modality.DENIED)),
        **{str(one.modality): 1.0 for one in (a, b)},
        **_numbers(a, b),
    }
    for conflict in find_conflicts(a, b):
        name = f"conflict {conflict.kind}"
        features[name] = max(features.get(name, 0.0), conflict.fit * conflict.local)
    return features


def same_features(pair: Pair, word: Judgement, plain: tuple[Read, Read], denied: tuple[Read, Read]) -> dict[str, float]:
    """What speaks for and against a restatement, once a model has read both sentences against each other (`plain`) and
    each against the denial of the other (`denied`).

    What contradicts the denial of a sentence entails the sentence, so that a model which knows only contradictions
    shows entailment too.
    """
    a, b = view(pair.a), view(pair.b)
    around = surroundings(a, b)
    plainly, if_denied = ([_logit(read.contradicts) for read in both] for both in (plain, denied))
    return {
        **restatement_features(a, b, around, list(find_conflicts(a, b))),
        "days": _later(a, b),
        "rules": _logit(word.contradicts),
        "restated": _logit(word.supports),
        "updated": float(word.relation is Relation.UPDATES),
        **{str(one.modality): 1.0 for one in (a, b)},
        "low": max(0.0, min(plainly)),
        "high": max(0.0, max(plainly)),
        "denied low": max(0.0, min(if_denied)),
        "denied high": max(0.0, max(if_denied)),
        "both ways": max(0.0, min(if_denied)) - max(0.0, max(plainly)),
        "entailed": float(max(if_denied) > 0),
        "entailed twice": float(min(if_denied) > 0),
        "clear": float(max(if_denied) > 0 > max(plainly)),
    }


def _later(a: View, b: View) -> float:
    """How much later one was published, from 0 for at about the same time to 1."""
    return max(0, min(days_apart(a, b), _LATE) - _AT_ONCE) / (_LATE - _AT_ONCE)


def _numbers(a: View, b: View) -> dict[str, float]:
    first, second = (set(_NUMBER.findall(one.text)) for one in (a, b))
    return {
        "numbers differ": float(bool(first - second and second - first)),
        "numbers agree": float(bool(first & second)),
    }


def reading_features(there: Read, back: Read) -> dict[str, float]:
    """A model's two readings of a pair, the same for (a, b) and (b, a)."""
    low, high = sorted((_logit(there.contradicts), _logit(back.contradicts)))
    return {"bias": 1.0, "low": low, "high": high}


def _logit(share: float) -> float:
    if share <= 0 or share >= 1:
        return _FURTHEST if share >= 1 else -_FURTHEST
    return max(-_FURTHEST, min(_FURTHEST, math.log(share / (1 - share))))
