"""What a person reads, and what hostile text from outside is made into."""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.alerts import Context, Form, Shape, render, trial_message
from monitor.alerts.text import link
from monitor.model import Basis, Changes, Event, EventArticle, EventClaim, EventKind, Modality, Tier
from monitor.model_alerts import Alert, Message, Severity

AT = datetime(2026, 4, 12, 10, 5, tzinfo=UTC)
NEW = EventClaim(
    claim=41,
    text="The harbour will take 40 ships a day, its director said.",
    role="new",
    outlet="Harbour Gazette",
    tier=Tier.PRESS,
    url="https://gazette.example/ships?page=1&x=2",
    published=AT,
    attribution="the harbour's director",
    modality=Modality.REPORTED,
)
EARLIER = replace(
    NEW, claim=12, text="The harbour takes 30 ships a day.", role="earlier", outlet="Port Board",
    tier=Tier.PRIMARY, url="https://port.example/figures", published=None, attribution=None,
    modality=Modality.ASSERTED,
)  # fmt: skip
CONTRADICTION = Event(
    kind=EventKind.CONTRADICTION,
    at=AT,
    summary="Harbour Gazette says 40 ships, Port Board says 30",
    reason="40 ≠ 30 (ships a day)",
    story="harbour",
    id=17,
    basis=Basis.NUMERIC,
    score=0.97,
    claims=(EARLIER, NEW),
    origins={"new": 1, "earlier": 2},
)
ARTICLE = EventArticle(7, "https://gazette.example/ships", "Harbour Gazette", "More ships for the harbour")
REVISION = Event(
    EventKind.CORRECTION, AT, "Harbour Gazette corrected an article", "a notice was added", id=18, article=ARTICLE,
    changes=Changes(
        added=("A second berth opens in May.",), dropped=("Unions agreed.",),
        altered=(("It takes 40 ships.", "It takes 30 ships."),),
        notice="Correction: an earlier version gave a wrong number of ships.",
    ),
)  # fmt: skip
NARROW = Shape(Form.TEXT, 0, 160)


def rendered(event: Event, context: Context) -> Message:
    return render(Alert(events=(event,), id=4), context)


def test_a_contradiction_shows_both_sentences_with_who_when_where_and_why() -> None:
    why = "contradiction, primary against press"
    message = render(Alert(events=(CONTRADICTION,), id=4, severity=Severity.HIGH, why=why), Context(9))
    assert message.title == "Contradiction: Harbour Gazette says 40 ships, Port Board says 30"
    assert message.body.splitlines() == [
        "NEW: Harbour Gazette (press) · 2026-04-12 10:05 UTC · said by the harbour's director · reported"
        " · 1 independent origin",
        "“The harbour *will take 40* ships a day, *its director said*.”",
        "https://gazette.example/ships?page=1&x=2",
        "",
        "EARLIER: Port Board (primary) · time unknown · 2 independent origins",
        "“The harbour *takes 30* ships a day.”",
        "https://port.example/figures",
        "",
        "Why: 40 ≠ 30 (ships a day) (numeric, score 0.97)",
        "Severity: high (contradiction, primary against press)",
        "Look further: monitor show e17",
        "Mute this claim: monitor alerts mute c41 --for 7d",
        "Not right: monitor feedback e17 wrong",
        "alert n4 · event e17 · delivery 9",
    ]


def test_a_correction_shows_the_notice_and_what_was_said_before_and_now() -> None:
    body = rendered(REVISION, Context()).body
    assert body.splitlines()[:7] == [
        "Harbour Gazette: “More ships for the harbour”",
        "https://gazette.example/ships",
        "Notice: “Correction: an earlier version gave a wrong number of ships.”",
        "Said before: “It takes *40* ships.”",
        "Says now: “It takes *30* ships.”",
        "Added: “A second berth opens in May.”",
        "Dropped: “Unions agreed.”",
    ]


def test_many_changes_are_counted_beyond_the_first_ones() -> None:
    changes = Changes(added=tuple(f"Sentence number {number}." for number in range(10)))
    body = rendered(replace(REVISION, changes=changes), Context()).body
    assert "Sentence number 5." in body
    assert "Sentence number 6." not in body
    assert "… and 4 more changes" in body


def test_a_removal_names_the_last_known_title_and_when_it_was_found() -> None:
    event = replace(REVISION, kind=EventKind.REMOVAL, changes=None, reason="the page answers 410 Gone")
    body = rendered(event, Context()).body
    assert "More ships for the harbour" in body
    assert "Found withdrawn: 2026-04-12 10:05 UTC" in body
    assert "Why: the page answers 410 Gone" in body


