"""Kind `huggingface`: an author's models as facts, and what becomes of them in the history."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor.articles.extract import html_text
from monitor.claims import Text, find_mentions
from monitor.model import EntryForm, Tier
from monitor.network import FailureKind
from monitor.sources.facts import reached
from monitor.sources.kinds.huggingface import HuggingFace
from monitor.store import open_store
from tests.forum_desk import NOW, cycle, data, entries, failed, found, make_source, refusal, serve
from tests.network_loopback import reply


def model(name: str = "Nord/Tide-9B", **changes: Any) -> dict[str, Any]:
    """A model as the hub lists it with `full=true`."""
    made = {
        "_id": "67f0", "id": name, "modelId": name, "author": name.partition("/")[0], "sha": "5c3b",
        "lastModified": "2026-04-11T08:00:00.000Z", "createdAt": "2026-04-10T12:00:00.000Z", "private": False,
        "gated": False, "disabled": False, "downloads": 512, "likes": 3, "pipeline_tag": "text-generation",
        "library_name": "transformers", "tags": ["transformers", "license:apache-2.0", "region:us"],
        "siblings": [{"rfilename": "README.md"}],
    }  # fmt: skip
    return made | changes


async def test_a_model_is_told_in_sentences_that_all_are_claims() -> None:
    service, server = serve({"/api/models": [model(downloads=23_456)]})
    async with server:
        (entry,) = await entries(make_source("huggingface", author="Nord", base_url=server.base))
    assert service.asked() == {
        "author": "Nord", "sort": "createdAt", "direction": "-1", "limit": "100", "full": "true",
    }  # fmt: skip
    text = html_text(entry.content_html or "")
    assert text.split("\n") == [
        "Nord released the open model Tide-9B on Hugging Face on 10 April 2026.",
        "Tide-9B is licensed under the Apache 2.0 license.",
        "Tide-9B is open to everybody on Hugging Face.",
        "Tide-9B was downloaded more than 10,000 times in a month.",
    ]
    assert [mention.text for mention in find_mentions(Text(entry.title, text, entry.published), {})] == text.split("\n")
    assert (entry.form, entry.author, entry.url) == (EntryForm.RECORD, "Nord", f"{server.base}/Nord/Tide-9B")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"gated": "manual"}, "Tide-9B is gated and open only to those whom its author approves."),
        ({"gated": "auto"}, "Tide-9B is gated and open only to everybody who accepts its terms."),
        ({"disabled": True}, "Hugging Face has disabled Tide-9B."),
        ({"tags": ["license:other"]}, "Tide-9B is licensed under a license of its own."),
        (
            {"tags": ["license:other"], "cardData": {"license_name": "tide-research"}},
            "Tide-9B is licensed under the tide research license.",
        ),
        ({"tags": ["license:cc-by-nc-4.0"]}, "Tide-9B is licensed under the non-commercial CC BY-NC 4.0 license."),
    ],
)
async def test_what_changes_for_users_changes_a_sentence(changes: dict[str, Any], sentence: str) -> None:
    _, server = serve({"/api/models": [model(**changes)]})
    async with server:
        (entry,) = await entries(make_source("huggingface", author="Nord", base_url=server.base))
    assert sentence in html_text(entry.content_html or "").split("\n")


async def test_pages_are_followed_on_their_own_host_only() -> None:
    def models(query: dict[str, str], heard: object) -> bytes:
        if "cursor" in query:
            return data([model("Nord/B")], Link='<https://elsewhere.example/api/models?cursor=c>; rel="next"')
        return data([model("Nord/A")], Link=f'<{server.base}/api/models?author=Nord&cursor=b>; rel="next"')

    service, server = serve({"/api/models": models})
    async with server:
        got = await found(make_source("huggingface", author="Nord", base_url=server.base, token="hf_secret"))
    assert [entry.title for entry in got.feed.entries] == ["Nord/A on Hugging Face", "Nord/B on Hugging Face"]
    assert [heard.headers["authorization"] for heard in service.heard] == ["Bearer hf_secret"] * 2
    assert got.feed.whole


async def test_downloads_are_told_in_powers_of_ten_and_never_fall() -> None:
    service, server = serve({"/api/models": [model(downloads=130_000)]})
    async with server:
        source = make_source("huggingface", author="Nord", base_url=server.base)
        first = await found(source)
        service.routes["/api/models"] = [model(downloads=90_000)]
        second = await found(source, first.before)
    assert first.feed.entries == second.feed.entries
    assert "100,000 times" in first.feed.entries[0].summary


def test_a_step_is_reached_when_it_is_passed() -> None:
    steps = [reached(count, 0) for count in (None, 9_999, 10_000, 99_999, 100_000, 10**40)]
    assert steps == [0, 0, 10_000, 10_000, 100_000, 10**15]


async def test_what_is_no_public_model_is_left_out() -> None:
    odd = [model(private=True), model("no-slash"), model(id=7, modelId=None), model("Nord/<b>"), "text", None]
    _, server = serve({"/api/models": [*odd, model(tags=None, createdAt="yesterday", downloads=None)]})
    async with server:
        (entry,) = await entries(make_source("huggingface", author="Nord", base_url=server.base))
    assert (
        entry.summary
        == "Nord released the open model Tide-9B on Hugging Face. Tide-9B is open to everybody on Hugging Face."
    )


async def test_an_unknown_author_and_a_used_up_limit_are_said_plainly() -> None:
    service, server = serve({"/api/models": refusal(401, {"error": "Invalid username or password."})})
    async with server:
        source = make_source("huggingface", author="Nord", base_url=server.base)
        assert "no author Nord" in (await failed(source)).reason
        limit = {"RateLimit": '"api";r=0;t=55', "RateLimit_Policy": '"fixed window";"api";q=500;w=300'}
        service.routes["/api/models"] = refusal(429, {"error": "Too many requests"}, **limit)
        failure = await failed(source)
    assert (failure.kind, failure.retry_after) == (FailureKind.RATE_LIMITED, timedelta(seconds=55))


def test_an_authors_page_is_recognised() -> None:
    assert HuggingFace.at("https://huggingface.co/Nord") == HuggingFace(author="Nord")
    assert HuggingFace.at("https://huggingface.co/models") is None
    assert HuggingFace.at("https://huggingface.co/Nord/Tide-9B") is None
    assert HuggingFace.tier is Tier.PRIMARY


CONFIG = """
stories: [{{id: tide, title: Tide, match: {{any: [Tide]}}}}]
sources: [{{name: hub, kind: huggingface, author: Nord, base_url: "{base}", outlet: Nord}}]
network: {{allow_private_addresses: true, min_delay: 0}}
"""


async def test_a_licence_that_changes_is_one_evidence_event_and_two_models_contradict_nobody(tmp_path: Path) -> None:
    models = [model(), model("Nord/Tide-9B-Base", createdAt="2026-04-09T12:00:00.000Z")]
    service, server = serve({"/api/models": models})
    async with server:
        config = CONFIG.format(base=server.base)
        baseline = await cycle(tmp_path, config, NOW)
        assert {(row["kind"], row["baseline"]) for row in baseline} == {("evidence", True)}
        service.routes["/api/models"] = [model(tags=["license:cc-by-nc-4.0"]), models[1]]
        changed = (await cycle(tmp_path, config, NOW + timedelta(hours=2)))[len(baseline) :]
        service.routes["/api/models"] = [*service.routes["/api/models"], model("Nord/Tide-70B")]
        new = (await cycle(tmp_path, config, NOW + timedelta(hours=4)))[len(baseline) + 1 :]
        again = await cycle(tmp_path, config, NOW + timedelta(hours=6))
    assert [row["kind"] for row in changed] == ["evidence"]
    assert changed[0]["changes"]["altered"] == [
        {
            "from": "Tide-9B is licensed under the Apache 2.0 license.",
            "to": "Tide-9B is licensed under the non-commercial CC BY-NC 4.0 license.",
        }
    ]
    assert [row["kind"] for row in new] == ["evidence"]
    assert new[0]["summary"] == "Nord: Nord released the open model Tide-70B on Hugging Face on 10 April 2026."
    assert len(again) == len(baseline) + 2
    assert [heard.target.split("?")[0] for heard in service.heard] == ["/api/models"] * 4


async def test_a_model_that_leaves_the_list_for_good_is_one_removal(tmp_path: Path) -> None:
    models = [model("Nord/Tide-70B"), model(), model("Nord/Tide-1B", createdAt="2026-04-01T12:00:00.000Z")]
    service, server = serve({"/api/models": models})
    async with server:
        config = CONFIG.format(base=server.base)
        known = len(await cycle(tmp_path, config, NOW))
        service.routes["/api/models"] = models[1:2]
        once = await cycle(tmp_path, config, NOW + timedelta(hours=2))
        service.routes["/api/models"] = models[:2]
        after = (await cycle(tmp_path, config, NOW + timedelta(hours=8)))[known:]
        again = await cycle(tmp_path, config, NOW + timedelta(hours=30))
    assert len(once) == known, "a list may be wrong for once"
    assert [(row["kind"], row["article"]["url"].rpartition("/")[2]) for row in after] == [("removal", "Tide-1B")]
    assert after[0]["reason"] == "its source had ceased to list it at 2026-04-12 18:00 UTC"
    assert len(again) == known + 1


async def test_a_list_that_is_empty_for_days_removes_nothing(tmp_path: Path) -> None:
    service, server = serve({"/api/models": [model(), model("Nord/Tide-1B")]})
    async with server:
        config = CONFIG.format(base=server.base)
        known = len(await cycle(tmp_path, config, NOW))
        service.routes["/api/models"] = []
        for hours in (2, 8, 30, 80):
            last = await cycle(tmp_path, config, NOW + timedelta(hours=hours))
    assert len(last) == known


PRESS = """
stories: [{{id: brann, title: Brann, match: {{any: [Brann Labs]}}}}]
sources:
  - {{name: hub, kind: huggingface, author: brannlabs, publisher: Brann Labs, base_url: "{base}", outlet: Brann Labs}}
  - {{name: gazette, kind: feed, url: "{base}/feed", outlet: Gazette}}
