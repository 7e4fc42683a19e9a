"""Values to columns and back."""

from __future__ import annotations

import sqlite3
import zlib
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

from monitor.clock import iso, parse_iso
from monitor.frame import Frame
from monitor.model import (
    Basis,
    Entry,
    EntryForm,
    Judgement,
    Mention,
    Modality,
    Period,
    Polarity,
    Quantity,
    ReadStatus,
    Relation,
    Side,
    Tier,
)
from monitor.store.rows import StoredMention, StoredVersion

if TYPE_CHECKING:
    from pydantic import TypeAdapter


@dataclass(frozen=True, slots=True)
class Analysis:
    """The parts of a mention that few queries ask for, kept as one JSON column."""

    entities: tuple[str, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    dates: tuple[Period, ...] = ()


# What frames are full of, the most frequent last (RFC 1950 §2.2); what is stored can only be read with these bytes.
_IN_FRAMES = (
    b'"rejected":[{"causes":[{"cues":["mood":"conditional","mood":"forecast","mood":"possible","mood":"plan","approx":true'
    b'"part":true,"denied":true,"negated":true,"adverbs":["role":"agent","scope":["bonds":[["'
    b'"start":"2025-01-01","end":"2026-12-31","link":"on","link":"by","link":"for","link":"to","link":"of"'
    b'"moments":[{"text":","start":"20","end":"20","link":"in","clause":0}],"slots":[{"text":","low":1,"high":.0,"unit":","'
    b'head":","words":["],"role":"object","clause":0}],"words":["],"names":["],"depth":1,"place":'
    b'{"clauses":[{"verb":"","agent":{"head":"","words":["],"names":["]},"object":{"head":"","words":["'
    b'"]},"others":[{"link":"in","term":{"head":"","names":["]}}],"tense":"present","tense":"past","place":2}]'
)


@cache
def _analysis() -> TypeAdapter[Analysis]:
    from pydantic import TypeAdapter

    return TypeAdapter(Analysis)


@cache
def _frame() -> TypeAdapter[Frame]:
    from pydantic import TypeAdapter

    return TypeAdapter(Frame)


def analysis_json(mention: Mention) -> str:
    """The analysis column of a mention; what has its default is left out."""
    value = Analysis(mention.entities, mention.quantities, mention.dates)
    return _analysis().dump_json(value, exclude_defaults=True).decode()


def frame_blob(mention: Mention) -> bytes:
    """The frame of a mention as it is stored: JSON, of which what has its default is left out, compressed."""
    packing = zlib.compressobj(level=9, wbits=-15, zdict=_IN_FRAMES)
    return packing.compress(_frame().dump_json(mention.frame, exclude_defaults=True)) + packing.flush()


def frame_of(blob: bytes | None) -> Frame:
    """The frame that was stored so; an empty one where there is none."""
    if blob is None:
        return Frame()
    return _frame().validate_json(zlib.decompressobj(wbits=-15, zdict=_IN_FRAMES).decompress(blob))


def when(text: str | None) -> datetime | None:
    """A stored time, or None."""
    return None if text is None else parse_iso(text)


def moment(value: datetime | None) -> str | None:
    """A time as it is stored, or None."""
    return None if value is None else iso(value)


def words_of(text: str) -> str:
    """A sentence without what its typesetting adds: two with equal words are one text."""
    return " ".join(text.split()).casefold()


def mention_of(row: sqlite3.Row) -> Mention:
    """The mention in a row of `mentions` with its frame."""
    analysis = _analysis().validate_json(row["analysis"])
    return Mention(
        text=row["text"],
        start=row["span_start"],
        end=row["span_end"],
        modality=Modality(row["modality"]),
        attribution=row["attribution"],
        polarity=Polarity(row["polarity"]),
        entities=analysis.entities,
        quantities=analysis.quantities,
        dates=analysis.dates,
        in_title=bool(row["in_title"]),
        frame=frame_of(row["frame"]),
    )


STORED_MENTION = """
SELECT m.*, f.frame, n.name AS origin_name, a.url, a.outlet, o.tier, coalesce(a.published, a.first_seen) AS published,
  EXISTS (SELECT 1 FROM entries e WHERE e.article = m.article AND e.form = 'record') AS of_record
FROM mentions m JOIN articles a ON a.id = m.article JOIN outlets o ON o.name = a.outlet
LEFT JOIN origins n ON n.id = m.origin LEFT JOIN frames f ON f.mention = m.id
"""


def stored_mention(row: sqlite3.Row) -> StoredMention:
    """A row of STORED_MENTION as a value."""
    side = Side(mention_of(row), when(row["published"]), row["outlet"], Tier(row["tier"]))
    return StoredMention(
        id=row["id"],
        version=row["version"],
        article=row["article"],
        story=row["story"],
        claim=row["claim"],
        origin=row["origin_name"],
        side=side,
        url=row["url"],
        dropped=row["dropped_at"] is not None,
        of_record=bool(row["of_record"]),
    )


def stored_judgement(row: sqlite3.Row) -> Judgement:
    """A row of `judgements` as a value."""
    return Judgement(
        relation=Relation(row["relation"]),
        contradicts=row["contradicts"],
        supports=row["supports"],
        neutral=row["neutral"],
        basis=None if row["basis"] is None else Basis(row["basis"]),
        reason=row["reason"],
        judge=row["judge"],
    )


def stored_version(row: sqlite3.Row) -> StoredVersion:
    """A row of `versions` as a value."""
    return StoredVersion(
        id=row["id"],
        article=row["article"],
        number=row["number"],
        at=parse_iso(row["at"]),
        title=row["title"],
        text=row["text"],
        status=ReadStatus(row["status"]),
        text_hash=row["text_hash"],
        notice=row["notice"],
        silent=bool(row["silent"]),
        notice_kind=row["notice_kind"],
        release=row["release"],
        rebasing=bool(row["rebasing"]),
        last_seen=when(row["last_seen"]),
    )


def entry_of(row: sqlite3.Row) -> Entry:
    """A row of `entries` as a value."""
    return Entry(
        identity=row["identity"],
        url=row["url"],
        title=row["title"],
        author=row["author"],
        published=when(row["published"]),
        updated=when(row["updated"]),
        summary=row["summary"],
        content_html=row["content_html"],
        form=EntryForm(row["form"]),
        about=row["about"],
    )
