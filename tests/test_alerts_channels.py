"""What an address tells of its channel, and what it must not tell."""

from __future__ import annotations

import subprocess
import sys

import pytest

from monitor.alerts import Form, check_channel, describe_channel, shape_of

# Apprise imports a module of the standard library that 3.11 and 3.12 announce as going away.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")

SECRET = "hunter2secret"
SLACK = f"slack://T1JJ3T3L2/A1BRTD4JD/{SECRET}AbCdEfGhIjK/#desk"
DISCORD = f"discord://123456789012345678/{SECRET}{'a' * 60}"
TELEGRAM = f"tgram://123456789:{SECRET}abcdefghi/12315544/"
JSON = f"json://user:{SECRET}@127.0.0.1:8080/{SECRET}"
MAIL = f"mailto://me:{SECRET}@example.org?smtp=mail.example.org"
NTFY = f"ntfy://{SECRET}"


@pytest.mark.parametrize("url", [SLACK, DISCORD, TELEGRAM, JSON, MAIL, NTFY])
def test_a_usable_address_passes_the_check(url: str) -> None:
    assert check_channel("desk", url) is None


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("", "not of the form service://"),
        (SECRET, "not of the form service://"),
        (f"nosuch://{SECRET}", "Apprise knows no service nosuch://"),
        (f"slack://{SECRET}", "not one that Slack can use"),
        (f"{JSON}, {JSON}", "give each its own channel"),
        (f"mailto://me:{SECRET}@example.org?to=a@example.org,b@example.org", "names 2 recipients"),
    ],
)
def test_an_unusable_address_is_refused_by_channel_and_reason_without_its_secrets(url: str, reason: str) -> None:
    refusal = check_channel("desk", url)
    assert refusal is not None
    assert refusal.startswith("channel desk: ")
    assert reason in refusal
    assert SECRET not in refusal


@pytest.mark.parametrize(
    ("url", "described"),
    [
        (SLACK, "Slack"),
        (DISCORD, "Discord"),
        (TELEGRAM, "Telegram"),
        (JSON, "JSON 127.0.0.1:8080"),
        (MAIL, "E-Mail example.org:25"),
        (NTFY, "ntfy"),
        (SECRET, "unusable address"),
    ],
)
def test_a_channel_is_described_by_its_service_and_a_host_that_is_no_secret(url: str, described: str) -> None:
    assert describe_channel(url) == described


@pytest.mark.parametrize(
    ("url", "form", "has_title"),
    [
        (JSON, Form.TEXT, True),
        (f"{JSON}?format=markdown", Form.MARKDOWN, True),
        (MAIL, Form.MAIL, True),
        (f"{MAIL}&format=text", Form.TEXT, True),
        (SLACK, Form.TEXT, True),
        (DISCORD, Form.MARKDOWN, False),
        ("matrix://me:pw@localhost/!abc:localhost", Form.HTML, False),
        ("matrix://me:pw@localhost/!abc:localhost?format=text", Form.TEXT, False),
        (TELEGRAM, Form.HTML, False),
        ("mmost://localhost/3ccdd113474722377935511fc85d3dd4", Form.MARKDOWN, False),
    ],
)
def test_a_channel_takes_the_form_that_its_service_shows_faithfully(url: str, form: Form, has_title: bool) -> None:
    shape = shape_of(url)
    assert shape.form is form
    assert (shape.title_max > 0) is has_title
    assert shape.body_max > 1000


def test_title_and_body_share_a_limit_where_the_service_counts_both() -> None:
    shape = shape_of(NTFY)
    assert shape.title_max + shape.body_max < 7800
    assert shape_of(DISCORD).body_max <= 2000


def test_a_message_of_blocks_keeps_to_what_slack_takes_in_a_block() -> None:
    shape = shape_of(f"{SLACK}?blocks=yes&format=markdown")
    assert (shape.form, shape.title_max) == (Form.MARKDOWN, 150)
    assert shape.body_max <= 3000


def test_importing_the_room_does_not_load_apprise() -> None:
    code = "import sys, monitor.alerts; print(sorted({'apprise', 'requests', 'asyncio'} & set(sys.modules)))"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"
