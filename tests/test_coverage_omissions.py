"""What each outlet says, disputes and leaves out, and the lenses that its coverage touches."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
import yaml

from monitor.absence import Attendance, Matter, Voice, omissions
from monitor.cli import main
from monitor.model import Tier
from tests.desk import CLAIM, COUNTER, Desk, item, moment, open_desk

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
TOLD = "Nordlink Ferries will close its Holm workshop in June. The licence of the yard ends then."
QUIET = "Nordlink Ferries painted the ferry Vik in blue last week. Regulators inspected 14 lifeboats on board."


def voice(outlet: str, claim: int = 1, hours: float = 0, tier: Tier = Tier.PRESS) -> Voice:
    return Voice(outlet, tier, NOON + timedelta(hours=hours), 1, claim)


def matter(claim: int, *says: Voice, by_primary: bool = False, disputes: tuple[Voice, ...] = ()) -> Matter:
    return Matter(claim, "nordlink", "text", bool(disputes), 1, by_primary, says, disputes)


def present(outlet: str, *hours: float) -> Attendance:
    return Attendance(outlet, Tier.PRESS, [NOON + timedelta(hours=each) for each in hours])


def test_only_who_published_after_a_claim_was_known_leaves_it_out() -> None:
    (one,) = omissions([matter(1, voice("A"))], [present("A", 0), present("B", -1, 2, 5), present("C", -2, 0)])
    assert [(each.outlet, each.articles, each.had) for each in one.leaves_out] == [("B", 2, timedelta(hours=5))]


def test_who_disputes_a_claim_does_not_leave_it_out() -> None:
    (one,) = omissions([matter(1, voice("A"), disputes=(voice("B", 2, 1),))], [present("A", 0), present("B", 1)])
    assert one.leaves_out == []


def test_what_a_primary_source_says_and_most_leave_out_stands_first() -> None:
    by_party = matter(1, voice("Party", tier=Tier.PRIMARY), by_primary=True)
    found = omissions(
        [matter(3, voice("A")), by_party, matter(2, voice("A"), voice("B"))],
        [present("A", 0, 1), present("B", 0, 1), present("C", 1), present("D", 1)],
    )
    assert [one.matter.claim for one in found] == [1, 3, 2]
    assert [one.foremost for one in found] == [True, False, False]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    import asyncio

    with open_desk(tmp_path_factory.mktemp("omissions")) as opened:
        config = yaml.safe_load(opened.config.read_text())
        config["stories"][0]["lenses"] = {"rules": ["regulators", "licence"], "money": ["dividend"], "船": ["蓝色"]}
        opened.config.write_text(yaml.safe_dump(config, allow_unicode=True))
        asyncio.run(
            opened.play(
                [
                    moment(0),
                    moment(1, publish=(item("n1", "nordlink", TOLD), item("h1", "harbour", CLAIM))),
                    moment(2, publish=(item("c1", "canal", COUNTER),)),
                    moment(5, publish=(item("h2", "harbour", QUIET),)),
                ]
            )
        )
        return opened


def listed(desk: Desk, capsys: pytest.CaptureFixture[str], *options: str) -> str:
    assert main(["--config", str(desk.config), "--state", str(desk.state), "omissions", *options]) == 0
    return capsys.readouterr().out


def test_the_command_lists_a_contradiction_with_both_sides(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [json.loads(line) for line in listed(desk, capsys, "--json").splitlines()]
    (row,) = [row for row in rows if "900 people" in row["claim"]["text"]]
    assert [each["outlet"] for each in row["says"]] == ["Harbour Post"]
    assert [each["outlet"] for each in row["disputes"]] == ["Canal Times"]
    assert set(row) == {"claim", "says", "disputes", "leaves_out", "lenses"}


def test_what_the_party_says_and_the_press_leaves_out_is_listed_first(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [json.loads(line) for line in listed(desk, capsys, "--json", "--story", "nordlink").splitlines()]
    assert rows[0]["claim"]["primary"]
    assert [each["outlet"] for each in rows[0]["leaves_out"]] == ["Canal Times", "Harbour Post"]
    assert not any("lifeboats" in row["claim"]["text"] for row in rows)


def test_lenses_are_counted_by_outlet(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    row = json.loads(listed(desk, capsys, "--json").splitlines()[0])
    counted = {each["outlet"]: (each["articles"], each["touches"]) for each in row["lenses"]}
    assert counted["Harbour Post"] == (2, {"rules": 1, "money": 0, "船": 0})
    assert counted["Nordlink Press Room"] == (1, {"rules": 1, "money": 0, "船": 0})


def test_the_table_shows_both_matrices(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    shown = listed(desk, capsys)
    assert "leaves out" in shown
    assert "Harbour Post" in shown
    assert "rules" in shown


def test_an_unknown_story_is_said(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--config", str(desk.config), "--state", str(desk.state), "omissions", "--story", "nordlin"]) == 2
    assert "did you mean nordlink?" in capsys.readouterr().err
