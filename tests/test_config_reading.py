"""What feeds.yaml may say, and what its reader says of what it may not."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.config import Config, load_config
from monitor.config_values import brief, duration, duration_or_forever, size
from monitor.errors import ConfigError
from monitor.model import EventKind, Tier

STORY = """\
stories:
  - id: bridge
    title: The bridge
    match: {any: [Harbour Bridge]}
"""
SOURCE = """\
sources:
  - {name: gazette, kind: feed, url: "https://gazette.example/feed"}
"""
LEAST = STORY + SOURCE


def write(folder: Path, text: str | bytes) -> Path:
    path = folder / "feeds.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def load(folder: Path, text: str | bytes, **environ: str) -> Config:
    return load_config(write(folder, text), environ)


def problems(folder: Path, text: str | bytes, **environ: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load(folder, text, **environ)
    return [problem.replace(f"{folder}/", "") for problem in caught.value.problems]


def test_the_least_configuration_has_the_documented_defaults(tmp_path: Path) -> None:
    config = load(tmp_path, LEAST)
    (source,) = config.sources
    assert (source.outlet, source.tier, source.read, source.interval) == ("gazette", Tier.PRESS, "matching", None)
    assert config.stories[0].entities == {}
    polling = config.polling
    assert (polling.interval, polling.min_interval, polling.max_interval) == (
        timedelta(hours=1),
        timedelta(minutes=15),
        timedelta(hours=24),
    )
    assert [brief(age) for age in polling.revisit] == ["1h", "6h", "1d", "3d", "7d", "14d", "30d"]
    assert (config.judge.kind, config.judge.threshold) == ("auto", 0.8)
    assert (config.network.max_bytes, config.network.allow_private_addresses) == (10_000_000, False)
    assert (config.network.min_delay, config.network.article_delay) == (timedelta(seconds=2), timedelta(seconds=5))
    assert (config.retention.versions, config.retention.entries) == (None, timedelta(days=180))
    assert (config.channels, config.alerts) == ({}, ())


def test_every_key_is_read(tmp_path: Path) -> None:
    config = load(
        tmp_path,
        """\
stories:
  - id: bridge
    title: The bridge
    entities: {Harbour Bridge: [the crossing, 海港大桥], Port Authority: []}
    match: {any: [Harbour Bridge], all: [toll], none: [card game]}
    lenses: {money: [toll, budget]}
sources:
  - name: gazette
    kind: feed
    url: "https://gazette.example/feed"
    outlet: The Gazette
    tier: primary
    read: all
    headers: {X-Key: "k-12345"}
    interval: 30m
    min_interval: 5m
    max_interval: 2h
network:
  user_agent: reader
  contact: "mailto:desk@example.org"
  allow_private_addresses: [127.0.0.1:8080, 10.0.0.0/8]
  min_delay: 0.5
  article_delay: 1s
  max_bytes: 1MiB
  proxy: "http://proxy.example:3128"
polling: {interval: 2h, min_interval: 30m, max_interval: 7d, revisit: [2h]}
judge:
  kind: llm
  threshold: 0.9
  nli: {model: small, labels: [supports, contradicts, neutral]}
  llm: {base_url: "http://localhost:11434/v1", model: m, api_key: k-67890, daily_calls: 3}