@pytest.mark.parametrize(
    ("kind", "found"),
    [
        (EventKind.SOURCE_DOWN, "Found down: {}. What it publishes is not seen until it is back"),
        (EventKind.SOURCE_RECOVERED, "Found back: {}"),
    ],
)
def test_a_source_event_names_the_source_the_reason_and_when_it_was_found(kind: EventKind, found: str) -> None:
    event = Event(kind, AT, "gazette changed its state", "five polls answered 503", id=3, source="gazette")
    message = rendered(event, Context())
    lines = message.body.splitlines()
    assert message.title == "gazette changed its state"
    assert "Source: gazette" in lines
    assert found.format("2026-04-12 10:05 UTC") in lines
    assert "Why: five polls answered 503" in lines


@pytest.mark.parametrize("kind", list(EventKind))
def test_every_kind_of_event_has_a_headline_of_its_own(kind: EventKind) -> None:
    others = {rendered(replace(CONTRADICTION, kind=other), Context()).title for other in EventKind if other != kind}
    assert rendered(replace(CONTRADICTION, kind=kind), Context()).title not in others


def test_a_channel_without_titles_gets_the_headline_as_the_first_line() -> None:
    message = rendered(CONTRADICTION, Context(shape=Shape(title_max=0)))
    assert message.title == ""
    assert message.body.startswith("Contradiction: Harbour Gazette says 40 ships, Port Board says 30\n\n")


def test_a_short_message_keeps_the_new_link_and_the_ids() -> None:
    body = rendered(CONTRADICTION, Context(9, NARROW)).body
    assert len(body) <= 160
    assert NEW.url in body
    assert "alert n4 · event e17 · delivery 9" in body


def test_the_earlier_link_goes_before_the_ids() -> None:
    claims = (NEW, replace(EARLIER, url="https://port.example/" + "a" * 90))
    body = rendered(replace(CONTRADICTION, claims=claims), Context(9, NARROW)).body
    assert NEW.url in body
    assert "port.example" not in body
    assert "delivery 9" in body


def test_where_one_sentence_fits_it_is_the_new_one() -> None:
    body = rendered(CONTRADICTION, Context(9, replace(NARROW, title_max=200, body_max=230))).body.replace("*", "")
    assert NEW.text in body
    assert EARLIER.text not in body


def test_a_link_that_cannot_fit_is_left_out_whole() -> None:
    long = "https://gazette.example/" + "a" * 300
    body = rendered(replace(CONTRADICTION, claims=(replace(NEW, url=long),)), Context(9, NARROW)).body
    assert "gazette.example" not in body
    assert "event e17" in body


def test_one_long_sentence_does_not_push_out_the_other() -> None:
    claims = (replace(NEW, text="Very " * 5000 + "long."), EARLIER)
    body = rendered(replace(CONTRADICTION, claims=claims), Context()).body
    assert len(body) <= 10_000
    assert EARLIER.text in body
    assert "…”" in body or "…\n" in body


HOSTILE = "Call @everyone and <!here> now\x1b[31m\x00 <script>alert(1)</script> **bold** [click](https://evil.example)"


def hostile(form: Form) -> str:
    event = replace(CONTRADICTION, summary=HOSTILE, reason=HOSTILE, claims=(replace(NEW, text=HOSTILE),))
    message = rendered(event, Context(shape=Shape(form)))
    return f"{message.title}\n{message.body}"


@pytest.mark.parametrize("form", list(Form))
def test_no_control_character_and_no_mention_survives(form: Form) -> None:
    shown = hostile(form)
    assert not [char for char in shown if unicodedata.category(char) == "Cc" and char != "\n"]
    assert "@everyone" not in shown
    assert "<!here>" not in shown


@pytest.mark.parametrize(
    "mention", ["@everyone", "x@here", "@channel", "@ALL", "@someone", "@someone@social.example", "<@U123>",
                "<@&42>", "<!subteam^S1>", "<#C1>"],
)  # fmt: skip
def test_a_mention_is_broken_by_a_zero_width_space(mention: str) -> None:
    body = rendered(replace(CONTRADICTION, reason=f"so {mention} says"), Context()).body
    assert mention not in body
    assert mention in body.replace("\u200b", "")


def test_a_mail_address_is_left_alone() -> None:
    body = rendered(replace(CONTRADICTION, reason="write to press@gazette.example"), Context()).body
    assert "press@gazette.example" in body


def test_a_text_that_reads_backwards_is_straightened() -> None:
    body = rendered(replace(CONTRADICTION, reason="it rose by \u202e05\u202c per cent"), Context()).body
    assert "it rose by 05 per cent" in body


