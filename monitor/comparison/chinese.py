"""Signs that one Chinese sentence is the later state of another, read by its characters."""

from __future__ import annotations

import re
from collections.abc import Iterator

from monitor.model import Mention, Modality, Side

_MOVED = re.compile(
    r"(?P<what>[\u3400-\u9fff]{2,12}?)(?:已经|已|现|又|再)?(?:升至|增至|增加[到至]|扩大[到至]|攀升至|飙升至|上升[到至]|升到|降至|降到|减至|减少[到至]|下降[到至]|上调至|下调至)"
)
_STOPPED = re.compile(r"暂停|停止|中止|停产|停工|停运|停业|关闭|封闭|中断|冻结|查封|吊销")
_RESUMED = re.compile(r"恢复|重启|重开|重新开放|复产|复工|复运|复业|解除|解封|解冻")
_GIVEN_UP = re.compile(r"取消|放弃|撤销|搁置|叫停|终止|撤回|推迟|延期|暂缓")
_PLAN = re.compile(r"计划|方案|项目|打算|决定|安排")
_AROUND = 6  # characters beside a number that say what it counts
_SHARED = 0.4
_WITHOUT = re.compile(
    rf"{_STOPPED.pattern}|{_RESUMED.pattern}|{_GIVEN_UP.pattern}|{_PLAN.pattern}|公司|全部|已经|[^\u3400-\u9fff]"
)


def later_state(earlier: Side, later: Side) -> str | None:
    """Why the later of two Chinese sentences is an update of the earlier, in words for a reader; None if it is none."""
    one, other = earlier.mention, later.mention
    if Modality.DENIED in (one.modality, other.modality):
        return None
    if _counts_on(one, other):
        return "the later text says that the count has moved"
    if _share(one.text, other.text) < _SHARED:
        return None
    if _STOPPED.search(one.text) and _RESUMED.search(other.text) and not _RESUMED.search(one.text):
        return "what was stopped has been taken up again"
    if one.modality is Modality.PLANNED and _GIVEN_UP.search(other.text) and _PLAN.search(other.text):
        return "what was planned has been given up"
    return None


def _counts_on(one: Mention, other: Mention) -> bool:
    """Whether the later sentence says that what the earlier one counts has risen or fallen to another number."""
    moved = _MOVED.search(other.text)
    if moved is None:
        return False
    topic = set(_pairs(moved["what"]))
    now = next((q for q in other.quantities if other.text.find(q.text, moved.end()) == moved.end()), None)
    return now is not None and any(
        before.unit == now.unit and before.low != now.low and topic & set(_pairs(_beside(one.text, before.text)))
        for before in one.quantities
    )


def _beside(text: str, number: str) -> str:
    place = text.find(number)
    return text[max(0, place - _AROUND) : place + len(number) + _AROUND]


def _share(one: str, other: str) -> float:
    """How much of the shorter sentence the other one holds, in pairs of characters, without the words of change."""
    first, second = (set(_pairs(_WITHOUT.sub(" ", text))) for text in (one, other))
    smaller = min(len(first), len(second))
    return len(first & second) / smaller if smaller else 0.0


def _pairs(text: str) -> Iterator[str]:
    for run in re.findall(r"[\u3400-\u9fff]+", text):
        yield from (run[i : i + 2] for i in range(len(run) - 1))
