"""From a text to the mentions in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from monitor.claims import chinese
from monitor.claims.attribution import speech
from monitor.claims.dates import find_dates
from monitor.claims.entities import find_entities
from monitor.claims.frame import build_frame
from monitor.claims.language import parse, parse_all
from monitor.claims.modality import modality, polarity
from monitor.claims.quantities import find_quantities
from monitor.claims.sentences import Form, Sentence, is_chinese, split
from monitor.claims.worth import Reading, drop_reason
from monitor.model import Mention, Tier

if TYPE_CHECKING:
    from spacy.tokens import Doc


@dataclass(frozen=True, slots=True)
class Text:
    """One article as it is searched for mentions."""

    title: str
    text: str
    published: datetime | None = None
    tier: Tier = Tier.PRESS
    language: str = "en"
    outlet: str = ""


def find_mentions(text: Text, entities: Mapping[str, Sequence[str]]) -> tuple[Mention, ...]:
    """The claims of a title and a text in order, with the story's names under their canonical form."""
    title = [(sentence, True) for sentence in split(text.title)]
    body = [(sentence, False) for sentence in split(text.text)]
    sentences = [*title, *body]
    docs = iter(parse_all(sentence.text for sentence, _ in sentences if not is_chinese(sentence.text)))
    found: list[Mention] = []
    for sentence, in_title in sentences:
        if is_chinese(sentence.text):
            mention = chinese.analyse(sentence.text, text.published, entities)
            reason = chinese.drop_reason(sentence.text, mention)
        else:
            reading = _read(next(docs), sentence.form, text.published, entities)
            mention, reason = reading.mention, drop_reason(reading)
        if reason is None:
            found.append(replace(mention, start=sentence.start, end=sentence.end, in_title=in_title))
    return tuple(found)


def analyse(text: str, published: datetime | None, entities: Mapping[str, Sequence[str]]) -> Mention:
    """One sentence as a mention, whether or not it makes a claim."""
    collapsed = " ".join(text.split())
    if is_chinese(collapsed):
        return chinese.analyse(collapsed, published, entities)
    if not collapsed:
        return Mention("", 0, 0)
    return _read(parse(collapsed), Form.PROSE, published, entities).mention


def _read(doc: Doc, form: Form, published: datetime | None, entities: Mapping[str, Sequence[str]]) -> Reading:
    dates, taken = find_dates(doc, published)
    quantities = find_quantities(doc, taken)
    said = speech(doc)
    spans = [*taken, *((one.start, one.end) for one in quantities)]
    mention = Mention(
        text=doc.text,
        start=0,
        end=len(doc.text),
        modality=modality(doc, said),
        attribution="; ".join(said.sources) or None,
        polarity=polarity(said),
        entities=find_entities(doc, entities, spans),
        quantities=tuple(one.quantity for one in quantities),
        dates=tuple(one.period for one in dates),
        frame=build_frame(
            doc[:],
            [(one.start, one.end, one.quantity) for one in quantities],
            [(one.start, one.end, one.period) for one in dates],
        ),
    )
    return Reading(doc, form, said, mention)
