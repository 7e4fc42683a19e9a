"""The whole path of alerts: nothing is told twice, nothing that should be told is lost, and no flood gets through."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, timedelta
from pathlib import Path
from random import Random
from tempfile import mkdtemp
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from monitor.alerts import Limits, Policy, Quiet, Rule, parse_hours
from monitor.config import load_config
from monitor.config_rooms import alert_policy
from monitor.model import Basis, Changes, Corrected, EventKind, Modality
from monitor.model_alerts import AlertKind, Mute, MuteKind, Severity
from monitor.stages.watch import watch_channels
from monitor.store import open_store
from monitor.store.rows import DueDelivery
from tests.alert_path import MATTERS, AlertPath, Got, How
from tests.builders import START, publish, side

KINDS = (EventKind.NEW_CLAIM, EventKind.CONTRADICTION, EventKind.CORRECTION, EventKind.UPDATE, EventKind.SURGE)
PRESSING = frozenset({EventKind.CONTRADICTION, EventKind.CORRECTION})
EVERYTHING = Policy((Rule(("desk",), default=True),))
POLICIES = (
    EVERYTHING,
    Policy(
        (Rule(("desk", "me"), PRESSING, onward=False), Rule(("me",), digest="daily 08:00", default=True)),
        quiet=Quiet(*parse_hours("22:00-07:00"), let_through=Severity.URGENT),
    ),
    Policy((Rule(("me",), PRESSING), Rule(("desk",), frozenset(KINDS), digest="weekdays 08:00, 17:30"))),
    Policy((Rule(("desk",), PRESSING, onward=False), Rule(("desk", "me"), frozenset(KINDS)))),
)
HOWS = st.sampled_from([How.SENT, How.SENT, *How])
matters = st.integers(0, MATTERS - 1)


def meant_for(policy: Policy, kind: EventKind) -> set[str]:
    """The channels that a kind of event is for, said once more in other words."""
    if policy is POLICIES[0]:
        return {"desk"}
    if policy is POLICIES[1]:
        return {"desk", "me"} if kind in PRESSING else {"me"}
    if policy is POLICIES[2]:
        return {"desk", "me"} if kind in PRESSING else {"desk"}
    return {"desk"} if kind in PRESSING else {"desk", "me"}


class AnyPath(RuleBasedStateMachine):
    """Events, kills, restarts, clocks that jump, new configurations, mutes and failing channels, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(mkdtemp())
        self.path = AlertPath(self.folder, EVERYTHING)
        self.kinds: dict[int, EventKind] = {}
        self.meant: dict[int, set[str]] = {}
        self.changed = False  # the channels themselves

    @rule(kind=st.sampled_from(KINDS), matter=matters, other=matters)
    def something_happens(self, kind: EventKind, matter: int, other: int) -> None:
        earlier = other if kind is EventKind.CONTRADICTION and other != matter else None
        event = self.path.event(kind, None if kind is EventKind.SURGE else matter, earlier)
        self.kinds[self.path.add(event)] = kind

    @rule(count=st.integers(6, 12), hows=st.lists(HOWS, min_size=1, max_size=4))
    def much_happens_at_once_and_a_while_later_more(self, count: int, hows: list[How]) -> None:
        for _ in range(2):
            for _ in range(count):
                self.something_happens(EventKind.SURGE, 0, 0)
            self.a_cycle_runs(hows, 0)
            self.time_passes(2)
            self.a_cycle_runs(hows, 0)

    @rule(minutes=st.integers(0, 3000))
    def time_passes(self, minutes: int) -> None:
        self.path.now += timedelta(minutes=minutes)

    @rule()
    def night_falls(self) -> None:
        self.path.now = self.path.now.replace(hour=23) + timedelta(days=self.path.now.hour == 23)

    @rule(hours=st.sampled_from([1, 9, 100, 9000]))
    def the_clock_is_set_back(self, hours: int) -> None:
        self.path.now -= timedelta(hours=hours)

    @rule(which=st.integers(0, len(POLICIES) - 1))
    def the_configuration_changes(self, which: int) -> None:
        self.path.policy = POLICIES[which]

    @rule()
    def the_process_is_killed_between_cycles(self) -> None:
        self.path.restart()

    @rule(hours=st.integers(1, 30))
    def the_story_is_muted(self, hours: int) -> None:
        mute = Mute(MuteKind.STORY, "harbour", self.path.now + timedelta(hours=hours))
        self.path.store.mutes.add(mute, self.path.now)

    @rule(matter=matters, hours=st.integers(1, 30))
    def a_claim_is_muted(self, matter: int, hours: int) -> None:
        claim = self.path.event(EventKind.NEW_CLAIM, matter).claims[0].claim
        mute = Mute(MuteKind.CLAIM, str(claim), self.path.now + timedelta(hours=hours))
        self.path.store.mutes.add(mute, self.path.now)

    @rule(names=st.sampled_from([("desk",), ("me",), ("me", "desk")]))
    def channels_are_taken_out_of_the_configuration_or_put_back(self, names: tuple[str, ...]) -> None:
        self.path.configured, self.changed = names, True

    @rule()
    def dead_letters_are_retried(self) -> None:
        self.path.store.outbox.retry(self.path.now)

    @rule(hows=st.lists(HOWS, min_size=1, max_size=6), kill_at=st.integers(-40, 40))
    def a_cycle_runs(self, hows: list[How], kill_at: int) -> None:
        attempts = iter(hows)
        self.cycle(lambda _: next(attempts, How.SENT), kill_at)

    @rule(
        busy=st.sets(st.sampled_from(["desk", "me"]), min_size=1), hours=st.integers(1, 3), kill_at=st.integers(0, 20)
    )
    def channels_fail_for_hours(self, busy: set[str], hours: int, kill_at: int) -> None:
        self.something_happens(EventKind.CONTRADICTION, 0, 1)
        for hour in range(hours + 1):
            self.cycle(lambda due: How.BUSY if due.channel in busy else How.SENT, kill_at if hour == hours else 0)
            self.path.now += timedelta(hours=1)

    def cycle(self, how: Callable[[DueDelivery], How], kill_at: int) -> None:
        waiting = self.path.store.alerts.undecided()
        self.path.cycle(how, kill_at)
        decided = set(waiting) - set(self.path.store.alerts.undecided())
        self.meant |= {event: meant_for(self.path.policy, self.kinds[event]) for event in decided}

    def teardown(self) -> None:
        waiting = self.path.store.alerts.undecided()
        self.meant |= {event: meant_for(self.path.policy, self.kinds[event]) for event in waiting}
        self.path.configured = ("desk", "me")
        for _ in range(2):  # what the first one sends may bring a channel back, which is told in the second
            self.path.settle()
            self.path.cycle()
        troubles = [got for got in self.path.got if got.kind is AlertKind.TROUBLE]
        assert all(got.events for got in self.path.got if got not in troubles)  # no message is empty
        told = self.path.deliveries_of()
        for brought in told.values():
            ((delivery, times),) = brought.items()  # never by two deliveries
            assert times <= 1 + self.path.unsure[delivery]
        for row in self.path.store.database.rows("SELECT * FROM tellings WHERE withdrawn IS NOT NULL"):
            assert (row["channel"], row["event"]) not in told or self.path.unsure[row["delivery"]]
        for event, channels in self.meant.items():
            excused = self.excused(event)
            missing = {channel for channel in channels - excused if (channel, event) not in told}
            assert not missing, (event, self.kinds[event], missing)
            assert {channel for channel, known in told if known == event} <= channels
        self.watched_over(troubles)
        self.path.store.close()
        shutil.rmtree(self.folder)

    def watched_over(self, troubles: list[Got]) -> None:
        """Each trouble was told once, and its end after it, unless a channel was taken away meanwhile."""
        database = self.path.store.database
        assert database.value("SELECT count(*) FROM deliveries WHERE state IN ('due', 'dead')") == 0
        times = Counter(got.delivery for got in troubles)
        assert all(count <= 1 + self.path.unsure[delivery] for delivery, count in times.items())
        notes = {got.delivery: got for got in troubles}
        assert len(notes) == database.value("SELECT count(*) FROM alerts WHERE kind = 'trouble'")
        for name in () if self.changed else ("desk", "me"):
            about = [note for _, note in sorted(notes.items()) if note.note.startswith(f"The channel {name} ")]
            assert [" fails: " in note.note for note in about] == [place % 2 == 0 for place in range(len(about))]
            assert {note.channel for note in about} <= {"desk", "me"} - {name}
            assert len(about) % 2 <= (name in self.path.failing)

    def excused(self, event: int) -> set[str]:
        """The channels for which the history gives one of the good reasons not to be told."""
        rows = self.path.store.database.rows(
            """SELECT channel, reason FROM trail WHERE event = ?
            AND (reason LIKE 'muted: %' OR reason LIKE 'told: %')""",
            (event,),
        )
        known = {row["channel"] for row in rows}
        return {"desk", "me"} if None in known else known


