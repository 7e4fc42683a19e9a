"""Synthetic wire reports of one subject, and copies of them as other desks edit them."""

from __future__ import annotations

import random

_NAMES = "Alder Birch Corrow Dunmore Ebbe Ferrier Holm Ives Jarrow Kettle Lorne Marsh Norr Orrin Pell Quarry".split()
_WHO = (
    "the company|the ministry|a spokeswoman|two officials|the union|investors|engineers|the council|regulators".split(
        "|"
    )
)
_VERBS = "approved|delayed|announced|rejected|expanded|cancelled|reviewed|financed|opened|closed|sold|leased".split("|")
_THINGS = (
    "new plant|old terminal|storage site|research centre|second pipeline|cloud service|language model|shipping line"
    "|training programme|power station|data centre|repair yard|ticket system|fleet contract|wage agreement|licence"
).split("|")
_HOW = (
    "after months of talks|despite a warning from lawyers|for the third time since spring|without giving a reason"
    "|because costs had risen|under pressure from lenders|as demand kept falling|in return for tax relief"
    "|although residents had objected|before the end of the quarter|with support from the region|in a narrow vote"
).split("|")
_MORE = (
    "Analysts had expected the decision later in the year|Work is to begin as soon as the ground has thawed"
    "|Shares moved little in early trading|The works council wants to see the contract|Opponents promised to appeal"
    "|The price was not disclosed|Similar projects have failed elsewhere|Local suppliers hope for orders"
    "|Insurance will cover most of the damage|The minister did not take questions"
).split("|")


def report(rng: random.Random) -> str:
    """A report of five to twelve sentences; two of them share their vocabulary and no event."""
    return " ".join(_sentence(rng) for _ in range(rng.randint(5, 12)))


def _sentence(rng: random.Random) -> str:
    if rng.random() < 0.15:
        return f"{rng.choice(_MORE)}."
    who, thing = rng.choice(_WHO), rng.choice(_THINGS)
    amount, unit = rng.randint(2, 990), rng.choice(("million crowns", "workers", "tonnes", "customers", "percent"))
    one, two, three, place = rng.choices(_NAMES, k=4)
    first = f"{one} {rng.choice(_VERBS)} the {thing} near {place} {rng.choice(_HOW)}, {who} said,"
    return f"{first} and {two} {rng.choice(_VERBS)} {amount} {unit} for {three}'s {rng.choice(_THINGS)}."


def edited(text: str, share: float, rng: random.Random) -> str:
    """A copy in which this share of the words was replaced, dropped or followed by another one."""
    words = " ".join((*_HOW, *_MORE, *_THINGS)).split()
    done: list[str] = []
    for word in text.split():
        if rng.random() >= share:
            done.append(word)
            continue
        done += rng.choice(([rng.choice(words)], [], [word, rng.choice(words)]))
    return " ".join(done)
