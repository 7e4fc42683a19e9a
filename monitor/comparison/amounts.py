"""Quantities as intervals in comparable units."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, inf, log10

from monitor.comparison.lexicon import concept
from monitor.comparison.once import once
from monitor.frame import Slot

# Dollars for one unit, to an order that tells a conversion from another amount; rates move by this much in a year.
_DOLLARS = {
    "USD": 1.0, "EUR": 1.12, "GBP": 1.3, "CNY": 0.14, "JPY": 0.0067, "KRW": 0.00072, "INR": 0.0117, "CHF": 1.2,
    "CAD": 0.72, "AUD": 0.65, "HKD": 0.128, "TWD": 0.032, "SGD": 0.76, "SEK": 0.1, "NOK": 0.095, "DKK": 0.15,
    "BRL": 0.18, "RUB": 0.012, "TRY": 0.026, "PLN": 0.26, "NZD": 0.6, "ILS": 0.28, "THB": 0.03,
}  # fmt: skip
_RATE_SLACK = 0.12
_MEASURES = {
    "kilometre": ("length", 1e3), "metre": ("length", 1.0), "centimetre": ("length", 0.01),
    "mile": ("length", 1609.34),
    "foot": ("length", 0.3048), "yard": ("length", 0.9144), "inch": ("length", 0.0254),
    "square kilometre": ("area", 1e6), "square mile": ("area", 2.59e6), "hectare": ("area", 1e4),
    "acre": ("area", 4046.9),
    "square metre": ("area", 1.0), "square foot": ("area", 0.0929),
    "kilogram": ("mass", 1.0), "gram": ("mass", 1e-3), "tonne": ("mass", 1e3),
    "ton": ("mass", 1e3), "ounce": ("mass", 0.02835),
    "pound": ("mass", 0.4536),
    "second": ("time", 1.0), "minute": ("time", 60.0), "hour": ("time", 3600.0), "day": ("time", 86400.0),
    "week": ("time", 604800.0), "month": ("time", 2629800.0), "year": ("time", 31557600.0), "decade": ("time", 3.156e8),
    "megabyte": ("data", 1e6), "gigabyte": ("data", 1e9), "terabyte": ("data", 1e12), "gibibyte": ("data", 1.0737e9),
    "kilowatt": ("power", 1e3), "megawatt": ("power", 1e6), "gigawatt": ("power", 1e9),
    "kilometre per hour": ("speed", 1.0), "mile per hour": ("speed", 1.609),
    "litre": ("volume", 1.0), "gallon": ("volume", 3.785), "barrel": ("volume", 159.0),
    "percentage point": ("point", 1.0), "%": ("share", 1.0), "times": ("times", 1.0), "ordinal": ("rank", 1.0),
}  # fmt: skip
_CONVERTED = 0.02
_APPROXIMATE = 0.08
_GENERIC = frozenset(map(concept, "person people item unit case thing other toll number figure count tally".split()))
_HUMANS = frozenset(
    map(
        concept,
        "worker customer researcher developer pupil student child man woman victim soldier police visitor fan "
        "passenger resident voter member patient prisoner tourist judge doctor suspect refugee teacher driver guest "
        "contractor protester demonstrator participant performer supplier occupant body".split(),
    )
)


@dataclass(frozen=True, slots=True)
class Amount:
    """A quantity in its dimension's base unit; the bounds include what rounding allows."""

    low: float
    high: float
    kind: str
    exact: bool


@once
def amount(slot: Slot) -> Amount | None:
    """A slot's quantity as an interval, or None where it has no number."""
    if slot.low is None and slot.high is None:
        return None
    kind, factor, slack = _unit(slot)
    low = -inf if slot.low is None else slot.low
    high = inf if slot.high is None else slot.high
    if slot.low is not None and slot.low == slot.high:
        margin = max(abs(low) * (_APPROXIMATE if slot.approx else slack), _rounding(low) if kind != "rank" else 0.0)
        low, high = low - margin, high + margin
    elif slack:
        low, high = low * (1 - slack), high * (1 + slack)
    bounded = slot.low is not None and slot.high is not None
    return Amount(low * factor, high * factor, kind, bounded and not slot.approx)


def _unit(slot: Slot) -> tuple[str, float, float]:
    unit = slot.unit or ""
    if unit in _DOLLARS:
        return "money", _DOLLARS[unit], 0.0
    known = _MEASURES.get(unit.lower())
    if known is not None:
        return known[0], known[1], 0.0
    return "count", 1.0, 0.0


def _rounding(value: float) -> float:
    """Half of the last digit that is written: 19.87 stands for 19.865 to 19.875, 20 million for a little more."""
    if value == 0:
        return 0.0
    digits = f"{abs(value):.6g}".rstrip("0").rstrip(".") if "e" not in f"{abs(value):.6g}" else ""
    if abs(value) < 1000:
        decimals = len(digits.split(".")[1]) if "." in digits else 0
        return 0.5 * 10**-decimals if decimals else 0.0
    size = floor(log10(abs(value)))
    for exponent in range(size, -1, -1):
        if abs(value) % 10**exponent == 0:
            return 0.5 * float(10**exponent) * (0.5 if exponent == size else 1.0)
    return 0.0


def comparable(one: Slot, other: Slot) -> bool:
    """Whether two quantities count or measure the same kind of thing."""
    first, second = _unit(one)[0], _unit(other)[0]
    if first != second:
        return False
    if first not in ("count", "rank"):
        return True
    a, b = counted(one), counted(other)
    if a == b:
        return True
    loose = _GENERIC | _HUMANS
    return (a in _GENERIC and b in loose) or (b in _GENERIC and a in loose) or not a or not b or _bare(one, other)


def _bare(one: Slot, other: Slot) -> bool:
    """Whether one is a number without a noun, which leaves to its clause what it measures: 'measured 5.9'."""
    return any(slot.unit is None and not any(c.isalpha() for c in slot.text) for slot in (one, other))


@once
def counted(slot: Slot) -> str:
    """The concept of the noun that a quantity counts."""
    noun = slot.head if slot.unit in (None, "ordinal") or slot.head in slot.words else (slot.unit or slot.head)
    word = noun.split(" ")[-1].lower() if noun else ""
    return "" if word.replace(".", "").isdigit() else concept(word)


def disjoint(one: Slot, other: Slot) -> bool | None:
    """Whether two quantities cannot be one; None where that cannot be said."""
    first, second = amount(one), amount(other)
    if first is None or second is None or first.kind != second.kind:
        return None
    slack = _slack(one, other)
    return first.high * (1 + slack) < second.low or second.high * (1 + slack) < first.low


def equal(one: Slot, other: Slot) -> bool:
    """Whether two bounded quantities say the same value, rounding and conversion included."""
    first, second = amount(one), amount(other)
    if first is None or second is None or first.kind != second.kind:
        return False
    return disjoint(one, other) is False


def _slack(one: Slot, other: Slot) -> float:
    if one.unit == other.unit:
        return 0.0
    return _RATE_SLACK if one.unit in _DOLLARS and other.unit in _DOLLARS else _CONVERTED


def is_generic(noun: str) -> bool:
    """Whether a counted noun leaves open what is counted, as 'people' does."""
    return not noun or noun in _GENERIC or noun in _HUMANS


def is_human(slot: Slot) -> bool:
    """Whether a quantity counts people, whatever they are called."""
    return slot.unit == "person" or counted(slot) in _HUMANS