@pytest.mark.timeout(900)
@pytest.mark.parametrize("examples", [25, pytest.param(500, marks=pytest.mark.slow)])
def test_nothing_is_told_twice_and_nothing_is_lost_whatever_happens(examples: int) -> None:
    run_state_machine_as_test(AnyPath, settings=settings(max_examples=examples, stateful_step_count=25, deadline=None))


@pytest.fixture
def path(tmp_path: Path) -> Iterator[AlertPath]:
    made = AlertPath(tmp_path / "state", EVERYTHING)
    with closing(made.store):
        yield made


def busy(path: AlertPath) -> dict[int, set[str]]:
    """A cycle in which a channel works again, much is told as one summary, and a digest is begun; who is to be told."""
    path.policy = replace(POLICIES[3], limits=Limits(burst=3))
    meant = {one_that_matters(path): {"desk"}}
    path.cycle(lambda _: How.BUSY)
    path.now += timedelta(hours=2)
    watch_channels(path.store, path.configured, path.now)
    meant |= {path.add(path.event(EventKind.CORRECTION, matter)): {"desk"} for matter in (2, 3, 4, 5)}
    meant |= {path.add(path.event(EventKind.NEW_CLAIM, 5)): {"desk", "me"}}
    return meant


def test_a_kill_at_any_statement_of_a_cycle_loses_nothing_and_tells_nothing_twice(tmp_path: Path) -> None:
    for kill_at in range(1, 200):
        path = AlertPath(tmp_path / str(kill_at), EVERYTHING)
        with closing(path.store):
            meant = busy(path)
            killed = path.cycle(kill_at=kill_at)
        with closing(open_store(path.state)) as path.store:
            for _ in range(2):
                path.settle()
                path.cycle()
            told = path.deliveries_of()
            assert {event: {name for name, known in told if known == event} for event in meant} == meant
            for brought in told.values():
                ((delivery, times),) = brought.items()
                assert times <= 1 + path.unsure[delivery]
            notes = {got.delivery: got.note for got in path.got if got.kind is AlertKind.TROUBLE}
            assert [" fails: " in note for _, note in sorted(notes.items())] == [True, False]
        if not killed:
            break
    assert 30 < kill_at < 199


