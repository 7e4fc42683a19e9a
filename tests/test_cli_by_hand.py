"""What people say on the command line, through real processes beside one that holds the history."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from monitor.clock import parse_iso
from monitor.store import StateLock, open_store
from tests.test_cli_listings import LATER, build


@pytest.fixture
def state(tmp_path: Path) -> Iterator[Path]:
    """A history that another process works on."""
    folder = build(tmp_path / "state")
    with StateLock(folder):
        yield folder


def run(state: Path, *args: str, code: int = 0) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "monitor", "--config", str(state / "none.yaml"), "--state", str(state)]
    done = subprocess.run(
        [*command, "--now", LATER, *args], capture_output=True, text=True, timeout=60, check=False, encoding="utf-8"
    )
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    return done


def row(state: Path, *args: str, code: int = 0) -> dict[str, Any]:
    shown: dict[str, Any] = json.loads(run(state, *args, "--json", code=code).stdout.splitlines()[-1])
    return shown


def test_a_verdict_is_stored_once_and_its_effect_is_said(state: Path) -> None:
    done = run(state, "feedback", "e2", "wrong", "--note", "other years")
    assert done.stdout == "story bridge: 0 right, 1 wrong; alerts from 0.836 on instead of 0.800\n"
    assert run(state, "feedback", "2", "wrong").stdout == done.stdout
    assert row(state, "show", "e2")["feedback"] == [{"at": LATER, "verdict": "wrong", "note": "other years"}]
    assert "a person says that it is wrong: other years" in run(state, "show", "e2").stdout


def test_a_later_verdict_replaces_the_effect_of_the_first(state: Path) -> None:
    run(state, "feedback", "e2", "wrong")
    assert run(state, "feedback", "e2", "right").stdout.startswith(
        "story bridge: 1 right, 0 wrong; alerts from 0.799 on"
    )
    assert [each["verdict"] for each in row(state, "show", "e2")["feedback"]] == ["wrong", "right"]


def test_a_wrong_click_is_taken_back(state: Path) -> None:
    for given in (("e2", "wrong"), ("missed", "c3", "c1")):
        run(state, "feedback", *given)
    run(state, "feedback", "missed", "c1", "c3", "undo")
    undone = run(state, "feedback", "e2", "undo")
    assert undone.stdout == "story bridge: 0 right, 0 wrong; alerts from 0.800 on as configured\n"
    assert "a person takes the verdict back (" in run(state, "show", "e2").stdout
    assert row(state, "show", "c3")["relations"] == []
    assert "there is no verdict on e2 to take back" in run(state, "feedback", "e2", "undo", code=2).stderr


def test_status_shows_the_running_precision_of_every_story(state: Path) -> None:
    nothing = {"right": 0, "wrong": 0, "missed": 0, "threshold": 0.8}
    assert row(state, "status", code=1)["precision"] == {"bridge": nothing}
    run(state, "feedback", "e2", "wrong")
    assert row(state, "status", code=1)["precision"]["bridge"] == {**nothing, "wrong": 1, "threshold": 0.836}
    assert "precision   bridge: 0 right, 1 wrong; contradictions from 0.84 on" in run(state, "status", code=1).stdout


def test_a_missed_contradiction_lowers_the_threshold_and_is_contested(state: Path) -> None:
    done = run(state, "feedback", "missed", "c3", "c1", "--note", "five yuan")
    assert done.stdout.startswith("story bridge: 0 right, 0 wrong, 1 missed; alerts from 0.786")
    assert run(state, "feedback", "missed", "c1", "c3").stdout == done.stdout
    shown = row(state, "show", "c3")
    assert shown["contested"]
    (relation,) = shown["relations"]
    assert (relation["relation"], relation["claim"], relation["judge"]) == ("contradicts", 1, "person")
    assert "a person says that the two contradict each other: five yuan" in run(state, "show", "c1").stdout
    assert len(run(state, "claims", "--contested", "--json").stdout.splitlines()) == 3


def test_joined_claims_are_one_under_both_numbers(state: Path) -> None:
    assert "c3 is part of c1 now" in run(state, "claims", "join", "c1", "c3").stderr
    shown = run(state, "show", "c3").stdout
    assert shown.startswith("c3 is part of c1: a person has joined the two\nc1  The toll is 5 dollars.\n")
    assert "c3 was joined to c1 by hand" in shown
    listed = [json.loads(line) for line in run(state, "claims", "--json").stdout.splitlines()]
    assert [(each["id"], len(each["mentions"])) for each in listed] == [(1, 2), (2, 1)]


def test_a_split_mention_is_named_by_show_and_gets_a_claim_of_its_own(state: Path) -> None:
    run(state, "claims", "join", "c1", "c3")
    assert "m3  2026-04-12 10:05  Gazette (press)" in run(state, "show", "c1").stdout
    assert "m3 belongs to c4 now, and no longer to c1" in run(state, "claims", "split", "c1", "m3").stderr
    assert [mention["id"] for mention in row(state, "show", "c4")["mentions"]] == [3]
    assert "c4 was split from c1 by hand" in run(state, "show", "c1").stdout


def test_claims_still_lists_with_its_options(state: Path) -> None:
    assert row(state, "claims", "--search", "4 dollars")["id"] == 2
    assert "The toll is 4 dollars." in run(state, "claims").stdout


def test_a_mute_is_listed_until_it_is_lifted_or_ends(state: Path) -> None:
    for name, kind in (("c2", "claim"), ("bridge", "story"), ("gazette", "outlet")):
        done = run(state, "alerts", "mute", name, "--for", "2d")
        assert f"the {kind} {name} is muted until 2026-04-16" in done.stderr
    listed = [json.loads(line) for line in run(state, "alerts", "mutes", "--json").stdout.splitlines()]
    assert listed[0] == {"id": "c2", "kind": "claim", "until": "2026-04-16T10:05:00+00:00"}
    assert [each["id"] for each in listed] == ["c2", "bridge", "Gazette"]
    assert "told of again" in run(state, "alerts", "unmute", "bridge").stderr
    assert "bridge" not in run(state, "alerts", "mutes").stdout
    run(state, "alerts", "mute", "c2", "--for", "30m")
    assert "2026-04-14 10:35" in run(state, "alerts", "mutes").stdout
    with closing(open_store(state)) as store:
        left = store.mutes.active(parse_iso("2026-04-14T10:40:00+00:00"))
    assert [mute.name for mute in left] == ["Gazette"]


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("feedback", "e99", "right"), "there is no event e99; `monitor events` lists them"),
        (("feedback", "c2", "right"), "c2 is no event; write its id, such as e12"),
        (("feedback", "e2", "maybe"), "write `monitor feedback e3 right`"),
        (("feedback", "missed", "c1"), "write `monitor feedback e3 right`"),
        (("feedback", "missed", "c1", "c77"), "there is no claim c77; `monitor claims` lists them"),
        (("feedback", "missed", "c1", "c1"), "c1 and c1 are one claim"),
        (("feedback", "missed", "c1", "c2"), "e2 is this contradiction; say `monitor feedback e2 right`"),
        (("claims", "join", "c1", "c77"), "there is no claim c77"),
        (("claims", "join", "c1", "x"), "x is no claim; write its id, such as c12"),
        (("claims", "split", "c1", "m2"), "m2 is no mention of c1; `monitor show c1` lists them"),
        (("claims", "split", "c1", "m1"), "c1 has no other mention"),
        (("alerts", "mute", "nobody"), "nobody is no claim, story or outlet"),
        (("alerts", "mute", "c77"), "c77 is no claim, story or outlet"),
        (("alerts", "mute", "c1", "--for", "long"), "'long' is no length of time; write 30m, 12h or 7d"),
        (("alerts", "mute", "c1", "--for", "99999999999d"), "is no length of time"),
        (("alerts", "unmute", "c1"), "the claim c1 is not muted; `monitor alerts mutes` lists what is"),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(state: Path, args: tuple[str, ...], said: str) -> None:
    assert said in run(state, *args, code=2).stderr
    with closing(open_store(state, read_only=True)) as store:
        changed = [store.database.value(f"SELECT count(*) FROM {name}") for name in ("feedback", "decisions", "mutes")]
    assert changed == [0, 0, 0]


def test_an_event_says_who_was_told_or_why_nobody_was(state: Path) -> None:
    assert "told: desk, alert n1: dead" in run(state, "show", "e2").stdout
    with closing(open_store(state)) as store:
        store.database.execute("UPDATE events SET untold = 'no route: none' WHERE id = 3")
    assert "not told: no route: none" in run(state, "show", "e3").stdout
    assert row(state, "show", "e3")["untold"] == "no route: none"


def test_why_shows_the_kept_word_of_the_judge_and_asks_it_where_none_was_kept(state: Path) -> None:
    (entry,) = row(state, "why", "https://h.example/2")["compared"]
    assert entry["decision"] == "a claim of its own"
    with closing(open_store(state)) as store:
        for mention, terms in ((1, "toll dollars"), (2, "toll dollars"), (3, "toll")):
            store.database.execute("INSERT INTO mention_terms VALUES (?, 'bridge', ?, ?)", (mention, terms, mention))
        store.database.execute(
            """INSERT INTO judgements(new_mention, earlier_mention, judge, relation, contradicts, supports, neutral,
            basis, reason, at) VALUES (2, 1, 'rules', 'contradicts', 0.97, 0, 0.03, 'numeric', 'as it was', ?)""",
            (LATER,),
        )
    (entry,) = row(state, "why", "https://h.example/2")["compared"]
    near = {other["claim"]: other for other in entry["nearest"]}
    assert (near[1]["relation"], near[1]["reason"], near[1]["stored"]) == ("contradicts", "as it was", True)
    assert (near[3]["relation"], near[3]["judge"], near[3]["stored"]) == ("neutral", "rules", False)
    shown = run(state, "why", "https://h.example/2").stdout
    assert "as it was (contradicts 0.97, rules, then)" in shown
