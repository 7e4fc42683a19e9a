"""Origins and corroboration through the whole walk: what is told once, and what is never told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from monitor.cli import main
from monitor.demo.coverage import Item, Moment
from monitor.store import open_store
from tests.desk import Desk, item, moment, open_desk

REPORT = (
    "Nordlink Ferries will end all night crossings to the outer islands in May. "
    "The company employs 140 people on the night ships, and 90 of them live on Utholm."
)
COPY = (
    "Nordlink Ferries will end all its night crossings to the outer islands in May. "
    "The firm employs 140 people on its night ships, and 90 of those live on Utholm."
)
CITED = "Nordlink Ferries will end all night crossings to the outer islands in May, according to the Harbour Post."
OWN = "Nordlink Ferries will end all night crossings to the outer islands in May, two sailors told the Canal Times."
CONFIRMED = "Nordlink Ferries will end all night crossings to the outer islands in May. Tickets will be refunded."


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(tmp_path) as opened:
        yield opened


def first_sight() -> Moment:
    return moment(0, publish=(item("rope", "harbour", "Nordlink has a new rope."),))


def kinds(desk: Desk) -> list[tuple[str, str]]:
    return [
        (event["kind"], event["summary"]) for event in desk.events() if event["kind"] in ("corroboration", "update")
    ]


@pytest.mark.parametrize("second", [COPY, CITED, REPORT])
async def test_who_repeats_a_report_corroborates_nothing(desk: Desk, second: str) -> None:
    await desk.play(
        [
            first_sight(),
            moment(2, publish=(item("first", "harbour", REPORT, "Night boats to end"),)),
            moment(4, publish=(item("second", "canal", second, "No boats at night"),)),
        ]
    )
    assert kinds(desk) == []


async def test_each_new_witness_is_told_once_with_its_kind(desk: Desk) -> None:
    moments = [
        first_sight(),
        moment(2, publish=(item("first", "harbour", REPORT, "Night boats to end"),)),
        moment(4, publish=(item("second", "canal", OWN, "No boats at night"),)),
        moment(6, publish=(item("third", "nordlink", CONFIRMED, "Our timetable"),)),
        moment(8, publish=(item("fourth", "canal", OWN.replace("two", "three"), "Boats, again"),)),
        moment(9),
    ]
    await desk.play(moments)
    assert [summary.split("”: ")[1] for _, summary in kinds(desk)] == [
        "the second press origin, Canal Times",
        "the first primary source, Nordlink Press Room",
    ]


async def test_show_prints_the_chain_of_evidence_with_links(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    await desk.play(
        [
            first_sight(),
            moment(2, publish=(item("first", "harbour", REPORT, "Night boats to end"),)),
            moment(4, publish=(item("second", "canal", CITED, "No boats at night"),)),
            moment(6, publish=(item("third", "nordlink", CONFIRMED, "Our timetable"),)),
        ]
    )
    with closing(open_store(desk.state, read_only=True)) as store:
        claim = store.database.value("SELECT claim FROM mentions WHERE text LIKE '%according to%'")
        origin = store.database.value("SELECT id FROM origins WHERE name = 'Harbour Post'")
        event = store.database.value("SELECT id FROM events WHERE kind = 'corroboration'")
    shown = {ident: run(desk, capsys, "show", ident) for ident in (f"c{claim}", f"o{origin}", f"e{event}")}
    chain = "← it names Harbour Post: “the Harbour Post”"
    assert "origins 2; confirmed" in shown[f"c{claim}"]
    assert chain in shown[f"c{claim}"]
    assert chain in shown[f"o{origin}"]
    assert "/news/first" in shown[f"o{origin}"]
    assert f"c{claim} is confirmed now" in shown[f"e{event}"]
    listed = [json.loads(line) for line in run(desk, capsys, "claims", "--json").splitlines()]
    assert {row["id"]: row["standing"] for row in listed}[claim] == "confirmed"


def run(desk: Desk, capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["--config", str(desk.config), "--state", str(desk.state), *arguments]) == 0
    return capsys.readouterr().out


TICKETS = (
    "Nordlink Ferries has sold 4,000 season tickets for its summer crossings between Holm and Utholm since Monday. "
    "Passengers queued around the harbour office until late in the evening."
)
ITEMS = (
    item("first", "harbour", REPORT, "Night boats to end"),
    item("second", "harbour", TICKETS, "Tickets"),
    item("third", "canal", CITED, "No boats at night"),
    item("fourth", "canal", TICKETS.replace("has sold", "sold"), "Seasons"),
)


@settings(max_examples=3, deadline=None, phases=[Phase.generate])
@given(order=st.permutations(ITEMS), looks=st.integers(1, 2))
async def test_another_order_and_another_look_raise_nothing(
    tmp_path_factory: pytest.TempPathFactory, order: list[Item], looks: int
) -> None:
    found = []
    for listed in (ITEMS, tuple(order)):
        with open_desk(tmp_path_factory.mktemp("desk")) as desk:
            await desk.play([first_sight(), moment(2, publish=listed)])
            told = desk.events()
            await desk.play([moment(3 + hours) for hours in range(looks)])
            assert desk.events() == told
            found.append(sorted((event["kind"], event["summary"]) for event in told))
    assert found[0] == found[1]
    assert not {kind for kind, _ in found[0]} & {"corroboration", "update", "contradiction"}