def one_that_matters(path: AlertPath) -> int:
    return path.add(path.event(EventKind.CONTRADICTION, 0, 1))


def test_a_thousand_events_at_once_are_few_messages_and_the_one_that_matters_is_the_first(path: AlertPath) -> None:
    place = Random(7).randrange(1000)
    for number in range(1000):
        if number == place:
            matters = one_that_matters(path)
        path.add(path.event(EventKind.SURGE))
    end = path.now + timedelta(hours=1)
    while path.now < end:
        path.cycle()
        path.now += timedelta(minutes=1)
    assert path.got[0].events == (matters,)
    assert len(path.got) <= 12
    assert {event for got in path.got for event in got.events} == set(range(1, 1002))


def test_a_thousand_events_in_an_hour_are_at_most_twelve_messages_and_none_is_dropped(path: AlertPath) -> None:
    begin = path.now
    for number in range(1000):
        path.now = begin + timedelta(seconds=3.6 * number)
        path.add(path.event(EventKind.NEW_CLAIM))
        if number == 20:
            matters = one_that_matters(path)
        if number % 10 == 0:
            path.cycle()
    first, hour = path.got[0], [got for got in path.got if got.at < begin + timedelta(hours=1)]
    assert first.events == (matters,)
    assert first.at - begin < timedelta(minutes=2)
    assert 5 <= len(hour) <= 12
    path.settle()
    assert {event for got in path.got for event in got.events} == set(range(1, 1002))


def test_the_floods_above_meet_the_limits_of_a_default_configuration_and_nothing_else_holds_them_up(
    path: AlertPath, tmp_path: Path
) -> None:
    file = tmp_path / "feeds.yaml"
    file.write_text(
        "stories: [{id: harbour, title: The harbour, match: {any: [ferry]}}]\n"
        'sources: [{name: wire, kind: feed, url: "https://wire.example/feed"}]\n'
        'channels: {desk: "json://127.0.0.1:9"}\nalerts: [{default: true, to: [desk]}]\n',
        "utf-8",
    )
    assert alert_policy(load_config(file, {})) == replace(EVERYTHING, zone=ZoneInfo("UTC"))
    path.policy = replace(EVERYTHING, limits=Limits(every=timedelta(0)))
    for _ in range(100):
        path.add(path.event(EventKind.SURGE))
    path.cycle()
    path.now += timedelta(minutes=2)
    path.cycle()
    assert len(path.got) == 100


