"""Lines of a page that are its furniture: buttons, counters, invitations, sources listed at the end."""

from __future__ import annotations

import re

_LONGEST = 25  # words; furniture is short
_FURNITURE = re.compile(
    r"""[\W_]*(?:
        (?:back|return)\ to\ (?:the\ )?(?:\w+\ ){0,2}(?:stories|news|newsroom|home|homepage|top|blog|articles|list|overview|start)
      | skip\ to\ (?:main\ )?content | jump\ to\ .{0,30}
      | (?:share|tweet|e-?mail|print|save|bookmark|copy|pin|post)(?:\ (?:this|link|article|story|post|page|on|via|to|with|by))*
            (?:\ (?:article|story|post|page|link|facebook|twitter|x|linkedin|whatsapp|reddit|e-?mail|telegram|friends?|print))*
      | (?:was|is|did\ you\ find)\ this\ (?:article|page|post|story|answer|content)?\ ?(?:helpful|useful|interesting)(?:\ to\ you)?
      | (?:let\ us\ know|tell\ us)\ (?:what\ you\ think|how|to\ improve).{0,60}
      | (?:related|recommended|suggested|more|other|similar|popular|latest|trending|top|further)\ (?:articles?|stories|posts?|news|reading|content|topics|links|coverage|for\ you|from\ .{1,40}|on\ this.{0,30})
      | (?:you\ (?:may|might)\ also\ (?:like|enjoy|be\ interested\ in)|read\ (?:more|next|also|on)|see\ also|up\ next|don't\ miss|more\ on\ this.{0,20})(?::.{0,160})?
      | most\ (?:read|popular|viewed|shared|commented|recent) | trending(?:\ now)? | editors?'s?\ picks?
      | (?:sign|signed)\ (?:up|in)\b.{0,120}(?:newsletters?|inbox|account|e-?mail|updates|today|free).{0,80} | sign\ (?:up|in) | log\ ?in | register
      | (?:subscribe|join|get)\b.{0,100}\b(?:newsletter|inbox|e-?mail\ alerts|updates\ by\ e-?mail|our\ mailing\ list).{0,60} | subscribe(?:\ now|\ today|\ to\ .{1,40})?
      | follow\ (?:us|me|our\ .{1,30}|\w+)\ on\ .{2,60} | like\ us\ on\ .{2,40}
      | advert(?:isement|isements|ising)? | sponsored(?:\ content|\ by\ .{1,40})? | promoted | ad | article\ continues\ (?:below|after).{0,40} | story\ continues.{0,40}
      | (?:\d+\ )?comments?(?:\ \(?\d+\)?)? | (?:leave|post|add|write)\ a\ (?:comment|reply) | (?:view|show|load|see)\ (?:all\ )?(?:\d+\ )?(?:more\ )?(?:comments?|replies) | reply | loading\.*
      | \d+\ ?-?\ ?min(?:ute)?s?\ read.{0,20} | (?:reading|read)\ time:?.{0,20}
      | (?:©|\(c\)|copyright)\ .{0,120} | all\ rights\ reserved.{0,80}
      | (?:terms|privacy|cookie)(?:\ (?:of|and|&))?\ (?:use|service|policy|conditions|settings|notice).{0,40}
      | by\ (?:subscribing|signing\ up|continuing|clicking|registering)\b.{0,160}
      | (?:image|photo|picture|video|credit)\ ?(?:credits?|source|by)?\ ?:\ .{0,80}
      | (?:tags|topics|categories|filed\ under|tagged)(?::|\ in\b).{0,160}
      | (?:click|tap)\ here\b.{0,80} | (?:download|get)\ (?:the|our)\ app.{0,40} | continue\ reading.{0,40} | show\ more | expand | close | menu | search | home
      | 分享(?:到|至)?.{0,20} | 相关(?:阅读|文章|新闻|推荐|报道|链接).{0,10} | (?:热门|推荐|延伸|更多)(?:阅读|文章|新闻|推荐|内容).{0,10} | 责任编辑.{0,20} | 编辑[::].{0,12}
      | 返回(?:首页|顶部|列表) | (?:点击|扫码|长按).{0,20}(?:关注|查看|阅读|订阅|下载).{0,20} | 阅读(?:更多|全文|原文) | 广告 | 版权所有.{0,40} | 免责声明.{0,4} | 打开\ ?app.{0,20} | (?:图源|图片来源)[::].{0,30}
    )[\W_]*""",
    re.IGNORECASE | re.VERBOSE,
)
_REFERENCES = re.compile(
    r"[\W_\d]*(?:references|sources|bibliography|works cited|footnotes|further reading|external links|citations|"
    r"参考文献|参考资料|资料来源|参考来源)[\W_]*",
    re.IGNORECASE,
)
_REFERENCE = re.compile(r"\s*(?:[-•*]\s*)?(?:\[\d{1,3}\]|\^|\d{1,3}[.)]\s)|.*https?://\S+\s*$|[-•*]\s")
_WALL = re.compile(
    r"""(?:(?:create|register\ for|sign\ (?:up|in)|log\ in|subscribe|become\ a\ (?:member|subscriber)|start\ (?:your|a)\ .{0,30}trial|join\ now)
         .{0,80}\b(?:to\ (?:continue|keep|read|finish|unlock|access|view)|for\ (?:full|unlimited)\ access)
       | (?:this|the\ (?:full|rest\ of\ (?:this|the)))\ (?:\w+\ )?(?:article|story|content|post|page|report|piece)\ (?:is|requires?|needs?|can\ be\ read)\b
         .{0,60}\b(?:subscri\w+|account|member\w*|premium|register\w*|log(?:ged)?\ in|sign(?:ed)?\ in)
       | (?:you\ have|you've)\ (?:reached|read|used)\ .{0,40}\b(?:free|limit|articles?)
       | already\ (?:a\ )?(?:subscri\w+|have\ an\ account|a\ member)
       | (?:to\ (?:continue|keep)\ reading|for\ subscribers\ only|subscriber[-\ ]only|subscribers?\ can\ read|exclusive\ to\ subscribers)
       | (?:本文|全文|剩余内容).{0,12}(?:付费|订阅|会员|登录) | (?:登录|订阅|付费|开通会员)后.{0,6}(?:阅读|查看|继续) )""",
    re.IGNORECASE | re.VERBOSE,
)


