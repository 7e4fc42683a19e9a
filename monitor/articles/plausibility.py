"""Tells an article from what sites show in its place: consent walls, challenges, log-ins, stubs."""

from __future__ import annotations

import re
from dataclasses import replace

from monitor.articles.facts import PageFacts
from monitor.articles.wording import any_of, straight
from monitor.model import Extraction, ReadStatus

_STUB = 600  # characters; in a longer text such words are the article's subject
_ALL_OF_IT = 1 / 3  # share of a text's sentences that must speak of consent or log-in
_COLLAPSE = 0.4  # share of the former length below which a text is no edit
_COLLAPSE_FROM = 400  # characters of the former text; shorter ones may shrink by editing

_CHALLENGE = any_of(
    r"""
    ^\W*(?:just a moment|attention required|access denied|pardon our interruption|security check|robot check)\b
    \b(?:are you|that you are|confirm you're|prove you(?:'re| are)) (?:a )?(?:human|not a robot|a robot)
    \b(?:checking|verifying) (?:your browser|(?:that )?you are human|if the site connection is secure)
    \b(?:unusual|automated|suspicious) (?:traffic|activity|requests) (?:from|has been|was)
    \byou don't have permission to access\b
    \bray id\b|\bsolve (?:the|this) captcha|\bddos protection by\b
    安全验证|人机验证|访问过于频繁|请完成验证
    """
)
_MISSING = any_of(
    r"""
    ^\W*(?:404\b|error 404|page (?:not|could not be|cannot be|can't be) found|not found)
    ^\W*(?:sorry|oops)\b.{0,40}\b(?:page|article|find)\b
    \b(?:page|article|story|content)\b.{0,40}\b(?:could not|cannot|can't|couldn't) be found\b
    \b(?:page|article|story)\b.{0,40}\b(?:was not|wasn't) found\b
    \b(?:page|article|story|content)\b.{0,30}\b(?:does not|doesn't|no longer) exists?\b
    \b(?:page|article|story|content)\b.{0,40}\b(?:is no longer available|has been (?:moved|deleted))\b
    页面不存在|文章不存在|内容已被删除|找不到.{0,4}页面
    """
)
_SCRIPT = any_of(
    r"""
    \b(?:enable|turn on|activate|requires?|needs?|allow)\b.{0,30}\bjava ?script\b
    \bjava ?script (?:is )?(?:disabled|required|not enabled|must be|to run)
    启用 ?javascript
    """
)
_CONSENT = any_of(
    r"""
    \b(?:we|our partners|this (?:web)?site)\b.{0,80}\b(?:use|uses|store|set)\b.{0,60}\bcookies?\b
    \b(?:accept|reject|manage|allow)\b.{0,12}\b(?:all|cookies|preferences|choices|options)\b
    \byour (?:privacy choices|consent|privacy)\b
    \bcookie (?:policy|settings|preferences|consent|notice)\b
    (?:使用|接受).{0,8}cookie
    """
)
_LOGIN = any_of(
    r"""
    \b(?:log|sign) ?in\b.{0,60}\b(?:continue|account|password|e-?mail)\b
    \bforgot(?:ten)? (?:your )?password\b
    \benter your (?:e-?mail|password|username)\b
    ^\W*(?:log|sign) ?in\W*$
    请(?:先)?登录|忘记密码
    """
)


def why_suspect(text: str, facts: PageFacts) -> str | None:
    """Why a page's text is probably not its article, in words for a person; None when nothing speaks against it."""
    if len(text) > _STUB:
        return None
    text, title = straight(text), straight(facts.title)
    if _CHALLENGE.search(title) or _CHALLENGE.search(text):
        return "the site asked for proof of being human"
    if _MISSING.search(title) or _MISSING.search(text):
        return "the page says that the article does not exist"
    if _SCRIPT.search(text):
        return "the page shows its text only with JavaScript"
    if _fills(_CONSENT, text):
        return "the page shows a consent banner, not the article"
    if _fills(_LOGIN, text) or (facts.password and _LOGIN.search(f"{title}\n{text}")):
        return "the page asks to log in"
    return None


def against_previous(
    extraction: Extraction, length: int, language: str | None = None, status: ReadStatus = ReadStatus.OK
) -> Extraction:
    """The same extraction, `suspect` with a reason if it cannot be an edit of the version read before.

    `length` (characters), `language` and `status` are those of the last version that was believed.
    """
    if extraction.status not in (ReadStatus.OK, ReadStatus.PARTIAL):
        return extraction
    reason = None
    if status is ReadStatus.OK and extraction.status is ReadStatus.PARTIAL:
        reason = f"the whole article was read before, now only a part: {extraction.reason}"
    elif length >= _COLLAPSE_FROM and len(extraction.text) < _COLLAPSE * length:
        reason = f"the text shrank from {length} to {len(extraction.text)} characters"
    elif language and extraction.language and language != extraction.language:
        reason = f"the language changed from {language} to {extraction.language}"
    return replace(extraction, status=ReadStatus.SUSPECT, reason=reason) if reason else extraction


def _fills(pattern: re.Pattern[str], text: str) -> bool:
    """Whether a good part of a text's sentences match, so that it speaks of little else."""
    parts = [p for p in re.split(r"\n|(?<=[.!?])\s+|(?<=[。！？])", text) if p.strip()]
    return bool(parts) and sum(bool(pattern.search(p)) for p in parts) >= _ALL_OF_IT * len(parts)
