"""Currencies, measures and other units, with the one name that each is known by."""

from __future__ import annotations

import re

CURRENCY_SIGNS = {
    "US$": "USD", "USD": "USD", "$": "USD", "A$": "AUD", "AU$": "AUD", "C$": "CAD", "CA$": "CAD", "HK$": "HKD",
    "S$": "SGD", "NT$": "TWD", "NZ$": "NZD", "R$": "BRL", "€": "EUR", "EUR": "EUR", "£": "GBP", "GBP": "GBP",
    "¥": "JPY", "JPY": "JPY", "CN¥": "CNY", "RMB": "CNY", "CNY": "CNY", "₩": "KRW", "KRW": "KRW", "₹": "INR",
    "INR": "INR", "Rs": "INR", "CHF": "CHF", "SEK": "SEK", "NOK": "NOK", "DKK": "DKK", "₽": "RUB", "₺": "TRY",
    "HKD": "HKD", "SGD": "SGD", "AUD": "AUD", "CAD": "CAD", "TWD": "TWD", "₪": "ILS", "zł": "PLN", "฿": "THB",
}  # fmt: skip
CURRENCY_WORDS = {
    "dollar": "USD", "us dollar": "USD", "u.s. dollar": "USD", "american dollar": "USD", "usd": "USD",
    "australian dollar": "AUD", "canadian dollar": "CAD", "hong kong dollar": "HKD", "singapore dollar": "SGD",
    "taiwan dollar": "TWD", "new taiwan dollar": "TWD", "new zealand dollar": "NZD", "euro": "EUR",
    "eur": "EUR",
    "pound": "GBP", "pound sterling": "GBP", "pence": "GBP", "yuan": "CNY", "renminbi": "CNY",
    "rmb": "CNY", "cny": "CNY",
    "chinese yuan": "CNY", "yen": "JPY", "japanese yen": "JPY", "won": "KRW", "south korean won": "KRW",
    "rupee": "INR",
    "indian rupee": "INR", "swiss franc": "CHF", "rouble": "RUB", "ruble": "RUB", "real": "BRL", "reais": "BRL",
    "cent": "USD", "kroner": "krone", "kronor": "krona", "swedish krona": "SEK", "swedish kronor": "SEK",
    "norwegian krone": "NOK", "norwegian kroner": "NOK",
    "danish krone": "DKK", "danish kroner": "DKK", "shekel": "ILS", "zloty": "PLN", "baht": "THB", "gbp": "GBP",
}  # fmt: skip
# Coins are worth a hundredth of what they are counted in.
COINS = frozenset({"cent", "pence"})
MEASURES = {
    "kg": "kilogram", "g": "gram", "mg": "milligram", "t": "tonne", "km": "kilometre", "m": "metre",
    "cm": "centimetre",
    "mm": "millimetre", "nm": "nanometre", "kilometer": "kilometre", "meter": "metre",
    "centimeter": "centimetre",
    "millimeter": "millimetre", "nanometer": "nanometre", "mi": "mile", "ft": "foot", "in": "inch",
    "lb": "pound",
    "lbs": "pound", "oz": "ounce", "l": "litre", "ml": "millilitre", "liter": "litre",
    "milliliter": "millilitre",
    "kb": "kilobyte", "mb": "megabyte", "gb": "gigabyte", "tb": "terabyte", "pb": "petabyte", "gib": "gibibyte",
    "mib": "mebibyte", "tib": "tebibyte", "gbps": "gigabit per second", "mbps": "megabit per second",
    "hz": "hertz",
    "khz": "kilohertz", "mhz": "megahertz", "ghz": "gigahertz", "w": "watt", "kw": "kilowatt", "mw": "megawatt",
    "gw": "gigawatt", "wh": "watt-hour", "kwh": "kilowatt-hour", "mwh": "megawatt-hour", "gwh": "gigawatt-hour",
    "twh": "terawatt-hour", "v": "volt", "mah": "milliampere-hour", "s": "second", "sec": "second",
    "secs": "second",
    "ms": "millisecond", "min": "minute", "mins": "minute", "h": "hour", "hr": "hour", "hrs": "hour",
    "yr": "year",
    "yrs": "year", "kph": "kilometre per hour", "km/h": "kilometre per hour", "mph": "mile per hour",
    "°c": "degree Celsius", "°f": "degree Fahrenheit", "°": "degree", "ha": "hectare",
    "sq km": "square kilometre",
    "sq ft": "square foot", "km2": "square kilometre", "km²": "square kilometre", "m²": "square metre",
    "px": "pixel",
    "fps": "frame per second", "tok/s": "token per second", "t/s": "token per second",
    "tps": "token per second",
    "tokens/s": "token per second", "tokens/sec": "token per second",
    "kilometer per hour": "kilometre per hour",
    "ton": "ton", "metric ton": "tonne", "kilo": "kilogram", "dpi": "dot per inch", "pt": "point",
    "pts": "point",
    "tokens per second": "token per second", "token per second": "token per second",
    "kilowatt hour": "kilowatt-hour",
    "megawatt hour": "megawatt-hour", "gigawatt hour": "gigawatt-hour", "terawatt hour": "terawatt-hour",
    "x": "times",
    "fold": "times",
}  # fmt: skip
MEASURE_WORDS = frozenset(MEASURES.values()) | frozenset(
    "second minute hour day week month quarter year decade century fortnight ton acre gallon barrel bit "
    "byte degree "
    "parameter token pixel mile foot inch yard pint ounce knot".split()
)

