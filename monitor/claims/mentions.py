"""From a text to the mentions in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from monitor.claims import chinese
from monitor.claims.attribution import speech
from monitor.claims.dates import find_dates
from monitor.claims.entities import find_entities
from monitor.claims.frame import build_frame
from monitor.claims.language import for_one_text, parse, parse_all, text_of
from monitor.claims.modality import modality, polarity
from monitor.claims.parts import find_parts
from monitor.claims.quantities import find_quantities
from monitor.claims.reading import Reading
from monitor.claims.references import Memory
from monitor.claims.sentences import Form, Sentence, is_chinese, split
from monitor.claims.worth import drop_reason
from monitor.model import Mention, Modality, Tier

if TYPE_CHECKING:
    from spacy.tokens import Doc

Entities = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Text:
    """One article as it is searched for mentions."""

    title: str
    text: str
    published: datetime | None = None
    tier: Tier = Tier.PRESS
    language: str = "en"
    outlet: str = ""


@dataclass(frozen=True, slots=True)
class _Found:
    """A sentence with its mention, and why it is no claim (None where it is one)."""

    sentence: Sentence
    mention: Mention
    reason: str | None


def find_mentions(text: Text, entities: Entities) -> tuple[Mention, ...]:
    """The claims of a title and a text in order, with the story's names under their canonical form."""
    memory = Memory()
    with for_one_text():
        title = _scan(text.title, text.published, entities, memory)
        body = _scan(text.text, text.published, entities, memory)
    in_title = (replace(one, in_title=True) for one in _claims(title))
    return (*in_title, *_claims(_without_imprint(body, text.outlet)))


def _without_imprint(found: list[_Found], outlet: str) -> list[_Found]:
    """The sentences of a text without those of its last paragraph in which the outlet says how it is made."""
    last = found[-1].sentence.block if found else 0
    names = "|".join(re.escape(name) for name in (outlet, outlet.split(" ")[0]) if name)
    made = re.compile(rf"(?:the )?(?:{names}) (?:is|are|has been) [a-z]+ by\b", re.IGNORECASE)
    return [
        one
        for one in found
        if not outlet
        or last == 0
        or one.sentence.block != last
        or one.mention.quantities
        or not made.match(one.mention.text)
    ]


def analyse(text: str, published: datetime | None, entities: Entities) -> Mention:
    """One sentence as a mention, whether or not it makes a claim."""
    collapsed = " ".join(text.split())
    if is_chinese(collapsed):
        return chinese.analyse(collapsed, published, entities)
    if not collapsed:
        return Mention("", 0, 0)
    with for_one_text():
        return _read(parse(collapsed), Form.PROSE, published, entities).mention


def _scan(text: str, published: datetime | None, entities: Entities, memory: Memory) -> list[_Found]:
    """Every sentence of a text, read in order, so that later words can point to earlier names."""
    sentences = list(split(text))
    docs = iter(parse_all(sentence.text for sentence in sentences if not is_chinese(sentence.text)))
    found: list[_Found] = []
    for sentence in sentences:
        if is_chinese(sentence.text):
            mention = chinese.analyse(sentence.text, published, entities)
            reason = chinese.drop_reason(sentence.text, mention)
            found.append(_placed(sentence, text, mention, (0, len(sentence.text)), reason))
            continue
        reading = _read(next(docs), sentence.form, published, entities)
        reason = drop_reason(reading)
        halves = _halves(reading, published, entities) if reason is None else ()
        for start, half in halves or ((0, reading),):
            mention = _resolved(half, memory, sentence.block)
            found.append(_placed(sentence, text, mention, (start, start + len(mention.text)), reason))
            memory.note(half.doc, mention.entities, sentence.block)
    return _quoted(found)


def _halves(reading: Reading, published: datetime | None, entities: Entities) -> tuple[tuple[int, Reading], ...]:
    """The two claims of a compound sentence with their places, if each is worth keeping."""
    spans = find_parts(reading.doc, reading.said)
    if not spans:
        return ()
    docs = parse_all(text_of(reading.doc)[start:end] for start, end in spans)
    halves = [_read(doc, reading.form, published, entities) for doc in docs]
    if any(drop_reason(half) is not None for half in halves):
        return ()
    return tuple((start, half) for (start, _), half in zip(spans, halves, strict=True))


def _placed(sentence: Sentence, text: str, mention: Mention, span: tuple[int, int], reason: str | None) -> _Found:
    start, end = (sentence.start, sentence.end) if span == (0, len(sentence.text)) else sentence.locate(text, *span)
    return _Found(sentence, replace(mention, start=start, end=end), reason)


def _resolved(reading: Reading, memory: Memory, block: int) -> Mention:
    """The mention with the names that its pronouns stand for, and the speaker that 'she said' means."""
    mention = reading.mention
    names = tuple(dict.fromkeys((*mention.entities, *memory.resolve(reading.doc, block))))
    speaker = mention.attribution
    if speaker is None and reading.said.unnamed in ("he", "she", "it"):
        speaker = memory.recall("thing" if reading.said.unnamed == "it" else "person", block)
    return replace(mention, entities=names, attribution=speaker)


def _quoted(found: list[_Found]) -> list[_Found]:
    """Gives the first sentence of a longer quotation the speaker who is named after the next."""
    named = list(found)
    for index in range(len(found) - 2, -1, -1):
        one, after = named[index], named[index + 1]
        if (
            one.mention.attribution is None
            and one.sentence.block == after.sentence.block
            and _is_open(one.mention.text)
        ):
            asserted = one.mention.modality is Modality.ASSERTED
            mention = replace(
                one.mention,
                attribution=after.mention.attribution,
                modality=Modality.REPORTED if asserted and after.mention.attribution else one.mention.modality,
            )
            named[index] = replace(one, mention=mention)
    return named


def _is_open(text: str) -> bool:
    """Whether a quotation begins in a sentence and does not end there."""
    return text.count("“") > text.count("”") or (text.startswith('"') and text.count('"') % 2 == 1)


def _claims(found: list[_Found]) -> Iterator[Mention]:
    return (one.mention for one in found if one.reason is None)


def _read(doc: Doc, form: Form, published: datetime | None, entities: Entities) -> Reading:
    dates, taken = find_dates(doc, published)
    quantities = find_quantities(doc, taken)
    said = speech(doc)
    spans = [*taken, *((one.start, one.end) for one in quantities)]
    mention = Mention(
        text=text_of(doc),
        start=0,
        end=len(text_of(doc)),
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