def is_furniture(line: str) -> bool:
    """Whether a whole line is an invitation, a button or a label of the page, not a sentence of the article."""
    words = len(line.split())
    if words > _LONGEST or not any(c.isalnum() for c in line):
        return words <= _LONGEST
    return bool(_FURNITURE.fullmatch(line.replace("’", "'")))


def is_wall(line: str) -> bool:
    """Whether a line asks for an account or money before the rest can be read."""
    return len(line.split()) <= 40 and bool(_WALL.search(line.replace("’", "'")))


def tidy(text: str) -> tuple[str, bool]:
    """A text without furniture, wall lines and its closing list of references; and whether there was a wall."""
    lines = [line for line in (" ".join(line.split()) for line in text.splitlines()) if line]
    kept = [line for line in lines if not is_furniture(line)]
    walled = [is_wall(line) for line in kept]
    article = [line for line, wall in zip(kept, walled, strict=True) if not wall]
    return "\n".join(_without_references(article)), any(walled)


def _without_references(lines: list[str]) -> list[str]:
    """Cuts a heading such as 'References' with the cited works below it; other text that follows stays."""
    for n, line in enumerate(lines):
        if _REFERENCES.fullmatch(line):
            end = n + 1
            while end < len(lines) and _REFERENCE.match(lines[end]):
                end += 1
            if end > n + 1 or end == len(lines):
                return lines[:n] + _without_references(lines[end:])
    return lines