def test_text_channels_get_the_characters_as_they_are() -> None:
    assert "<script>alert(1)</script> **bold** [click](https" in hostile(Form.TEXT)


def test_html_channels_show_tags_as_text() -> None:
    shown = hostile(Form.HTML)
    assert set(re.findall(r"<(\w+)", shown)) == {"a", "br", "code"}
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown


def test_markdown_channels_show_markup_as_text() -> None:
    shown = hostile(Form.MARKDOWN)
    assert r"\*\*bold\*\* \[click\](https" in shown
    assert r"\<script\>" in shown


def test_a_title_loses_the_markup_that_its_form_would_read() -> None:
    event = replace(CONTRADICTION, summary="**40** [ships](https://evil.example) <b>now</b>")
    title = rendered(event, Context(shape=Shape(Form.MARKDOWN))).title
    assert title.replace("\u200b", "") == "Contradiction: 40 ships(https://evil.example) bnow/b"
    assert "https://evil.example" not in title


@pytest.mark.parametrize(
    ("url", "form", "shown"),
    [
        ("https://a.example/x_y?a=1&b=2", Form.TEXT, "https://a.example/x_y?a=1&b=2"),
        ("https://a.example/x_y", Form.MARKDOWN, "<https://a.example/x_y>"),
        ("https://a.example/?a=1&b=2", Form.HTML,
         '<a href="https://a.example/?a=1&amp;b=2">https://a.example/?a=1&amp;b=2</a>'),
        ("https://a.example/> **x** <b", Form.MARKDOWN, "<https://a.example/%3E%20**x**%20%3Cb>"),
        ('https://a.example/"onclick="x', Form.HTML,
         '<a href="https://a.example/%22onclick=%22x">https://a.example/%22onclick=%22x</a>'),
        ("https://a.example/@everyone", Form.TEXT, "https://a.example/%40everyone"),
        ("javascript:alert(1)", Form.HTML, "javascript:alert(1)"),
    ],
)  # fmt: skip
def test_a_link_cannot_break_out_of_its_form(url: str, form: Form, shown: str) -> None:
    assert link(url, form) == shown


def test_a_trial_message_says_that_nothing_has_happened() -> None:
    message = trial_message("desk", AT, Shape())
    assert "Nothing has changed" in message.body
    assert "desk" in message.body
    assert "2026-04-12 10:05 UTC" in message.body


wild = st.text(st.characters(exclude_categories=()), max_size=300)
shapes = st.builds(
    Shape,
    form=st.sampled_from(Form),
    title_max=st.sampled_from([0, 1, 60, 250]),
    body_max=st.integers(0, 3000),
)
claims = st.lists(
    st.builds(
        EventClaim,
        claim=st.integers(1, 99),
        text=wild,
        role=st.sampled_from(["new", "earlier"]),
        outlet=wild,
        tier=st.sampled_from(Tier),
        url=wild.map(lambda path: f"https://a.example/{path}"),
        published=st.none() | st.just(AT),
        attribution=st.none() | wild,
        modality=st.sampled_from(Modality),
    ),
    min_size=1,
    max_size=2,
).map(tuple)
events = st.builds(
    Event,
    kind=st.sampled_from(EventKind),
    at=st.just(AT),
    summary=wild,
    reason=wild,
    id=st.just(17),
    claims=claims,
    changes=st.none() | st.builds(Changes, notice=st.none() | wild, added=st.lists(wild, max_size=9).map(tuple)),
)


@given(events, shapes)
def test_no_message_exceeds_the_limits_or_loses_a_link_that_fits(event: Event, shape: Shape) -> None:
    message = rendered(event, Context(9, shape))
    assert len(message.title) <= shape.title_max
    assert len(message.body) <= shape.body_max
    first = min(event.claims, key=lambda claim: claim.role == "earlier")
    shown = link(first.url, shape.form)
    assert shown in message.body or len(shown) > shape.body_max


@given(events, st.sampled_from(Form))
def test_no_text_from_outside_makes_a_line_a_control_or_a_tag(event: Event, form: Form) -> None:
    body = rendered(event, Context(9, Shape(form))).body
    assert not [char for char in body if unicodedata.category(char) in ("Cc", "Cs") and char != "\n"]
    if form is Form.HTML:
        assert set(re.findall(r"<[^>]*>", body)) <= {
            *("<br/>", "</a>", "<b>", "</b>", "<code>", "</code>"),
            *re.findall(r'<a href="[^"<>]*">', body),
        }
        assert html.unescape(body).count("<br/>") >= body.count("<br/>")
