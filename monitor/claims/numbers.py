"""Numbers as English writes them: digits, words, scales, fractions, with the modifiers that widen them."""

from __future__ import annotations

import re
from dataclasses import dataclass

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
SMALL = {word: value for value, word in enumerate(_UNITS)} | {w: 10 * n for n, w in enumerate(_TENS, 2)}
SCALES = {
    "hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12,
    "thousands": 1e3, "millions": 1e6, "billions": 1e9, "trillions": 1e12,
    "k": 1e3, "m": 1e6, "mn": 1e6, "mln": 1e6, "mio": 1e6, "bn": 1e9, "bln": 1e9, "b": 1e9, "tn": 1e12, "trn": 1e12,
    "crore": 1e7, "lakh": 1e5, "dozen": 12.0,
}  # fmt: skip
ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15, "sixteenth": 16,
    "seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20,
}  # fmt: skip
FRACTIONS = {
    "half": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "twelfth": 12, "twentieth": 20,
}  # fmt: skip
MULTIPLES = {
    "doubled": 2, "double": 2, "doubles": 2, "doubling": 2, "twofold": 2, "twice": 2, "tripled": 3, "triple": 3,
    "triples": 3, "tripling": 3, "trebled": 3, "treble": 3, "trebling": 3, "threefold": 3, "thrice": 3,
    "quadrupled": 4, "quadruple": 4, "quadrupling": 4, "fourfold": 4, "fivefold": 5, "tenfold": 10, "halved": 0.5,
    "halve": 0.5, "halves": 0.5, "halving": 0.5,
}  # fmt: skip

DIGITS = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
_SMALL = "|".join(sorted(SMALL, key=len, reverse=True))
_BIG = "hundred|thousand|million|billion|trillion"
SCALE = (
    r"(?:[- ]?(?:hundred|thousand|million|billion|trillion|crore|lakh|dozen)s?\b|(?:\s?(?:bn|mn|mln|bln|tn|"
    r"trn)|[mkb])(?![A-Za-z]))"
)
# A bare 'a' counts only before a scale ('a million'), never as one.
NUMBER = (
    rf"(?:{DIGITS}(?:{SCALE})*|(?:a|{_SMALL})(?:[- ](?:{_SMALL}))?(?:[- ](?:{_BIG}))"
    rf"(?:(?:[- ](?:{_BIG}))|(?: and)?[- ](?:{_SMALL})\b)*\b|(?:{_SMALL})(?:-(?:{_SMALL}))?\b"
    r"|(?:a |half a |two |several )?dozen\b)"
)


@dataclass(frozen=True, slots=True)
class Modifier:
    """What the words before a number do to it."""

    lower: bool = False
    upper: bool = False
    approx: bool = False


_APPROX = Modifier(approx=True)
_AT_LEAST = Modifier(lower=True)
_AT_MOST = Modifier(upper=True)
MODIFIERS = {
    **dict.fromkeys(
        "about around roughly approximately approx approx. nearly almost circa ca. c. ~ ≈ some close+to "
        "an+estimated "
        "estimated in+the+region+of somewhere+around more+or+less just+about something+like virtually".split(),
        _APPROX,
    ),
    **dict.fromkeys(
        "at+least more+than over above exceeding upwards+of upward+of a+minimum+of no+less+than "
        "not+less+than "
        "no+fewer+than not+fewer+than greater+than in+excess+of well+over well+above just+over "
        "slightly+more+than "
        "slightly+over little+more+than a+little+over a+little+more+than > >= ≥ beyond north+of "
        "from+at+least "
        "minimum+of higher+than longer+than larger+than older+than".split(),
        _AT_LEAST,
    ),
    **dict.fromkeys(
        "up+to fewer+than less+than under below as+many+as as+much+as at+most no+more+than not+more+than "
        "a+maximum+of maximum+of just+under well+under slightly+less+than slightly+under a+little+under "
        "little+less+than well+below just+below < <= ≤ as+little+as as+few+as south+of lower+than "
        "shorter+than "
        "smaller+than".split(),
        _AT_MOST,
    ),
}  # fmt: skip
MODIFIERS = {key.replace("+", " "): value for key, value in MODIFIERS.items()}
MODIFIER = "|".join(
    re.escape(key).replace(r"\ ", r"\s") + (r"\b" if key[-1].isalpha() else "")
    for key in sorted(MODIFIERS, key=len, reverse=True)
)


def value_of(text: str) -> float | None:
    """What a number says, such as '3.6 billion', 'two hundred and five', 'a dozen'; None for other text."""
    total, current, seen = 0.0, 0.0, False
    for part in re.findall(rf"{DIGITS}|[a-z]+", text.lower()):
        if part == "and":
            continue
        if part == "a" or part == "several":
            current = current or 1.0
        elif part == "half":
            current = 0.5
        elif part in SMALL:
            current, seen = current + SMALL[part], True
        elif part == "hundred" or part == "dozen":
            current, seen = (current or 1.0) * SCALES[part], True
        elif part in SCALES or part.rstrip("s") in SCALES:
            total, current, seen = (
                (total + (current or 1.0)) * SCALES.get(part, SCALES.get(part.rstrip("s"), 1.0)),
                0.0,
                True,
            )
        elif part[0].isdigit():
            current, seen = float(part.replace(",", "")), True
        else:
            return None
    return _tidy(total + current) if seen else None


def _tidy(value: float) -> float:
    """Removes what binary fractions leave behind after scaling (3.6 billion is 3600000000)."""
    return float(f"{value:.12g}")
