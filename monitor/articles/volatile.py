"""Lines that change though nothing was edited: clocks, ages, counters of views and comments."""

from __future__ import annotations

import re

_LONGEST = 120  # characters; a longer line is a sentence

_CLOCK = r"\d{1,2}[:.]\d{2}(?::\d{2})?\s*(?:[ap]\.?m\.?)?\s*(?:gmt|utc|bst|cet|cest|est|edt|et|pt|pst|pdt)?"
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
_DAY = rf"(?:{_MONTH}\ \d{{1,2}},?\ \d{{4}}|\d{{1,2}}\ {_MONTH},?\ \d{{4}}|\d{{4}}-\d{{1,2}}-\d{{1,2}})"
_UNIT = r"(?:sec(?:ond)?|min(?:ute)?|hour|hr|day|week|month|year)s?"
_COUNTED = (
    r"(?:views?|reads?|shares?|likes?|comments?|repl(?:y|ies)|reactions?|points?|upvotes?|readers?|followers?|"
    r"people\ (?:are\ )?reading(?:\ this(?:\ (?:article|story))?)?(?:\ (?:right\ )?now)?|min(?:ute)?s?\ read)"
)
_NUMBER = r"[\d.,]+\ ?[km]?"
_ZH_COUNTED = r"(?:阅读|浏览|评论|点赞|转发|分享|收藏|回复|播放)"
_ZH_DAY = r"\d{4}年\d{1,2}月\d{1,2}日"
_ZH_CLOCK = rf"(?:{_ZH_DAY}|\d{{4}}-\d{{1,2}}-\d{{1,2}})(?:\ ?\d{{1,2}}:\d{{2}}(?::\d{{2}})?)"

_CHANGING = re.compile(
    rf"""
        (?:(?:last|first)\ )?(?:updated?|published|posted|modified)(?:\ (?:on|at))?:?\ ?.{{0,40}}?
            (?:{_UNIT}\ ago|{_CLOCK}|\d{{4}}|just\ now)
      | (?:about\ |over\ )?(?:\d+|an?)\ {_UNIT}\ ago | just\ now | (?:today|yesterday)(?:\ at)?,?\ {_CLOCK}
      | (?:{_DAY}[,\ ]*(?:at\ )?)?{_CLOCK} | {_CLOCK}[,\ ]*{_DAY}
      | (?:share\ )?{_NUMBER}\ {_COUNTED} | {_COUNTED}:?\ ?\(?{_NUMBER}\)?
      | (?:(?:发布|更新|发表|修改)(?:于|时间|日期)?[:\ ]*)?{_ZH_CLOCK}
      | (?:发布|更新|发表|修改)(?:于|时间|日期)[:\ ]*{_ZH_DAY}
      | {_ZH_COUNTED}(?:量|数|次数)?:?\ ?\(?[\d.,]+\ ?[万千]?\)?
      | [\d.,]+\ ?[万千]?\ ?(?:次|条|人|个)?{_ZH_COUNTED} | \d+\ ?(?:秒|分钟|小时|天)前 | 刚刚
    """,
    re.IGNORECASE | re.VERBOSE,
)
_BYLINE = re.compile(r"by\ .{2,60}|(?:来源|作者|记者|编辑):?\ ?.{2,20}", re.IGNORECASE | re.VERBOSE)
_BETWEEN = re.compile(r"\s*[|·•]\s*")


def is_volatile(line: str) -> bool:
    """Whether a folded line is nothing but clocks, ages and counters, a byline beside them included."""
    if len(line) > _LONGEST:
        return False
    parts = [part.strip(" .-") for part in _BETWEEN.split(line)]
    changing = [bool(_CHANGING.fullmatch(part)) for part in parts]
    return any(changing) and all(
        changes or not part or _BYLINE.fullmatch(part) for changes, part in zip(changing, parts, strict=True)
    )
