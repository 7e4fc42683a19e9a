"""Templates, marked words, digests and follow-ups: how a whole message is put together."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.alerts import Context, Form, Shape, check_template, render
from monitor.alerts.text import clean
from monitor.alerts.words import differences
from monitor.config import load_config
from monitor.config_rooms import template_of
from monitor.errors import ConfigError
from monitor.model import Event, EventArticle, EventClaim, EventKind, Modality, Tier
from monitor.model_alerts import Alert, AlertKind, Message, Severity

AT = datetime(2026, 4, 12, 10, 5, tzinfo=UTC)
NEW = EventClaim(
    41, "The bridge carries 40 lorries a day.", "new", "Harbour Gazette", Tier.PRESS, "https://gazette.example/new",
    AT, None, Modality.ASSERTED,
)  # fmt: skip
EARLIER = replace(NEW, claim=12, text="The bridge carries 30 lorries a day.", role="earlier", url="https://b.example/")
CONFLICT = Event(
    EventKind.CONTRADICTION, AT, "40 lorries, not 30", "40 ≠ 30", story="harbour", id=17, claims=(NEW, EARLIER),
    origins={"new": 1, "earlier": 2},
)  # fmt: skip
CLAIM = Event(EventKind.NEW_CLAIM, AT, "A second bridge is planned", "first seen", id=18, claims=(NEW,))
FIXED = Event(
    EventKind.CORRECTION, AT, "Harbour Gazette corrected its figure", "a notice", id=19,
    article=EventArticle(7, "https://gazette.example/fixed", "Harbour Gazette", "Lorries"),
)  # fmt: skip
ALERT = Alert(events=(CONFLICT,), id=4, severity=Severity.HIGH, why="contradiction")


def shown(alert: Alert, form: Form = Form.TEXT, **shape: int) -> str:
    return render(alert, Context(9, Shape(form, **shape))).body


def joined(pieces: tuple[tuple[str, bool], ...]) -> str:
    return "".join(words for words, _ in pieces)


@pytest.mark.parametrize(
    ("form", "marked"),
    [(Form.TEXT, "*40*"), (Form.MARKDOWN, "**40**"), (Form.HTML, "<b>40</b>"), (Form.MAIL, ">40</b>")],
)
def test_the_words_that_differ_are_marked_in_every_form(form: Form, marked: str) -> None:
    body = shown(ALERT, form, body_max=90_000)
    assert marked in body
    assert marked.replace("40", "30") in body
    assert marked.replace("40", "bridge") not in body


def test_a_changed_character_of_a_chinese_sentence_is_marked_alone() -> None:
    one, _ = differences("大桥每天通行四十辆卡车", "大桥每天通行三十辆卡车")
    assert [words for words, mark in one if mark] == ["四"]


def test_sentences_that_share_little_are_not_marked() -> None:
    one, other = differences("It rains.", "Forty lorries crossed the old bridge at noon yesterday")
    assert not [words for words, mark in (*one, *other) if mark]


@given(st.text(max_size=200), st.text(max_size=200))
def test_marking_changes_no_character(one: str, other: str) -> None:
    here, there = differences(one, other)
    assert (joined(here), joined(there)) == (one, other)


@pytest.mark.parametrize(
    "address", ["https://evil.example/x", "www.evil.example", "evil.example", "HTTP://Evil.Example"]
)
@pytest.mark.parametrize("form", list(Form))
def test_an_address_within_a_sentence_is_no_link(address: str, form: Form) -> None:
    event = replace(CLAIM, reason=f"read {address} now", summary=f"see {address}")
    message = render(Alert(events=(event,), id=4), Context(9, Shape(form, 200, 90_000)))
    assert address not in message.title + message.body
    assert address.lower() in re.sub("\u200b", "", message.title + message.body).lower()


@pytest.mark.parametrize("hidden", ["\u061c", "\u2066", "\u202e", "\U000e0041", "\U000e0101", "\u2063", "\ufff9"])
def test_a_character_that_hides_or_turns_text_is_taken_out(hidden: str) -> None:
    assert clean(f"40{hidden} lorries") == "40 lorries"


@pytest.mark.parametrize("form", list(Form))
def test_a_digest_counts_and_lists_what_is_contested_corrected_and_new(form: Form) -> None:
    alert = Alert(AlertKind.DIGEST, (CLAIM, FIXED, CONFLICT), id=6)
    message = render(alert, Context(9, Shape(form, 200, 90_000)))
    assert message.title == "3 changes in the coverage: 1 contested, 1 corrected, 1 new"
    places = [message.body.index(event.summary) for event in (CONFLICT, FIXED, CLAIM)]
    assert places == sorted(places)
    assert "https://gazette.example/fixed" in message.body
    assert "delivery 9" in message.body


def test_a_long_digest_says_how_many_it_does_not_show_and_where_they_are() -> None:
    alert = Alert(AlertKind.DIGEST, tuple(replace(CLAIM, id=number) for number in range(100, 180)), id=6)
    body = shown(alert, body_max=4000)
    assert len(body) <= 4000
    listed = body.count("New claim (e")
    assert f"… and {80 - listed} more: monitor show n6" in body
    assert "delivery 9" in body


def test_a_follow_up_says_what_was_told_before() -> None:
    message = render(Alert(events=(FIXED,), id=4, earlier=(CONFLICT,)), Context(9))
    assert message.title.startswith("Follow-up: Correction: ")
    assert "Follows what was told in alert n4" in message.body
    assert "Told before: Contradiction (e17): 40 lorries, not 30" in message.body


@pytest.mark.parametrize("form", list(Form))
@pytest.mark.parametrize("limit", [60, 100, 160, 300, 1000])
def test_a_cut_message_keeps_its_link_and_its_ids(form: Form, limit: int) -> None:
    body = shown(ALERT, form, title_max=0, body_max=limit)
    assert len(body) <= limit
    assert "gazette.example/new" in body or limit < 80
    assert "delivery 9" in body or limit < 160


def test_a_mail_stands_on_inline_styles_and_has_dark_colours() -> None:
    body = shown(ALERT, Form.MAIL, body_max=90_000)
    assert '<meta name="color-scheme" content="light dark">' in body
    assert "prefers-color-scheme:dark" in body
    assert not re.search(r"<(script|img|link|iframe|div(?! ))", body)
    assert not re.findall(r"<td(?![^>]*style=)[^>]*>", body)


def test_a_mail_brings_the_same_as_text() -> None:
    message = render(ALERT, Context(9, Shape(Form.MAIL, 200, 90_000)))
    assert message.plain == "\n\n".join([message.title, shown(ALERT)])


HOSTILE = "</td></table><script>alert(1)</script> {{ 7*7 }} {% raw %} **x**\u202e @everyone"


@pytest.mark.parametrize("form", [Form.HTML, Form.MAIL])
def test_text_from_outside_is_no_markup_and_no_template(form: Form) -> None:
    claims = (replace(NEW, text=HOSTILE, outlet=HOSTILE, attribution=HOSTILE), replace(EARLIER, text=HOSTILE))
    body = shown(Alert(events=(replace(CONFLICT, claims=claims, summary=HOSTILE, reason=HOSTILE),), id=4), form,
                 title_max=0, body_max=90_000)  # fmt: skip
    assert "<script" not in body
    assert "&lt;script&gt;" in body
    assert "{{ 7*7 }}" in body
    assert "@everyone" not in body
    assert "\u202e" not in body


def own(folder: Path, text: str) -> Path:
    path = folder / "own.j2"
    path.write_text(text, "utf-8")
    return path


def with_template(path: Path, form: Form = Form.TEXT, alert: Alert = ALERT) -> Message:
    return render(alert, Context(9, Shape(form, 200, 90_000), path))


def test_a_template_of_ones_own_lays_the_message_out(tmp_path: Path) -> None:
    path = own(tmp_path, "{{ letter.events[0].sides[0].sentence }} [{{ letter.ids }}]")
    assert with_template(path).body == "The bridge carries *40* lorries a day. [alert n4 · event e17 · delivery 9]"


def test_a_template_may_change_one_block_of_the_built_in_one(tmp_path: Path) -> None:
    path = own(tmp_path, "{% extends base %}{% block commands %}Ask the desk.\n{% endblock %}")
    for form in Form:
        body = with_template(path, form).body
        assert "Ask the desk." in body
        assert "monitor feedback" not in body
        assert "delivery 9" in body
    assert check_template(path) is None


@pytest.mark.parametrize("filtered", ["{{ letter.headline|safe }}", "{{ letter.headline }}", "{{ letter.headline|e }}"])
def test_no_filter_of_a_template_makes_text_from_outside_live(tmp_path: Path, filtered: str) -> None:
    alert = replace(ALERT, events=(replace(CONFLICT, summary="<script>alert(1)</script>"),))
    assert "<script" not in with_template(own(tmp_path, filtered), Form.HTML, alert).body


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("fine\n{{ letter.nothing }}", 2, "nothing"),
        ("fine\nfine\n{% if %}", 3, "Expected an expression"),
        ("{{ letter.__class__.__mro__ }}", 1, "unsafe"),
        ("\n\n{{ 1 / 0 }}", 3, "division by zero"),
    ],
)
def test_a_template_that_fails_gives_way_to_the_built_in_one_and_says_where_and_why(
    tmp_path: Path, text: str, line: int, why: str
) -> None:
    path = own(tmp_path, text)
    message = with_template(path)
    said = "The route's own template failed, so this is the built-in one: monitor show n4 says why.\n"
    assert message.body.count(said) == 1
    assert message.body.replace(said, "") == shown(ALERT, body_max=90_000)
    assert message.fault.startswith(f"{path}:{line}: ")
    assert why in message.fault
    assert check_template(path) == message.fault


def test_a_template_that_is_gone_gives_way_to_the_built_in_one(tmp_path: Path) -> None:
    message = with_template(tmp_path / "gone.j2")
    assert "cannot be read" in message.fault
    assert "delivery 9" in message.body


CONFIG = """
stories: [{id: harbour, title: Harbour, match: {any: [Harbour]}}]
sources: [{name: gazette, kind: feed, url: "https://gazette.example/feed"}]
channels: {desk: "json://127.0.0.1", me: "json://127.0.0.1/me"}
alerts:
  - {on: [contradiction], to: [desk], template: own.j2}
  - {on: [contradiction, new_claim], to: [me]}
"""


def test_a_route_names_the_template_of_its_channels(tmp_path: Path) -> None:
    path = own(tmp_path, "{{ letter.ids }}")
    (tmp_path / "feeds.yaml").write_text(CONFIG)
    config = load_config(tmp_path / "feeds.yaml", {})
    assert template_of(config, ALERT, "desk") == path
    assert template_of(config, ALERT, "me") is None


def test_a_broken_template_is_an_error_of_the_configuration_with_file_and_line(tmp_path: Path) -> None:
    path = own(tmp_path, "fine\n{{ letter.idz }}")
    (tmp_path / "feeds.yaml").write_text(CONFIG)
    with pytest.raises(ConfigError) as caught:
        load_config(tmp_path / "feeds.yaml", {})
    assert f"{tmp_path}/feeds.yaml:6: alerts[0].template fails: {path}:2: " in str(caught.value)
    assert "idz" in str(caught.value)
