"""A sentence's grammar is stored in little room and comes back as it was."""

from __future__ import annotations

import json
from dataclasses import asdict

from hypothesis import given
from hypothesis import strategies as st

from monitor.claims import Text, find_mentions
from monitor.frame import Clause, Complement, Frame, Term
from monitor.model import Tier
from monitor.store.codec import frame_blob, frame_of
from tests.builders import START, make_mention


@given(st.lists(st.text(max_size=20), max_size=5), st.text(max_size=30), st.booleans())
def test_a_stored_frame_comes_back_as_it_was(words: list[str], verb: str, denied: bool) -> None:
    term = Term(verb, tuple(words))
    frame = Frame((Clause(verb, term, None, (Complement("in", term),), denied=denied),), words=tuple(words))
    assert frame_of(frame_blob(make_mention("The ferry sank.", frame=frame))) == frame


def test_a_frame_takes_less_than_a_quarter_of_its_values_as_json() -> None:
    text = Text("Pier", "Nordlink Ferries leased 12 cranes in Holm in March 2025.", START, Tier.PRESS, "en", "Wire")
    (mention,) = (each for each in find_mentions(text, {}) if not each.in_title)
    plain = len(json.dumps(asdict(mention.frame)))
    assert frame_of(frame_blob(mention)) == mention.frame
    assert len(frame_blob(mention)) * 4 < plain