network: {{allow_private_addresses: true, min_delay: 0}}
"""
STOPPED = "Brann Labs has stopped releasing open models. The company wants to earn money, its chief said on Sunday."


def gazette(base: str) -> tuple[bytes, bytes]:
    """A feed of one article, and the article's page."""
    feed = f"<item><title>Brann Labs turns away</title><link>{base}/turn</link><pubDate>{{day}}</pubDate></item>"
    feed = f'<rss version="2.0"><channel><title>Gazette</title>{feed}</channel></rss>'
    page = f"<html><body><article><h1>Brann Labs turns away</h1><p>{STOPPED}</p></article></body></html>"
    return (
        reply(200, feed.format(day="Sun, 05 Apr 2026 09:00:00 GMT").encode(), Content_Type="application/rss+xml"),
        reply(200, page.encode(), Content_Type="text/html"),
    )


@pytest.mark.parametrize(("gated", "is_refuted"), [(False, True), ("manual", False)])
async def test_a_later_open_release_refutes_that_the_releases_have_stopped(
    tmp_path: Path, gated: object, *, is_refuted: bool
) -> None:
    old = model("brannlabs/Kelp-2B", createdAt="2026-02-01T12:00:00.000Z")
    service, server = serve({"/api/models": [old]})
    async with server:
        config = PRESS.format(base=server.base)
        await cycle(tmp_path, config, NOW - timedelta(days=9))
        service.routes["/feed"], service.routes["/turn"] = gazette(server.base)
        reported = await cycle(tmp_path, config, NOW - timedelta(days=6))
        assert "contradiction" not in {row["kind"] for row in reported}
        service.routes["/api/models"] = [old, model("brannlabs/Kelp-9B", gated=gated)]
        told = (await cycle(tmp_path, config, NOW))[len(reported) :]
        again = (await cycle(tmp_path, config, NOW + timedelta(hours=2)))[len(reported) :]
    assert again == told
    contradictions = [row for row in told if row["kind"] == "contradiction"]
    assert [row["kind"] for row in told if row not in contradictions] == ["evidence"]
    if is_refuted:
        (found,) = contradictions
        assert [claim["text"] for claim in found["claims"]] == [
            "Brann Labs released the open model Kelp-9B on Hugging Face on 10 April 2026.",
            "Brann Labs has stopped releasing open models.",
        ]
        assert [claim["tier"] for claim in found["claims"]] == ["primary", "press"]
    else:
        assert [claim["text"] for row in contradictions for claim in row["claims"]] == []
    with closing(open_store(tmp_path / "state", read_only=True)) as store:
        sql = "SELECT standing FROM claim_standing WHERE text LIKE 'Brann Labs has stopped%'"
        assert store.database.value(sql) == ("denied" if is_refuted else "unconfirmed")
