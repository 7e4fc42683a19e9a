"""What the listings say of a stored history: to programs as JSON Lines, to people as tables."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from monitor.cli import main
from monitor.store import open_store
from tests.builders import add_article, add_version, after, new_history, publish

AT = "2026-04-12T10:05:00+00:00"
ANALYSIS = '{"entities": [], "quantities": [], "dates": [], "frame": {}}'
LATER = "2026-04-14T10:05:00+00:00"


def build(state: Path) -> Path:
    """A small history: two articles that disagree, the second edited once, an alert that could not be sent."""
    store = open_store(state)
    rows = f"""
    INSERT INTO stories(id, title, definition, added_at) VALUES ('bridge', 'The bridge', '{{}}', '{AT}');
    INSERT INTO outlets(name, tier) VALUES ('Gazette', 'press'), ('Herald', 'press');
    INSERT INTO sources(name, kind, url, outlet, state, last_ok, next_poll, why_next, entries)
      VALUES ('gazette', 'feed', 'https://g.example/f', 'Gazette', 'ok', '{AT}', '{LATER}', 'the interval', 2),
             ('herald', 'feed', 'https://h.example/f', 'Herald', 'failing', NULL, '{LATER}', 'backoff', 0);
    INSERT INTO articles(id, url, outlet, source, title, published, first_seen, status, reads)
      VALUES (1, 'https://g.example/1', 'Gazette', 'gazette', 'Toll rises', '{AT}', '{AT}', 'ok', 1),
             (2, 'https://h.example/2', 'Herald', 'herald', 'Toll \x1b[31mfalls', '{AT}', '{AT}', 'ok', 2);
    INSERT INTO entries(source, identity, url, title, summary, first_seen, last_seen, baseline, article)
      VALUES ('gazette', 'g1', 'https://g.example/1', 'Toll rises', '', '{AT}', '{AT}', 1, 1),
             ('gazette', 'g2', 'https://g.example/cup', 'The cup final', '', '{AT}', '{AT}', 1, NULL);
    INSERT INTO article_stories(article, story, baseline) VALUES (1, 'bridge', 1), (2, 'bridge', 0);
    INSERT INTO versions(id, article, number, at, title, text, status, text_hash, release, stage) VALUES
      (1, 1, 1, '{AT}', 'Toll rises', 'The toll is 5 dollars.', 'ok', 'h1', '0', 'done'),
      (2, 2, 1, '{AT}', 'Toll falls', 'The toll is 4 dollars.', 'ok', 'h2', '0', 'done'),
      (3, 2, 2, '{LATER}', 'Toll falls', 'The toll is 3 dollars.', 'ok', 'h3', '0', 'done');
    INSERT INTO origins(id, name, kind) VALUES (1, 'Gazette', 'outlet'), (2, 'Herald', 'outlet');
    INSERT INTO claims(id, story, text, first_seen, last_seen, baseline, contested) VALUES
      (1, 'bridge', 'The toll is 5 dollars.', '{AT}', '{AT}', 1, 1),
      (2, 'bridge', 'The toll is 4 dollars.', '{AT}', '{AT}', 0, 1),
      (3, 'bridge', '桥费为五元。', '{AT}', '{AT}', 0, 0);
    INSERT INTO mentions(id, version, article, story, claim, origin, text, span_start, span_end, in_title, modality,
      attribution, polarity, analysis, release) VALUES
      (1, 1, 1, 'bridge', 1, 1, 'The toll is 5 dollars.', 0, 22, 0, 'asserted', NULL, 'positive', '{ANALYSIS}', '0'),
      (2, 2, 2, 'bridge', 2, 2, 'The toll is 4 dollars.', 0, 22, 0, 'reported', 'the mayor', 'positive',
       '{ANALYSIS}', '0'),
      (3, 1, 1, 'bridge', 3, 1, '桥费为五元。', 0, 6, 0, 'asserted', NULL, 'positive', '{ANALYSIS}', '0');
    INSERT INTO relations(story, new_claim, earlier_claim, new_mention, earlier_mention, relation, score, basis,
      reason, judge, version, at)
      VALUES ('bridge', 2, 1, 2, 1, 'contradicts', 0.97, 'numeric', '4 ≠ 5', 'rules', 2, '{AT}');
    INSERT INTO events(id, at, story, kind, basis, score, summary, reason, article, origins, changes, baseline,
      once_key) VALUES
      (1, '{AT}', 'bridge', 'new_claim', NULL, NULL, 'Gazette: 5 dollars', 'new', NULL, '{{"new": 1}}', NULL, 1, 'a'),
      (2, '{AT}', 'bridge', 'contradiction', 'numeric', 0.97, 'Herald says 4, Gazette says 5', '4 ≠ 5', NULL,
       '{{"new": 1, "earlier": 1}}', NULL, 0, 'b'),
      (3, '{LATER}', 'bridge', 'revision', NULL, NULL, 'Herald changed', 'text', 2, '{{}}',
       '{{"added": [], "dropped": [], "altered": [{{"from": "4 dollars", "to": "3 dollars"}}]}}', 0, 'c');
    INSERT INTO event_claims(event, role, claim, mention) VALUES
      (1, 'new', 1, 1), (2, 'new', 2, 2), (2, 'earlier', 1, 1);
    INSERT INTO alerts(id, at, kind, event, severity, why, last_at)
      VALUES (1, '{AT}', 'matter', 2, 'high', 'contradiction', '{AT}');
    UPDATE events SET alert = 1, decided_at = '{AT}', severity = 'high' WHERE id = 2;
    INSERT INTO deliveries(id, alert, channel, state, attempts, created_at, reason)
      VALUES (1, 1, 'desk', 'dead', 5, '{AT}', 'answered 404');
    INSERT INTO tellings(channel, event, delivery) VALUES ('desk', 2, 1);
    INSERT INTO facts(name, value) VALUES ('last_cycle', '{LATER}');
    """
    store.database.connection.executescript(rows)
    store.close()
    return state


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return build(tmp_path / "state")


def run(state: Path, *args: str) -> int:
    return main(["--config", str(state.parent / "none.yaml"), "--state", str(state), "--now", LATER, *args])


def rows(state: Path, capsys: pytest.CaptureFixture[str], *args: str, code: int = 0) -> list[dict[str, Any]]:
    assert run(state, *args, "--json") == code
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_contradiction_has_two_claims_with_roles(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    event = rows(state, capsys, "events", "--kind", "contradiction")[0]
    assert {key: event[key] for key in ("id", "at", "story", "kind", "basis", "score", "article", "origins")} == {
        "id": 2,
        "at": AT,
        "story": "bridge",
        "kind": "contradiction",
        "basis": "numeric",
        "score": 0.97,
        "article": None,
        "origins": {"new": 1, "earlier": 1},
    }
    assert [(claim["role"], claim["id"]) for claim in event["claims"]] == [("new", 2), ("earlier", 1)]
    assert event["claims"][0] == {
        "id": 2,
        "text": "The toll is 4 dollars.",
        "role": "new",
        "outlet": "Herald",
        "tier": "press",
        "url": "https://h.example/2",
        "published": AT,
        "attribution": "the mayor",
        "modality": "reported",
    }


def test_a_revision_carries_its_article_and_changes(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    event = rows(state, capsys, "events", "--kind", "revision")[0]
    assert event["article"]["url"] == "https://h.example/2"
    assert event["changes"]["altered"] == [{"from": "4 dollars", "to": "3 dollars"}]


@pytest.mark.parametrize(
    ("options", "ids"),
    [
        ((), [1, 2, 3]),
        (("--since", "1d"), [3]),
        (("--since", "2026-04-13"), [3]),
        (("--since", AT), [1, 2, 3]),
        (("--story", "bridge"), [1, 2, 3]),
        (("--kind", "revision"), [3]),
    ],
)
def test_events_are_chosen(
    state: Path, capsys: pytest.CaptureFixture[str], options: tuple[str, ...], ids: list[int]
) -> None:
    assert [event["id"] for event in rows(state, capsys, "events", *options)] == ids


@pytest.mark.parametrize("listing", ["events", "claims", "articles", "omissions"])
@pytest.mark.parametrize("form", [(), ("--json",)])
def test_a_story_that_is_not_stored_is_wrong_usage_and_no_empty_listing(
    state: Path, capsys: pytest.CaptureFixture[str], listing: str, form: tuple[str, ...]
) -> None:
    assert run(state, listing, "--story", "brigde", *form) == 2
    shown = capsys.readouterr()
    assert (shown.out, shown.err) == ("", "error: no story brigde is stored; did you mean bridge?\n")


def test_the_table_of_events_hides_the_baseline_unless_asked(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(state, "events") == 0
    assert "e1 " not in capsys.readouterr().out
    assert run(state, "events", "--baseline") == 0
    assert "e1 " in capsys.readouterr().out


@pytest.mark.parametrize("text", ["yesterday", "2d3", "2026-13-01", "9999999999d"])
def test_a_time_that_is_none_is_wrong_usage(state: Path, capsys: pytest.CaptureFixture[str], text: str) -> None:
    assert run(state, "events", "--since", text) == 2
    assert "is no time; write 2d" in capsys.readouterr().err


def test_a_wrong_end_of_a_mute_names_its_own_option(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(state, "alerts", "mute", "c1", "--until", "tomorrow") == 2
    assert "Invalid value for --until: 'tomorrow' is no time" in capsys.readouterr().err


def test_claims_have_their_mentions(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, second, _ = rows(state, capsys, "claims")
    assert (first["id"], first["origins"], first["contested"], first["outlets"]) == (1, 1, True, ["Gazette"])
    assert {"story", "text", "first_seen", "last_seen"} <= set(first)
    assert {"text", "outlet", "tier", "url", "published", "attribution", "modality", "dropped_at"} <= set(
        second["mentions"][0]
    )


@pytest.mark.parametrize(
    ("options", "ids"), [(("--contested",), [1, 2]), (("--search", "5 dollars"), [1]), (("--search", "五元"), [3])]
)
def test_claims_are_chosen(
    state: Path, capsys: pytest.CaptureFixture[str], options: tuple[str, ...], ids: list[int]
) -> None:
    assert [claim["id"] for claim in rows(state, capsys, "claims", *options)] == ids


def test_articles_count_versions_and_claims(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    article = rows(state, capsys, "articles", "--outlet", "Herald")[0]
    assert (article["id"], article["versions"], article["claims"], article["status"]) == (2, 2, 1, "ok")
    assert {"story", "url", "outlet", "tier", "title", "published", "first_seen"} <= set(article)


def test_status_tells_what_needs_a_person_and_exits_1(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (row,) = rows(state, capsys, "status", code=1)
    assert row["healthy"] is False
    assert "1 dead letter: " in row["reasons"][0]
    assert (row["outbox"]["dead"], set(row["backlog"])) == (1, {"read", "claim", "compare", "notice"})
    assert {"name", "kind", "outlet", "state", "reason", "last_ok", "next_poll", "why_next", "entries"} <= set(
        row["sources"][0]
    )
    assert run(state, "status") == 1
    assert "NOT HEALTHY" in capsys.readouterr().out


def test_one_failing_source_of_two_is_healthy_once_the_alert_is_acknowledged(
    state: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(state, "alerts", "ack", "n1") == 0
    assert rows(state, capsys, "status")[0]["healthy"] is True


def test_all_dead_letters_are_accepted_at_once(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(state, "alerts", "ack") == 2
    assert "name an alert, such as n4, or say --dead" in capsys.readouterr().err
    assert run(state, "alerts", "ack", "--dead") == 0
    assert rows(state, capsys, "status")[0]["healthy"] is True


@pytest.mark.parametrize(
    "listing", [("events", "--baseline"), ("claims",), ("articles",), ("alerts", "list"), ("status",)]
)
def test_a_pipe_gets_text_without_control_sequences(
    state: Path, capsys: pytest.CaptureFixture[str], listing: tuple[str, ...]
) -> None:
    run(state, *listing)
    assert "\x1b" not in capsys.readouterr().out


def test_an_empty_listing_says_so_beside_the_data(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(state, "articles", "--outlet", "Nobody") == 0
    shown = capsys.readouterr()
    assert (shown.out, shown.err) == ("", "no article of this kind is stored\n")


@pytest.mark.parametrize(
    ("ident", "words"),
    [
        ("c1", ["The toll is 5 dollars.", "contradicts c2", "4 ≠ 5", "e2"]),
        ("a2", ["Herald (press)", "https://h.example/2", "stories: bridge", "c2", "e3"]),
        ("e2", ["contradiction (numeric, 0.97)", "NEW: Herald", "EARLIER: Gazette", "why: 4 ≠ 5"]),
        ("e3", ["- 4 dollars", "+ 3 dollars"]),
        ("n1", ["desk", "dead", "answered 404", "Herald says 4, Gazette says 5"]),
    ],
)
def test_show_tells_everything_of_one_thing(
    state: Path, capsys: pytest.CaptureFixture[str], ident: str, words: list[str]
) -> None:
    assert run(state, "show", ident) == 0
    shown = capsys.readouterr().out
    assert not [word for word in words if word not in shown]
    (row,) = rows(state, capsys, "show", ident)
    assert row["id"] == int(ident[1:])


@pytest.mark.parametrize("ident", ["12", "x1", "c", "c9", "a9", "e9", "n9", "c99999999999999999999"])
def test_show_of_nothing_is_wrong_usage(state: Path, capsys: pytest.CaptureFixture[str], ident: str) -> None:
    assert run(state, "show", ident) == 2
    assert ident in capsys.readouterr().err


def test_diff_marks_the_words_that_went_and_came(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(state, "diff", "a2") == 0
    shown = capsys.readouterr().out
    assert shown.startswith("version 1 (2026-04-12 10:05) → 2 (2026-04-14 10:05)\n")
    assert "[-4" in shown
    assert "{+3" in shown


def test_diff_of_one_version_and_of_none(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(state, "diff", "1") == 0
    assert "has one version" in capsys.readouterr().err
    assert run(state, "diff", "a2", "--from", "7") == 2
    assert "it has 1, 2" in capsys.readouterr().err
    assert run(state, "diff", "a7") == 2


def test_why_follows_a_page_from_the_feed_to_the_decision(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(state, "why", "https://g.example/1?utm_source=mail") == 0
    shown = capsys.readouterr().out
    assert "listed by gazette" in shown
    assert "stories: bridge" in shown
    (row,) = rows(state, capsys, "why", "https://g.example/1")
    assert [item["claim"] for item in row["compared"]] == [1, 3]


def test_why_explains_a_page_that_raised_nothing(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(state, "why", "https://g.example/cup") == 0
    assert "not read: its title and summary match no story" in capsys.readouterr().out
    assert run(state, "why", "https://nowhere.example/") == 0
    assert "no source has listed this address" in capsys.readouterr().out


def test_a_dead_letter_is_made_due_again(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(state, "alerts", "retry", "7") == 2
    assert run(state, "alerts", "retry") == 0
    assert "1 due again" in capsys.readouterr().err
    assert rows(state, capsys, "alerts", "list")[0]["state"] == "due"


@contextmanager
def webhook(status: int) -> Iterator[tuple[str, list[bytes]]]:
    """A receiver on loopback: its address for Apprise, and what it was sent."""
    received: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(status)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            return

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"json://127.0.0.1:{server.server_port}/SECRET-PATH", received
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.mark.parametrize(("status", "code", "word"), [(200, 0, "took the message"), (404, 1, "was not told")])
def test_a_trial_message_reaches_a_channel_or_says_why_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], status: int, code: int, word: str
) -> None:
    with webhook(status) as (address, received):
        config = tmp_path / "feeds.yaml"
        config.write_text(
            "stories: [{id: a, title: A, match: {any: [x]}}]\n"
            'sources: [{name: s, kind: feed, url: "https://s.example/"}]\n'
            f'channels: {{desk: "{address}"}}\n'
        )
        assert main(["--config", str(config), "alerts", "test", "desk"]) == code
        shown = capsys.readouterr()
        assert word in shown.err
        assert "SECRET-PATH" not in shown.out + shown.err
        assert len(received) == 1
        assert main(["--config", str(config), "alerts", "test", "dsk"]) == 2
        assert "did you mean desk?" in capsys.readouterr().err


def test_a_backup_is_a_history_of_its_own(state: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy = tmp_path / "copy"
    copy.mkdir()
    assert run(state, "backup", str(copy / "history.db")) == 0
    capsys.readouterr()
    assert len(rows(copy, capsys, "claims")) == 3
    assert run(state, "backup", str(copy / "history.db")) == 1
    assert "exists already" in capsys.readouterr().err


def test_a_diff_is_a_list_of_runs_of_words_for_programs(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(state, "diff", "a2", "--json") == 0
    row = json.loads(capsys.readouterr().out)
    assert (row["article"], row["from"]["number"], row["to"]["number"]) == (2, 1, 2)
    assert [each["text"].strip() for each in row["text"] if each["op"] == "dropped"] == ["4"]
    assert "".join(each["text"] for each in row["text"] if each["op"] != "dropped") == "The toll is 3 dollars."


@pytest.mark.parametrize("ident", ["a2", "e3"])
def test_an_article_and_its_revision_show_the_words_that_were_changed(
    state: Path, capsys: pytest.CaptureFixture[str], ident: str
) -> None:
    store = open_store(state)
    store.database.execute("UPDATE events SET version = 3 WHERE id = 3")
    store.close()
    assert run(state, "show", ident) == 0
    shown = capsys.readouterr().out
    assert "version 1 (2026-04-12 10:05) → 2 (2026-04-14 10:05)" in shown
    assert "The toll is [-4 -]{+3 +}dollars." in shown
    assert [each["op"] for each in rows(state, capsys, "show", ident)[0]["change"]["text"]] == [
        *("same", "dropped", "added", "same")
    ]


def test_a_diff_with_context_leaves_out_what_is_far_from_a_change(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    texts = ["\n".join(f"Line {n}." if n != changed else "Other." for n in range(9)) for changed in (None, 4)]
    with closing(new_history(tmp_path)) as store:
        article = add_article(store)
        for hour, text in enumerate(texts):
            add_version(store, article, text, after(hour))
    assert run(tmp_path, "diff", "a1", "--context", "1") == 0
    shown = capsys.readouterr().out.splitlines()
    assert shown[1:] == ["…", "Line 3.", "[-Line 4-]{+Other+}.", "Line 5.", "…"]
    assert run(tmp_path, "diff", "a1") == 0
    assert "Line 8." in capsys.readouterr().out


def test_a_claim_that_was_said_on_several_days_has_a_picture_of_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(new_history(tmp_path)) as store:
        first = publish(store, "a", "Two ferries sank.")
        for day in (1, 1, 3):
            slug = f"p{store.database.value('SELECT count(*) FROM articles')}"
            publish(
                store, slug, "Two ferries sank.", at=after(24 * day), joins={"Two ferries sank.": first[0].claim or 0}
            )
    assert run(tmp_path, "show", "c1") == 0
    assert "timeline: ▅█▁▅ 4 mentions from 2026-04-12 to 2026-04-15" in capsys.readouterr().out
