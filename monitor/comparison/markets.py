"""What is quoted and traded: two readings of one price differ from minute to minute, and contradict nothing."""

from __future__ import annotations

import re

from monitor.comparison.once import once
from monitor.comparison.view import View

_TRADED = re.compile(
    r"\b(?:shares|stocks?|futures|stock (?:index|exchange)|composite index|nasdaq|nikkei|ftse|dax|hang seng|dow jones"
    r"|s&p|standard & poor['’]s|treasur(?:y|ies)|\d+-year (?:bond|note)s?|bond (?:prices?|yields?)|bitcoin|spot gold"
    r"|(?:oil|crude|gold|silver|copper) prices?"
    r"|(?:brent|crude)(?: \w+)? (?:rose|fell|gained|lost|climbed|slipped|traded|for)"
    r"|an? (?:barrel|ounce)|(?:was|were) (?:up|down|off) [\d.]+ ?(?:%|percent|per cent)|before the open|after-hours"
    r"|pre-?market|in \w+ trad(?:e|ing)"
    r"|the (?:dollar|euro|yen|pound|sterling|franc|yuan|renminbi|rupee|rouble|peso|greenback))(?!\w)",
    re.IGNORECASE,
)
_MOVES = re.compile(
    r"\b(?:rise|rose|risen|fall|fell|fallen|gain|add|lose|lost|jump|drop|climb|slip|slid|slide|eas|edg|surg|plung|tumbl"
    r"|soar|rall|sank|sink|sunk|advanc|declin|dip|firm|leap|leapt|tack|trad|quot|fetch|shed|rocket|rebound|recover"
    r"|retreat|hit|reach|swing|spik|up|down|off|clos|open|end|taking its|stood)"
    r"(?:s|es|ed|ing|ied|ies|ped|ping|med|d)?\b",
    re.IGNORECASE,
)
_CLOSED = re.compile(r"\b(?:closed?|closing|ended|settled|finished)\b", re.IGNORECASE)
_OPEN = re.compile(
    r"\b(?:early|morning|pre-?market|midday|afternoon|intraday|after-?hours|so far|before the open|at the open)\b",
    re.IGNORECASE,
)


def in_motion(a: View, b: View) -> bool:
    """Whether both tell of a price as it was traded, and not both of how the day ended."""
    return _quotes(a) and _quotes(b) and not (_ended(a) and _ended(b))


@once
def _quotes(view: View) -> bool:
    return _TRADED.search(view.text) is not None and _MOVES.search(view.text) is not None


@once
def _ended(view: View) -> bool:
    return _CLOSED.search(view.text) is not None and _OPEN.search(view.text) is None
