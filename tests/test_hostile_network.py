"""What strangers try beside their documents: private robots.txt files, and text that forges log lines."""

from __future__ import annotations

import io
import json
import logging
import sys

import pytest

from monitor.clock import Clock
from monitor.commands.output import clean
from monitor.network import Client, Failure, FailureKind, NetworkSettings, Purpose, Request
from monitor.operating.logs import SecretMask, log_lines
from tests.network_loopback import Loopback, reply

FORGED = "Calm\x1b[2J\r\n2026-03-02 ERROR forged\u2028\x9b31m seas"


async def test_hostile_robots_txt_of_a_private_host_is_not_asked():
    async with Loopback(reply(200, b"User-agent: *\nAllow: /")) as canary:
        async with Client(NetworkSettings(min_delay=0), Clock()) as reader:
            answer = await reader.fetch(Request(canary.base + "/page", Purpose.PAGE))
        assert canary.connections == 0
    assert isinstance(answer, Failure)
    assert answer.kind is FailureKind.FORBIDDEN_ADDRESS


def test_hostile_a_log_line_of_foreign_text_stays_one_line_without_controls(monkeypatch: pytest.MonkeyPatch):
    stream, root = io.StringIO(), logging.getLogger()
    before = root.handlers, root.level
    monkeypatch.setattr(sys, "stderr", stream)
    try:
        log_lines(logging.INFO, SecretMask())
        logging.getLogger("monitor").warning("%s", FORGED)
    finally:
        root.handlers, root.level = before
        logging.getLogger("monitor").setLevel(logging.NOTSET)
    (line,) = stream.getvalue().rstrip("\n").split("\n")
    assert "\x1b" not in line
    assert json.loads(line)["level"] == "warning"


def test_hostile_a_terminal_gets_one_line_without_controls():
    shown = clean(FORGED)
    assert shown.isprintable() or not [char for char in shown if ord(char) < 32 or 127 <= ord(char) < 160], shown
