"""The speaker whom a sentence names at its end: '…, the harbour master said on Friday.'"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.claims.lexicon import PRONOUNS

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

_SAID = frozenset(
    "said says say show shows showed announced reported reports wrote writes told tell tells added confirmed "
    "warned warns argued argues claimed claims stated states "
    "found finds suggests suggested ruled concluded estimates estimated explained noted disclosed "
    "revealed insisted admitted forecast forecasts predicted predicts expects".split()
)
_OPENING = ("DET", "PRON", "PROPN", "NOUN", "NUM", "ADJ")


def closing(doc: Doc) -> tuple[Token, str] | None:
    """The speaker named after the last comma before the last verb of saying: '…, the harbour master said on Friday.'

    This form is so regular that the words are surer than the parse.
    """
    for comma in reversed([token.i for token in doc if token.text in (",", "”", '"', "''")]):
        verb = next((token for token in doc[comma + 1 :] if token.lower_ in _SAID), None)
        if verb is None:
            continue
        before, after = doc[comma + 1 : verb.i], doc[verb.i + 1 :]
        if len(before) and before[0].tag_ == "WP" and verb.i - comma < 4:
            continue  # '…, who said that': the speaker stands before
        if not len(before) or _names(before):
            continue
        if before[0].pos_ not in ("DET", "PRON", "PROPN", "NOUN", "NUM", "ADJ") or before[0].tag_ in (
            "WDT",
            "WP",
            "WRB",
        ):
            return None
        if (before[0].lower_ in PRONOUNS and before[0].lower_ != "one") or any(
            token.tag_ in ("VBD", "VBZ", "VBP", "MD", "IN") and token.dep_ == "ROOT" for token in before
        ):
            return None
        if (
            any(token.text in ('"', "“") for token in before)
            or not _apposed(before)
            or any(token.lower_ in ("that", "how") or token.text in ('"', "“") for token in after[:4])
        ):
            return None
        words = _cut_relative([token for token in before if token.i < _first_comma(before)])
        return (verb, "".join(token.text_with_ws for token in words).strip()) if words else None
    return None


def _names(words: Span) -> bool:
    """Whether words before a verb of saying are only a name, with the comma that closes it: 'Dev Marchetti, told'."""
    return words[-1].text == "," and all(token.pos_ == "PROPN" for token in words[:-1])


def _apposed(words: Span) -> bool:
    """Whether commas in a speaker's words do no more than set off a name."""
    first = _first_comma(words)
    rest = [token for token in words if token.i > first]
    return words[-1].i < first or (
        len(rest) > 1 and rest[-1].text == "," and all(token.pos_ == "PROPN" for token in rest[:-1])
    )


def _first_comma(words: Span) -> int:
    return next((token.i for token in words if token.text == ","), words[-1].i + 1)


def _cut_relative(words: list[Token]) -> list[Token]:
    for index, token in enumerate(words):
        if index and token.tag_ in ("WDT", "WP", "WP$", "WRB"):
            return words[:index]
    return words if not any(token.tag_ in ("VBD", "VBZ", "VBP", "MD") for token in words) else []