def test_of_what_waited_for_the_channel_the_one_that_matters_is_the_first(path: AlertPath) -> None:
    for matter in (2, 3, 4, 5):
        path.add(path.event(EventKind.NEW_CLAIM, matter))
        path.cycle()
    path.now += timedelta(minutes=3)
    matters = one_that_matters(path)
    path.cycle()
    assert [got.events for got in path.got] == [(matters,), (1,), (2,), (3,), (4,)]


def test_what_comes_in_quiet_hours_is_told_when_they_end(path: AlertPath) -> None:
    path.policy = POLICIES[1]
    path.now = START.replace(hour=23)
    event = path.add(path.event(EventKind.CORRECTION, 2))
    path.cycle()
    assert path.got == []
    reason = path.store.database.value("SELECT reason FROM deliveries WHERE channel = 'me'")
    assert reason == "quiet hours: waits until 2026-04-13 07:00 UTC"
    path.now = START.replace(day=13, hour=7)
    path.cycle()
    assert {(got.channel, got.events) for got in path.got} == {("desk", (event,)), ("me", (event,))}


def test_events_on_one_matter_are_one_alert_that_grows(path: AlertPath) -> None:
    events = [path.add(path.event(EventKind.NEW_CLAIM, 3))]
    path.cycle()
    path.now += timedelta(minutes=1)
    events.append(path.add(path.event(EventKind.UPDATE, 3)))
    path.cycle()
    assert path.got == []  # it waits for more
    path.now += timedelta(minutes=1)
    path.cycle()
    assert [sorted(got.events) for got in path.got] == [events]
    late = path.add(path.event(EventKind.CORRECTION, 3))
    path.cycle()
    path.now += timedelta(minutes=14)
    path.cycle()
    assert len(path.got) == 1
    path.now += timedelta(minutes=1)
    path.cycle()
    assert path.got[1].events == (late,)
    alert = path.store.outbox.alert(path.got[1].delivery)
    assert [event.id for event in alert.earlier] == [*events, late]
    name, thread = path.store.outbox.names(path.got[1].delivery)
    assert thread == path.store.outbox.names(path.got[0].delivery)[0] != name


def denial(path: AlertPath, slug: str, matter: int, **how: Any) -> int:
    """Somebody denies one of the matters, in words that no other claim has."""
    (mention,) = publish(path.store, slug, f"That ship {matter} sank is denied, wrote {slug}.", at=path.now, **how)
    event = replace(path.event(EventKind.CONTRADICTION, 0, matter), basis=Basis.DENIAL)
    return path.add(replace(event, claims=(side(mention, "new"), event.claims[1])))


@pytest.mark.parametrize(
    ("second", "hours", "alerts"),
    [
        ({"origin": "The owner", "modality": Modality.DENIED}, 9, 1),
        ({"origin": "The owner", "modality": Modality.DENIED}, 60, 2),  # too late to be an echo
        ({"origin": "The pilot", "modality": Modality.DENIED}, 9, 2),
        ({"origin": "The owner", "modality": Modality.ASSERTED}, 9, 2),  # who denies nothing is no party
    ],
)
def test_what_a_party_denies_is_one_matter_whoever_quotes_it(
    path: AlertPath, second: dict[str, Any], hours: int, alerts: int
) -> None:
    first = denial(path, "one", 1, origin="The owner", modality=Modality.DENIED)
    path.cycle()
    path.now += timedelta(hours=hours)
    echo = denial(path, "other", 2, source="gazette", **second)
    path.cycle()
    assert [got.events for got in path.got] == [(first,), (echo,)]
    assert len({path.store.outbox.alert(got.delivery).id for got in path.got}) == alerts
    assert len({path.store.outbox.names(got.delivery)[1] for got in path.got}) == alerts  # threads of mail


