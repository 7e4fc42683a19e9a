"""Tells an article from what sites show in its place: consent walls, challenges, log-ins, stubs."""

from __future__ import annotations

import re
from dataclasses import replace

from monitor.articles.facts import PageFacts
from monitor.model import Extraction, ReadStatus

_STUB = 600  # characters; in a longer text such words are the article's subject
_COLLAPSE = 0.4  # share of the former length below which a text is no edit
_COLLAPSE_FROM = 400  # characters of the former text; shorter ones may shrink by editing


def _pattern(source: str) -> re.Pattern[str]:
    return re.compile(source, re.IGNORECASE | re.VERBOSE)


_CONSENT = _pattern(
    r"""\b(?:we|our\ partners|this\ (?:web)?site|and\ our)\b.{0,80}\b(?:use|store|uses)\b.{0,60}\bcookies?\b
    | \b(?:accept|reject|manage)\ (?:all\ )?(?:cookies|preferences|choices|options) | \byour\ (?:privacy\ choices|consent)\b
    | \bcookie\ (?:policy|settings|preferences|consent|notice)\b | (?:使用|接受).{0,8}cookie"""
)
_CHALLENGE = _pattern(
    r"""^\W*(?:just\ a\ moment|attention\ required|access\ denied|are\ you\ (?:a\ )?(?:human|robot)|pardon\ our\ interruption|security\ check|robot\ check)
    | \b(?:checking|verif\w+)\ (?:your\ browser|(?:that\ )?you\ are\ (?:a\ )?human|you\ are\ not\ a\ robot) | \bcaptcha\b
    | \bunusual\ (?:traffic|activity)\b | \byou\ don't\ have\ permission\ to\ access\b | \bray\ id\b | \bDDoS\ protection\b
    | 安全验证|人机验证|访问过于频繁|请完成验证"""
)
_SCRIPT = _pattern(
    r"""\b(?:please\ )?(?:enable|turn\ on|activate|requires?|needs?)\b.{0,30}\bjava\ ?script\b | \bjava\ ?script\ (?:is\ )?(?:disabled|required|must\ be|is\ not\ enabled)
    | 启用\ ?javascript"""
)
_MISSING = _pattern(
    r"""^\W*(?:404\b|page\ (?:not|can(?:not|'t)\ be)\ found|not\ found|error\ 404|this\ page\ (?:does\ not|doesn't|no\ longer)|(?:sorry|oops)\b.{0,40}\b(?:page|article|find))
    | \b(?:page|article|story|content)\b.{0,40}\b(?:could\ not\ be\ found|cannot\ be\ found|can't\ be\ found|was\ not\ found|wasn't\ found|does\ not\ exist|doesn't\ exist|no\ longer\ (?:exists|available)|has\ been\ (?:moved|deleted))
    | 页面不存在|文章不存在|已被删除|找不到.{0,4}页面"""
)
_LOGIN = _pattern(
    r"""\b(?:log|sign)\ ?in\b.{0,60}\b(?:continue|account|password|email|e-mail)\b | \bforgot(?:ten)?\ (?:your\ )?password\b | \benter\ your\ (?:e-?mail|password|username)
    | 请(?:先)?登录|忘记密码"""
)


def why_suspect(text: str, facts: PageFacts) -> str | None:
    """Why a page's text is probably not its article, in words for a person; None when nothing speaks against it."""
    if len(text) > _STUB:
        return None
    seen = f"{facts.title}\n{text}".replace("’", "'")
    if _CHALLENGE.search(seen) or _CHALLENGE.search(text):
        return "the site asked for proof of being human"
    if _MISSING.search(seen) or _MISSING.search(text):
        return "the page says that the article does not exist"
    if _SCRIPT.search(seen):
        return "the page shows its text only with JavaScript"
    if _CONSENT.search(seen) and _share(_CONSENT, text):
        return "the page shows a consent banner, not the article"
    if facts.password and _LOGIN.search(seen) or _share(_LOGIN, text):
        return "the page asks to log in"
    return None


def against_previous(
    extraction: Extraction, length: int, language: str | None = None, status: ReadStatus = ReadStatus.OK
) -> Extraction:
    """The same extraction, `suspect` with a reason if it cannot be an edit of the version read before.

    `length` (characters), `language` and `status` are those of the last version that was believed.
    """
    reason = None
    if status is ReadStatus.OK and extraction.status is ReadStatus.PARTIAL:
        reason = f"the whole article was read before, now only a part: {extraction.reason}"
    elif extraction.status not in (ReadStatus.OK, ReadStatus.PARTIAL):
        return extraction
    elif length >= _COLLAPSE_FROM and len(extraction.text) < _COLLAPSE * length:
        reason = f"the text shrank from {length} to {len(extraction.text)} characters"
    elif language and extraction.language and language != extraction.language:
        reason = f"the language changed from {language} to {extraction.language}"
    return replace(extraction, status=ReadStatus.SUSPECT, reason=reason) if reason else extraction


def _share(pattern: re.Pattern[str], text: str) -> bool:
    """Whether at least half of a text's lines and sentences match."""
    parts = [p for p in re.split(r"\n|(?<=[.!?。])\s*", text) if p.strip()]
    return bool(parts) and sum(bool(pattern.search(p)) for p in parts) * 3 >= len(parts)