_SIGNS = "|".join(re.escape(sign) for sign in sorted(CURRENCY_SIGNS, key=len, reverse=True))
SIGN = rf"(?:(?<![A-Za-z])(?:{_SIGNS}))"
_NAMES = "|".join(re.escape(name) for name in sorted(CURRENCY_WORDS, key=len, reverse=True))
CURRENCY_NAME = rf"(?:(?:{_NAMES})s?\b)"
PERCENT = r"(?:%|％|per\s?cent\b|pct\b)"
POINTS = r"(?:(?:percentage|per\s?cent|%)[- ]?points?\b|pp\b|ppts?\b)"
BASIS_POINTS = r"(?:basis points?\b|bps?\b)"
_SYMBOLS = "|".join(
    re.escape(name) for name in sorted(MEASURES, key=len, reverse=True) if len(name) <= 10 and name not in {"in", "x"}
)
SYMBOL = rf"(?:{_SYMBOLS})(?![\w²])"

_IRREGULAR = {
    "people": "person", "persons": "person", "men": "man", "women": "woman", "children": "child",
    "feet": "foot",
    "data": "data", "media": "media", "staff": "staff", "lives": "life", "wives": "wife", "leaves": "leaf",
    "teeth": "tooth", "mice": "mouse", "geese": "goose", "criteria": "criterion", "indices": "index",
    "series": "series",
    "species": "species", "aircraft": "aircraft", "police": "police", "news": "news", "halves": "half",
    "thieves": "thief",
    "knives": "knife", "wolves": "wolf", "shelves": "shelf", "analyses": "analysis", "crises": "crisis",
    "bases": "base",
    "theses": "thesis", "hypotheses": "hypothesis", "diagnoses": "diagnosis", "movies": "movie",
    "cookies": "cookie",
    "dies": "die", "ties": "tie", "phases": "phase", "licences": "licence", "headquarters": "headquarters",
    "sales": "sale",
    "gas": "gas", "bus": "bus", "buses": "bus", "viruses": "virus", "lens": "lens", "lenses": "lens",
    "campus": "campus", "shoes": "shoe",
    "upvotes": "upvote", "gpus": "GPU", "cpus": "CPU", "tpus": "TPU", "apis": "API", "evs": "EV",
}  # fmt: skip


def singular(noun: str) -> str:
    """A plural English noun in the singular, by spelling; a singular one unchanged.

    The parser's lemmas are not used: they depend on the tag, which is often wrong beside a number.
    """
    lower = noun.lower()
    if lower in _IRREGULAR:
        return _IRREGULAR[lower]
    if (len(lower) < 4 and lower not in {"gbs"}) or lower.endswith(("ss", "us", "is")):
        return noun
    if lower.endswith("ies"):
        return noun[:-3] + "y"
    if lower.endswith(("ches", "shes", "sses", "xes", "zzes", "oes")):
        return noun[:-2]
    return noun[:-1] if lower.endswith("s") else noun
