"""Lines of a page that are its furniture: buttons, counters, invitations, sources listed at the end."""

from __future__ import annotations

import re

from monitor.articles.wording import any_of, straight

_LONGEST = 25  # words; furniture is short
_WALL_LONGEST = 40  # words
_LONGEST_LINE = 300  # characters
_EDGES = r"[\W_]+"

_FURNITURE = any_of(
    r"""
    (?:back|return) to (?:the )?(?:\w+ ){0,2}(?:stories|news|newsroom|home|homepage|top|blog|articles|list|overview)
    skip to (?:main )?content
    (?:share|tweet|e-?mail|print|save|bookmark|copy|pin)(?: this)?(?: (?:article|story|post|page|link))?
    (?:share|post|send|save)(?: this| it)?(?: (?:article|story|post|page|link))? (?:on|via|to|with|by) \w+(?: or \w+)?
    (?:was|is|did you find) this (?:article|page|post|story|answer|content)? ?(?:helpful|useful|interesting)(?: to you)?
    (?:let us know|tell us) (?:what you think|how|to improve).{0,60}
    (?:related|recommended|suggested|similar|popular|latest|trending|top|more) (?:articles?|stories|posts?|news|reading)
    (?:related|recommended|suggested|similar|further|more) (?:content|topics|links|coverage)
    more (?:for you|from .{1,40}|on this.{0,30})
    (?:you (?:may|might) also (?:like|enjoy|be interested in))(?:: .{0,160})?
    (?:read (?:more|next|also)|see also|up next|don't miss|related|recommended|in other news)(?:: .{0,160})?
    most (?:read|popular|viewed|shared|commented|recent)
    (?:trending|popular) now
    editors?'s? picks?
    sign up\b.{0,120}\b(?:newsletters?|inbox|account|updates|alerts|for free)\b.{0,80}
    sign (?:up|in|out)|log ?(?:in|out)|register|subscribe(?: now| today)?
    (?:subscribe|join|get)\b.{0,100}\b(?:newsletter|inbox|mailing list|e-?mail alerts|updates by e-?mail)\b.{0,60}
    subscribe to (?:our|the|this) .{1,40}
    follow (?:us|me|our .{1,30}) on .{2,60}
    like us on .{2,40}
    advert(?:isement|isements|ising)?|sponsored(?: content)?|promoted|article continues (?:below|after).{0,40}
    story continues (?:below|after).{0,40}
    (?:\d+ )?comments?(?: \(?\d+\)?)?
    (?:leave|post|add|write) a (?:comment|reply)
    (?:view|show|load|see) (?:all )?(?:\d+ )?(?:more )?(?:comments?|replies|stories|posts)
    loading
    \d+ ?-? ?min(?:ute)?s?\.? read(?:\W.{0,20})?
    reading time:? .{0,20}
    (?:©|\(c\)|copyright\W).{0,120}
    all rights reserved.{0,80}
    (?:terms|privacy|cookie)(?: (?:of|and|&))? (?:use|service|policy|conditions|settings|notice).{0,40}
    by (?:subscribing|signing up|registering)\b.{0,160}
    (?:image|photo|picture|video)(?: (?:credits?|source|by))?: .{0,80}
    (?:tags|topics|categories|filed under): .{0,160}
    (?:click|tap) here\b.{0,80}
    (?:download|get) (?:the|our) app\b.{0,40}
    continue reading.{0,40}
    show more|expand|close|menu|search|home|reply
    分享(?:到|至)?.{0,20}
    (?:相关|热门|推荐|延伸|更多)(?:阅读|文章|新闻|推荐|报道|链接|内容)(?:[：:].{0,80})?
    责任编辑.{0,20}
    编辑[：:].{0,12}
    返回(?:首页|顶部|列表)
    (?:点击|扫码|长按|扫描).{0,20}(?:关注|查看|阅读|订阅|下载|公众号).{0,20}
    阅读(?:更多|全文|原文)
    广告|版权所有.{0,40}|免责声明
    打开 ?app.{0,20}
    (?:图源|图片来源)[：:].{0,30}
    """
)
_REFERENCES = any_of(
    r"""
    references|sources|bibliography|works cited|footnotes|further reading|external links|citations
    参考文献|参考资料|资料来源|参考来源
    """
)
_REFERENCE = re.compile(r"(?:[-•*]\s*)?\[\d{1,3}\]|\^|\d{1,3}[.)]\s|[-•*]\s|.*https?://\S+$")
_WALL = any_of(
    r"""
    (?:create|register|sign (?:up|in)|log in|subscribe|join)\b.{0,80}\bto (?:continue|keep|read|unlock|view)\b
    become a (?:\w+ ){1,3}to (?:continue|keep|read|unlock|view)\b
    start (?:your|a) .{0,30}\btrial\b.{0,60}\b(?:read|access|continue)
    this (?:\w+ )?(?:article|story|content|post) (?:is|requires?|needs?)\b.{0,40}\b(?:subscri\w+|account|members?)\b
    the (?:full|rest of (?:this|the)) (?:article|story|content|post|piece)\b.{0,60}\b(?:subscri\w+|account|member\w*)\b
    (?:you have|you've) (?:reached|read|used)\b.{0,40}\b(?:free|limit)\b
    already (?:a )?(?:subscri\w+|have an account|a member)
    to (?:continue|keep) reading\b|for subscribers only|subscriber[- ]only|subscribers can read|exclusive to subscribers
    (?:本文|全文|剩余内容).{0,12}(?:付费|订阅|会员|登录)
    (?:登录|订阅|付费|开通会员)后.{0,6}(?:阅读|查看|继续)
    """
)


def is_furniture(line: str) -> bool:
    """Whether a whole line is an invitation, a button or a label of the page, not a sentence of the article."""
    if not any(c.isalnum() for c in line):
        return True
    if len(line) > _LONGEST_LINE or len(line.split()) > _LONGEST:
        return False
    bare = re.sub(rf"^(?!©){_EDGES}(?=.)|{_EDGES}$", "", straight(line))
    return bool(_FURNITURE.fullmatch(bare))


def is_wall(line: str) -> bool:
    """Whether a line asks for an account or for money before the rest can be read."""
    return len(line) <= _LONGEST_LINE and len(line.split()) <= _WALL_LONGEST and bool(_WALL.search(straight(line)))


def tidy(text: str) -> tuple[str, bool]:
    """A text without furniture, walls and its closing list of references; and whether there was a wall."""
    lines = [line for line in (" ".join(line.split()) for line in text.splitlines()) if line]
    kept = [line for line in lines if not is_furniture(line)]
    article = [line for line in kept if not is_wall(line)]
    return "\n".join(_without_references(article)), len(article) < len(kept)


def _without_references(lines: list[str]) -> list[str]:
    """Cuts headings such as 'References' with the works below them; other text that follows stays."""
    kept: list[str] = []
    n = 0
    while n < len(lines):
        end = n + 1
        if _REFERENCES.fullmatch(re.sub(rf"^[\W\d_]+|{_EDGES}$", "", lines[n][:_LONGEST_LINE])):
            while end < len(lines) and _REFERENCE.match(lines[end]):
                end += 1
            if end > n + 1 or end == len(lines):
                n = end
                continue
        kept.append(lines[n])
        n += 1
    return kept