channels: {desk: "json://hooks.example/x"}
alerts: [{on: [contradiction, update], to: [desk], digest: "daily 08:00", min_score: 0.7}]
retention: {versions: 90d, entries: forever, pages: 30d, polls: 14d}
""",
    )
    story, source, network = config.stories[0], config.sources[0], config.network
    assert story.entities == {"Harbour Bridge": ("the crossing", "海港大桥"), "Port Authority": ()}
    assert (story.match.any, story.match.all, story.match.none) == (("Harbour Bridge",), ("toll",), ("card game",))
    assert (source.outlet, source.tier, source.read) == ("The Gazette", Tier.PRIMARY, "all")
    assert source.headers["X-Key"].get_secret_value() == "k-12345"
    assert network.allow_private_addresses == ("127.0.0.1:8080", "10.0.0.0/8")
    assert (network.min_delay, network.max_bytes) == (timedelta(seconds=0.5), 2**20)
    assert config.judge.llm is not None
    assert config.judge.llm.daily_calls == 3
    assert config.judge.nli is not None
    assert config.judge.nli.labels == ("supports", "contradicts", "neutral")
    assert config.alerts[0].on == (EventKind.CONTRADICTION, EventKind.UPDATE)
    assert (config.retention.versions, config.retention.entries) == (timedelta(days=90), None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (LEAST.replace("title:", "titel:"), "3: stories[0].titel is an unknown key (titel); did you mean title?"),
        (LEAST.replace("    title: The bridge\n", ""), "2: stories[0].title is missing; add it"),
        (LEAST + "foo: 1\n", "7: foo is an unknown key (foo); known here: alerts, timezone, "),
        (
            LEAST.replace("kind: feed", "kind: fead"),
            "6: sources[0].kind is an unknown kind of source (fead); did you mean feed?",
        ),
        (
            LEAST.replace("kind: feed", "kind: feed, tier: pres"),
            "6: sources[0].tier is an unknown value (pres); did you mean press?",
        ),
        (LEAST.replace("https:", "ftp:"), "6: sources[0].url is no web address; it begins with https://"),
        (LEAST.replace("any: [Harbour Bridge]", ""), "4: stories[0].match needs at least one phrase"),
        (LEAST.replace("[Harbour Bridge]", "Harbour Bridge"), "4: stories[0].match.any must be a list"),
        (LEAST.replace("id: bridge", "id: the bridge"), "2: stories[0].id holds a character that cannot"),
        (STORY + "sources: []\n", "5: sources is an empty list"),
        (LEAST + "network: {min_delay: soon}\n", "7: network.min_delay is no duration; write 0, 30s, 15m, 2h, 7d"),
        (LEAST + "network: {max_bytes: a lot}\n", "7: network.max_bytes is no size"),
        (LEAST + "network: {allow_private_addresses: [nowhere]}\n", "7: network.allow_private_addresses holds an item"),
        (LEAST + "network: {ca_file: none.pem}\n", "7: network.ca_file names no file"),
        (
            LEAST + "polling: {interval: 5m}\n",
            "7: polling has interval 5m, min_interval 15m and max_interval 1d; set all three",
        ),
        (LEAST.replace("kind: feed", "kind: feed, interval: 2d"), "6: sources[0] has interval 2d"),
        (LEAST + "polling: {revisit: [2h, 1h]}\n", "7: polling.revisit must grow"),
        (LEAST + "judge: {kind: nli}\n", "7: judge has kind nli, which needs its own keys under nli"),
        (LEAST + "judge: {threshold: 1.5}\n", "7: judge.threshold must be less than or equal to 1 (it says '1.5')"),
        (LEAST + "judge: {nli: {modle: x}}\n", "7: judge.nli.modle is an unknown key (modle); did you mean model?"),
        (LEAST + "channels: {desk: nonsense}\n", "7: channels.desk is no Apprise address"),
        (
            LEAST + "alerts: [{on: [contradicton], to: []}]\n",
            "7: alerts[0].on[0] is an unknown value (contradicton); did you mean contradiction?",
        ),
        (
            LEAST + 'channels: {desk: "json://x"}\nalerts: [{on: [update], to: [dsk]}]\n',
            "8: alerts[0].to[0] is an unknown channel (dsk); did you mean desk?",
        ),
        (
            LEAST + "alerts: [{on: [update], to: [desk]}]\n",
            "7: alerts[0].to[0] is an unknown channel (desk); known here: none",
        ),
        (
            LEAST + 'channels: {d: "json://x"}\nalerts: [{on: [update], to: [d], digest: weekly}]\n',
            "8: alerts[0].digest is no time for a digest",
        ),
        (
            LEAST + '  - {name: gazette, kind: feed, url: "https://b.example/"}\n',
            "7: sources[1].name (gazette) stands in line 6 already",
        ),
        (
            LEAST + '  - {name: b, kind: feed, url: "https://b.example/", outlet: gazette, tier: forum}\n',
            "7: sources[1].tier is another one than in line 6 for the same outlet; an outlet has one tier",
        ),
        (STORY + STORY.removeprefix("stories:\n") + SOURCE, "5: stories[1].id (bridge) stands in line 2 already"),
        (LEAST + "stories: []\n", "7: stories stands twice; it was already given in line 1"),
        (LEAST.replace("kind: feed", 'kind: feed, headers: {X: "a\\nb"}'), "6: sources[0].headers hold a line break"),
    ],
)
def test_a_mistake_is_named_with_line_key_and_way_out(tmp_path: Path, text: str, expected: str) -> None:
    found = problems(tmp_path, text)
    assert any(problem.startswith(f"feeds.yaml:{expected}") for problem in found), found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "feeds.yaml: is empty"),
        ("# nothing\n", "feeds.yaml: is empty"),
        ("- a\n", "feeds.yaml: must begin with keys"),
        ("just words\n", "feeds.yaml: must begin with keys"),
        ("stories:\n\t- id: a\n", "feeds.yaml:2: a tab stands where YAML wants spaces"),
        ("stories: [1\n", "feeds.yaml:2: is no YAML"),
        ("a: b: c\n", "feeds.yaml:1: is no YAML"),
        ("a: 1\n---\nb: 2\n", "feeds.yaml:2: a second document begins"),
        (b"a: 1\nb: \xff\n", "feeds.yaml:2: is not UTF-8 from here on"),
        ("a: \x00\n", "feeds.yaml:1: is no YAML"),
    ],
)
def test_a_file_that_is_no_configuration_is_told_plainly(tmp_path: Path, text: str | bytes, expected: str) -> None:
    (problem,) = problems(tmp_path, text)
    assert problem.startswith(expected)


@pytest.mark.parametrize("text", ["a: !!python/object:os.system {}\n", "a: &x [*x]\n", "? [1]\n: 2\n", "1: 2\n"])
def test_what_yaml_can_and_a_configuration_may_not_is_an_error(tmp_path: Path, text: str) -> None:
    assert problems(tmp_path, text)


def test_an_anchor_stands_for_its_value_and_an_unknown_one_is_told(tmp_path: Path) -> None:
    named = LEAST.replace("[Harbour Bridge]", "&words [Harbour Bridge, crossing], all: *words")
    match = load(tmp_path, named).stories[0].match
    assert match.any == match.all == ("Harbour Bridge", "crossing")
    told = "4: stories[0].match.any refers to *nobody, and nothing before it is named &nobody"
    assert f"feeds.yaml:{told}" in problems(tmp_path, LEAST.replace("[Harbour Bridge]", "*nobody"))


def test_what_is_wrong_does_not_hide_what_comes_after_it(tmp_path: Path) -> None:
    text = LEAST.replace("title: The bridge", "{a: [1, {b: 2}]}: [x]\n    title: The bridge\n    title: {again: [1]}")
    found = problems(tmp_path, text + "foo: 1\n")
    assert [problem.split(" ")[0] for problem in found] == ["feeds.yaml:3:", "feeds.yaml:5:", "feeds.yaml:9:"]


def test_a_missing_file_and_a_folder_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="there is no such file; `monitor init` writes one"):
        load_config(tmp_path / "feeds.yaml", {})
    with pytest.raises(ConfigError, match="cannot be read"):
        load_config(tmp_path, {})


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = LEAST.replace("title:", "titel:").replace("https", "nope") + "judge: {kind: magic}\nfoo: 1\n"
    found = problems(tmp_path, text)
    lines = [int(problem.split(":")[1]) for problem in found]
    assert lines == sorted(lines)
    assert {3, 6, 7, 8} <= set(lines)


def test_a_list_with_a_wrong_item_is_not_called_empty(tmp_path: Path) -> None:
    assert not [p for p in problems(tmp_path, LEAST.replace("title:", "titel:")) if "empty" in p]


def test_words_that_yaml_takes_for_something_else_stay_words(tmp_path: Path) -> None:
    text = LEAST.replace("[Harbour Bridge]", "[NO, on, 360, 2026-01-01, 1:30, Harbour Bridge]")
    assert load(tmp_path, text).stories[0].match.any == ("NO", "on", "360", "2026-01-01", "1:30", "Harbour Bridge")


def test_no_delay_between_feeds_means_none_between_pages(tmp_path: Path) -> None:
    assert load(tmp_path, LEAST + "network: {min_delay: 0}\n").network.article_delay == timedelta(0)


def test_the_environment_fills_in_also_without_quotes(tmp_path: Path) -> None:
    text = LEAST + 'channels: {desk: "json://${USER_1}:${KEY}@host/"}\njudge: {llm: {base_url: ${URL}, model: $${x}}}\n'
    config = load(tmp_path, text, USER_1="u", KEY="k", URL="http://localhost/v1")
    assert config.channels["desk"].get_secret_value() == "json://u:k@host/"
    assert config.judge.llm is not None
    assert (config.judge.llm.base_url, config.judge.llm.model) == ("http://localhost/v1", "${x}")


def test_a_variable_that_is_not_set_is_named_with_its_line(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, LEAST + 'channels:\n  desk: "json://${NOBODY_SET_THIS}"\n')
    assert problem.startswith("feeds.yaml:8: channels.desk uses ${NOBODY_SET_THIS}, which is not set")


@pytest.mark.parametrize("text", ["${", "${a b}", "${1X}", "${X:-y}"])
def test_half_a_reference_is_an_error(tmp_path: Path, text: str) -> None:
    found = problems(tmp_path, LEAST + f'channels: {{desk: "json://{text}"}}\n', X="x")
    assert any("write ${NAME}" in problem for problem in found)


SECRET = "hunter2-very-secret"


@pytest.mark.parametrize(
    "line",
    [
        'channels: {desk: "${KEY}"}',
        "network: {min_delay: ${KEY}, max_bytes: ${KEY}, proxy: ${KEY}}",
        "network: {allow_private_addresses: [${KEY}], ca_file: ${KEY}}",
        "judge: {kind: ${KEY}, threshold: ${KEY}}",
        "judge: {llm: {base_url: ${KEY}, model: 1, daily_calls: ${KEY}}}",
        "alerts: [{on: [${KEY}], to: [${KEY}], digest: ${KEY}, min_score: ${KEY}}]",
        "retention: {versions: ${KEY}}",
        "polling: {revisit: [${KEY}], interval: ${KEY}}",
        'stories: [{id: "${KEY} x", title: 1, match: ${KEY}}]',
        "sources: [{name: ${KEY}, kind: ${KEY}, tier: ${KEY}}, {name: ${KEY}, kind: feed}]",
        "network: {ca_file: ${KEY}, no_such: ${KEY}}",
    ],
)
def test_a_value_of_the_environment_is_in_no_error(tmp_path: Path, line: str) -> None:
    found = problems(tmp_path, line + "\n", KEY=SECRET)
    assert found
    assert SECRET not in "\n".join(found)


def test_secrets_show_neither_in_repr_nor_after_redaction(tmp_path: Path) -> None:
    text = LEAST.replace("kind: feed", "kind: feed, headers: {X-Key: header-secret}") + (
        f'channels: {{desk: "json://{SECRET}@host/"}}\n'
        'network: {proxy: "http://me:proxy-secret@proxy.example"}\n'
        'judge: {llm: {base_url: "http://localhost/${PATH_PART}", model: m, api_key: key-secret}}\n'
    )
    config = load(tmp_path, text, PATH_PART="env-secret")
    shown = f"{config!r} {config}"
    for secret in (SECRET, "header-secret", "proxy-secret", "key-secret"):
        assert secret not in shown
    said = f"asked json://{SECRET}@host/ and http://localhost/env-secret with header-secret"
    assert config.redact(said) == "asked [channel desk] and http://localhost/${PATH_PART} with [header X-Key]"


def test_a_configuration_does_not_change(tmp_path: Path) -> None:
    config = load(tmp_path, LEAST)
    with pytest.raises(ValueError, match="frozen"):
        config.polling = config.polling  # type: ignore[misc]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("0", 0), (0, 0), ("30s", 30), ("15m", 900), ("2h", 7200), ("7d", 604800), (90, 90), ("1.5h", 5400), (0.5, 0.5)],
)
def test_durations(text: object, seconds: float) -> None:
    assert duration(text).total_seconds() == seconds


@pytest.mark.parametrize("text", ["", "-1", "1w", "1h30m", "soon", True, None, [], "99999999d", "1e3", "nan"])
def test_what_is_no_duration(text: object) -> None:
    with pytest.raises(ValueError):
        duration(text)


@given(st.integers(0, 10**6))
def test_a_duration_written_briefly_reads_the_same(seconds: int) -> None:
    assert duration(brief(timedelta(seconds=seconds))) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("text", "count"), [("10MB", 10**7), ("500kB", 500_000), ("1GiB", 2**30), (2048, 2048), ("2 mb", 2 * 10**6)]
)
def test_sizes(text: object, count: int) -> None:
    assert size(text) == count


def test_forever_is_no_end() -> None:
    assert duration_or_forever("forever") is None
    assert duration_or_forever("2d") == timedelta(days=2)


@given(st.text(max_size=80))
def test_any_text_is_a_configuration_or_a_told_error(text: str) -> None:
    path = Path("feeds.yaml")

    class Given(type(path)):  # type: ignore[misc]
        def read_bytes(self) -> bytes:
            return text.encode("utf-8", "surrogatepass")

    with pytest.raises(ConfigError) as caught:
        load_config(Given("feeds.yaml"), {})
    assert caught.value.problems