def test_a_dead_letter_that_may_have_arrived_is_sent_again_as_itself_and_not_in_a_summary(path: AlertPath) -> None:
    first = path.add(path.event(EventKind.NEW_CLAIM, 0))
    for how in (How.SENT, How.KILLED_AFTER, How.REFUSED):
        path.cycle(lambda _, how=how: how)  # type: ignore[misc]
        path.now += timedelta(minutes=3)
    for _ in range(20):
        path.add(path.event(EventKind.SURGE))
    path.cycle()
    path.now += timedelta(minutes=3)
    path.store.outbox.retry(path.now)
    path.settle()
    assert len(path.deliveries_of()["desk", first]) == 1
    assert AlertKind.SUMMARY in {got.kind for got in path.got}


def test_a_correction_follows_the_alert_on_what_it_takes_back_and_not_the_latest_on_its_article(
    path: AlertPath,
) -> None:
    (other,) = publish(path.store, "a0", "The ferry carries 300 people.", at=path.now)
    first = path.add(path.event(EventKind.CONTRADICTION, 0, 1))
    path.cycle()
    path.now += timedelta(hours=1)
    conflict = path.event(EventKind.CONTRADICTION, 2)
    later = path.add(replace(conflict, claims=(*conflict.claims, side(other, "earlier"))))
    path.cycle()
    path.now += timedelta(hours=1)
    claim = path.event(EventKind.NEW_CLAIM, 0).claims[0]
    taken_back = Changes(notice="We erred.", corrects=(Corrected(claim.claim, claim.text),))
    correction = path.add(replace(path.event(EventKind.CORRECTION, 0), changes=taken_back))
    path.cycle()
    assert [got.events for got in path.got] == [(first,), (later,), (correction,)]
    alerts = [path.store.outbox.alert(got.delivery).id for got in path.got]
    assert alerts[2] == alerts[0] != alerts[1]


def test_a_source_that_is_back_before_it_was_told_to_be_down_is_told_as_back(path: AlertPath) -> None:
    down = path.add(replace(path.event(EventKind.SOURCE_DOWN), source="wire", story=None))
    path.cycle()
    path.now += timedelta(minutes=1)
    back = path.add(replace(path.event(EventKind.SOURCE_RECOVERED), source="wire", story=None))
    path.now += timedelta(minutes=2)
    path.settle()
    assert [got.events for got in path.got] == [(back, down)]


def test_a_digest_that_has_nothing_to_say_is_not_sent_and_one_that_has_is_one_message(path: AlertPath) -> None:
    path.policy = Policy((Rule(("me",), digest="daily 08:00", default=True),))
    for matter in range(3):
        path.add(path.event(EventKind.NEW_CLAIM, matter))
    for _ in range(60):
        path.cycle()
        path.now += timedelta(hours=1)
    (digest,) = path.got
    assert (digest.kind, digest.events) == (AlertKind.DIGEST, (1, 2, 3))
    assert digest.at == START.replace(day=13, hour=8).astimezone(UTC)


def test_what_is_muted_while_it_waits_is_not_told(path: AlertPath) -> None:
    path.add(path.event(EventKind.NEW_CLAIM, 1))
    path.cycle()
    path.store.mutes.add(Mute(MuteKind.STORY, "harbour", path.now + timedelta(days=1)), path.now)
    path.settle()
    assert path.got == []
    assert path.store.database.value("SELECT untold FROM events WHERE id = 1").startswith("muted: the story harbour")


def test_of_a_message_that_waits_only_the_muted_part_is_left_out(path: AlertPath) -> None:
    kept, muted = path.add(path.event(EventKind.UPDATE, 1)), path.add(path.event(EventKind.UPDATE, 1, 2))
    path.cycle()
    claim = path.event(EventKind.NEW_CLAIM, 2).claims[0].claim
    path.store.mutes.add(Mute(MuteKind.CLAIM, str(claim), path.now + timedelta(days=1)), path.now)
    path.settle()
    assert [got.events for got in path.got] == [(kept,)]
    assert path.store.database.value("SELECT untold FROM events WHERE id = ?", (muted,)).startswith("muted: the claim")


def test_a_channel_that_fails_rests_and_gets_everything_when_it_works_again(path: AlertPath) -> None:
    event = one_that_matters(path)
    path.cycle(lambda _: How.BUSY)
    path.cycle(lambda _: How.SENT)
    assert path.got == []
    assert path.store.channels.down() == {"desk"}
    path.now += timedelta(minutes=1)
    path.cycle()
    assert [got.events for got in path.got] == [(event,)]
    assert path.store.channels.down() == frozenset()
