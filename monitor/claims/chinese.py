"""Chinese sentences, read by their characters: no Chinese parser is needed for the usual wordings of news."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from monitor.claims.chinese_numbers import find_chinese_dates, find_chinese_quantities
from monitor.claims.entities import story_names
from monitor.model import Mention, Modality, Polarity

_SAYING = (
    "表示|称|说|指出|透露|强调|认为|坦言|介绍|回应|证实|确认|警告|宣称|声称|写道|补充|解释|否认|驳斥|反驳|预计|预测|预期|估计|"
    "报道|报导|披露|公布|显示|承认|坚称|直言|告诉"
)
_TIMES = (
    r"(?:周[一二三四五六日天]|星期[一二三四五六日天]|[昨今]日|[昨今]天|当日|当天|日前|近日|随后|此前|"
    r"\d{1,2}月\d{1,2}日|\d{1,2}日|上周|本周)"
)
_ACCORDING = re.compile(
    r"(?:据|根据|按照)(?P<who>[^，。：:]{2,24}?)(?:\S日|周[一二三四五六日])?(?:的)?"
    r"(?:报道|报导|消息|披露|透露|称|介绍|表示|统计|显示|数据|公布|援引|引述)"
)
_QUOTING = re.compile(
    r"(?:援引|引述|引用)(?P<who>[^，。]{2,20}?)(?:的(?:话|消息|说法|报道))?(?:报道|报导|称|表示|说|，)"
)
_SPEAKER = re.compile(
    rf"(?:^|[，。；：”」])(?P<who>[^，。；“”「」：]{{2,24}}?){_TIMES}?(?:在[^，。]{{2,20}}?(?:上|中|里|时))?"
    r"(?:对[^，。]{2,12}?)?(?:也|还|则|同时|明确|再次|已|均|书面|公开|向[^，。]{2,10}?)*"
    rf"(?:{_SAYING})"
)
_DENIED = re.compile(r"否认|驳斥|辟谣|不实|并非事实|纯属(?:谣言|虚构|捏造|子虚)|子虚乌有|不属实|毫无根据")
_CONDITIONAL = re.compile(
    r"如果|倘若|假如|假设|若(?!干)|一旦|除非|只要|要是|如(?=[^，。]{2,20}，[^，。]{0,10}(?:将|就|则|会))"
)
_FORECAST = re.compile(r"预计|预测|预期|有望|预估|料将|预料|势将|展望|估计")
_POSSIBLE = re.compile(r"可能|或许|或将|考虑|也许|恐将|疑似|不排除|或(?=[于在被会])")
_PLANNED = re.compile(
    r"计划|拟(?!人|合)|打算|准备|有意|预定|定于|承诺|决定(?!性)|即将|将(?!军|来|近|领)|会在|争取|力争"
)
_REPORTED = re.compile(
    r"据(?:悉|称|了解|报道|报|说|透露)|传(?:闻|出)|"
    rf"(?:{_SAYING.replace('|公布', '').replace('|显示', '')})(?:[，,：:]|[^。]{{2}})"
)
_NOT = re.compile(
    r"(?:并)?(?:没有|从未|尚未|并未|并非|未能|未(?!来|经|免)|没(?!收)|无法|"
    r"(?:并)?不(?!少于|超过|仅|断|久|过|同|得不|但|只|论|管|到|足|低于|高于|多于|止|再))"
)
_QUESTION = re.compile(r"[？?][”」』）]*$|吗[。！]?$|(?:^|，)(?:难道|为何|为什么|怎么|如何|谁|何时)")
_FURNITURE = re.compile(
    r"订阅|关注(?:我们|公众号|本号)|扫码|扫描|二维码|点击|版权|转载|ICP备?|备案|许可证|保留(?:所有|一切)?权利|不得(?:以|转|复|擅)|举报电话|Cookie|"
    r"隐私(?:政策|条款)|责任编辑|责编|编辑[：:/]|来源[：:]|图(?:片|源)?[：:]|"
    r"微信公众号|登录|注册(?:账号|会员|即)|未经(?:授权|许可)|相关阅读|延伸阅读|推荐阅读|阅读(?:更多|全文|原文)|点赞|分享(?:到|至|本文)|评论区|本文(?:作者|仅|由|"
    r"首发|来自|不|已|为|系)|"
    r"作者(?:系|为|[：:])|记者[：:]|免责声明|不构成|投资建议|上一篇|下一篇|返回(?:首页|顶部)|热门|广告|优惠|立即(?:购买|下载|报名|注册)|欢迎(?:关注|订阅|留言|投稿)|"
    r"下载APP|客户端|供稿|联系我们|客服|忽略(?:以上|之前|所有)|无视(?:以上|之前)|请(?:先|勿|点|在|将|把|你|您|务必)|您|^首页"
)
_OPINION = re.compile(
    r"我(?:觉得|认为|猜|想|感觉|相信|怀疑)|个人(?:觉得|认为|感觉)|(?:真是|简直|实在|太)[^，。]{1,10}(?:了|啊|！)|令人(?:遗憾|失望|兴奋|震惊|担忧|振奋|惊)|"
    r"值得(?!注意的是)|应该|应当|必须(?=[^，。]*(?:我们|社会|行业))|无疑|可谓|堪称|不得不说|说白了|遗憾|可惜|毫无疑问|史上最|最好的|最强|最差|"
    r"[！!]$|毕竟|总之|归根结底|何必|何尝|岂|哪怕|笑话|耻辱|伟大|灾难性|愚蠢|明智|错误的(?:决定|选择)|正确的(?:决定|选择)|恐怕|大概是|看来|哈哈|呵呵|楼主|顶一下|"
    r"沙发|同感|牛[逼啊！]"
)
_VAGUE = re.compile(
    r"终将|必将|迟早|总有一天|(?:未来|时代)[^，。]*(?:改变|颠覆|重塑|属于|到来)|注定|拭目以待|前景(?:广阔|光明)|(?:改变|颠覆|重塑|吞噬)(?:世界|一切|行业|未来|整个)"
)
_LATIN_NAME = re.compile(r"(?<![A-Za-z0-9])[A-Za-z][A-Za-z0-9]*(?:[-.][A-Za-z0-9]+)*(?: \d[\w.]*| [A-Z][\w.-]*)*")


def analyse(text: str, published: datetime | None, entities: Mapping[str, Sequence[str]]) -> Mention:
    """One Chinese sentence as a mention."""
    dates = find_chinese_dates(text, published)
    sources = _sources(text)
    return Mention(
        text=text,
        start=0,
        end=len(text),
        modality=_modality(text, sources),
        attribution="; ".join(sources) or None,
        polarity=_polarity(text),
        entities=_names(text, entities),
        quantities=find_chinese_quantities(text, [(start, end) for start, end, _ in dates]),
        dates=tuple(period for _, _, period in dates),
    )


def _names(text: str, entities: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    known = list(story_names(text, entities))
    latin = (
        (*match.span(), match.group())
        for match in _LATIN_NAME.finditer(text)
        if not any(start < match.end() and match.start() < end for start, end, _ in known)
    )
    return tuple(dict.fromkeys(name for _, _, name in sorted((*known, *latin))))


def _sources(text: str) -> tuple[str, ...]:
    found: list[str] = []
    if match := _ACCORDING.search(text):
        found.append(_trimmed(re.split("援引|引述|引用", match["who"])[0]))
    if match := _QUOTING.search(text):
        before = re.split(r"[，。]", text[: match.start()])[-1]
        if not found and before:
            found.append(_trimmed(before))
        found.append(_trimmed(match["who"]))
    if not found and (match := _SPEAKER.search(text)):
        found.append(_trimmed(match["who"]))
    return tuple(
        dict.fromkeys(
            name for name in found if name and not re.fullmatch(r"[他她它]们?|此前|此外|同时|并|但|而|有|据", name)
        )
    )


def _trimmed(who: str) -> str:
    who = re.split(rf"{_TIMES}|在(?!线)", who)[0] or who
    return re.sub(r"^(?:但|而|不过|同时|此外|另外|另据|另)|(?:也|还|则|已|均|的)$", "", who).strip()


def _modality(text: str, sources: tuple[str, ...]) -> Modality:
    if _DENIED.search(text):
        return Modality.DENIED
    if _CONDITIONAL.search(text):
        return Modality.CONDITIONAL
    if _FORECAST.search(text):
        return Modality.FORECAST
    if _is_planned(text):
        return Modality.POSSIBLE if re.search("或将|可能将|可能会|考虑", text) else Modality.PLANNED
    if _POSSIBLE.search(text):
        return Modality.POSSIBLE
    if sources or _REPORTED.search(text):
        return Modality.REPORTED
    return Modality.ASSERTED


def _is_planned(text: str) -> bool:
    """Whether a plan is told; 将 before a noun that is acted on ('将价格下调了') marks an object, not a future."""
    match = _PLANNED.search(text)
    if match is None:
        return False
    if match.group() == "将" and (
        re.search(r"了|完毕|至\d|到\d", text[match.end() :]) or re.search(r"已(?:经)?$|曾$", text[: match.start()])
    ):
        return False
    return not re.search(r"没有(?:任何)?(?:计划|打算)|无(?:计划|意)", text)


def _polarity(text: str) -> Polarity:
    negative = bool(_NOT.search(text)) != bool(_DENIED.search(text))
    return Polarity.NEGATIVE if negative else Polarity.POSITIVE


def drop_reason(text: str, mention: Mention) -> str | None:
    """Why a Chinese sentence is no claim; None where it is one."""
    if _QUESTION.search(text):
        return "question"
    if _FURNITURE.search(text):
        return "boilerplate"
    if len(re.findall(r"[\u3400-\u9fff]", text)) < 5 and not mention.quantities:
        return "fragment"
    if _OPINION.search(text):
        return "opinion"
    return "vague prediction" if _VAGUE.search(text) else None
